"""Checkers for a whole change."""
