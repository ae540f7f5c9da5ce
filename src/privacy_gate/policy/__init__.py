"""Severities, ignores and baselines: the only package that drops or re-rates findings."""
