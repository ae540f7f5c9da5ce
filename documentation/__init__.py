"""What in README.md and docs/ follows from the program: rule pages, commands, settings, output in examples."""
