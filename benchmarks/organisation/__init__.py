"""An organisation's index at its size: source distributions from PyPI, each a repository."""
