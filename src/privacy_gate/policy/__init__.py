"""Severities, inline ignores and baselines. Only this package drops findings or changes their severity."""
