"""The clean room: prompts that hold one small task and nothing of the business around it."""
