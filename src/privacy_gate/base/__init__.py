"""Git, files and text. This package knows nothing about prompts, rules or findings."""
