"""The hooks of assistants."""
