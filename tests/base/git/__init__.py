"""Git, as the gate asks it."""
