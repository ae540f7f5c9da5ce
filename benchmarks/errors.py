"""The one exception of the benchmark."""

from __future__ import annotations


class BenchError(Exception):
    """Something that could not be set up; the message is for the person who called."""
