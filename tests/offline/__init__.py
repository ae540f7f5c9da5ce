"""No test opens a connection but to this machine, in no process of Python's that it starts."""
