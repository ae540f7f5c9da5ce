"""A warm process that runs checks in forked children, and the client that asks it to do so."""
