"""Checkers and filters for secrets and personal numbers."""
