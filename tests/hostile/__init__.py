"""Hostile input: a corpus that stays, and what must hold for each piece of it wherever it comes in."""
