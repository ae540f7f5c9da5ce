"""Places where the gate stands: hooks of assistants, and pull requests on GitHub."""
