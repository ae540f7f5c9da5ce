"""What the reader reads of a prompt: word pieces, units and windows."""
