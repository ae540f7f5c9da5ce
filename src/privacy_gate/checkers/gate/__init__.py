"""Checkers for changes to privacy-gate's own files, and for the limits of a check."""
