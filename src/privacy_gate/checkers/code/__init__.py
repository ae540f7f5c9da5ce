"""Checkers for code of the repository in a prompt."""
