"""Checkers for names that reveal business, and for names that only this repository uses."""
