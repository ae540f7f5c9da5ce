"""Severities, inline ignores, baselines: the only place that drops or re-rates a finding."""
