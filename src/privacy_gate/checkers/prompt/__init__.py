"""Checkers for the form of a prompt."""
