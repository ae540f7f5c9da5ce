"""Checkers for changes to the gate itself and for limits of a check."""
