"""The hooks of assistants, and pull requests on GitHub."""
