"""Git, files and text. Nothing here knows prompts, rules or findings."""
