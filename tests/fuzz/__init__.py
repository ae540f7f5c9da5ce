"""Fuzzing: made-up input for every reader of hostile bytes, each in a process of its own. `make fuzz` runs it."""
