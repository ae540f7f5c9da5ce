"""Checkers for changes to files that configure privacy-gate, and for the limits of a check."""
