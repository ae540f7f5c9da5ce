"""What trains the reader: the model that judges whole prompts in context."""
