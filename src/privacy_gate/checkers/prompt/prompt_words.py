"""Load the word lists of the prompt rules from `prompt_words.txt` beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _lists() -> dict[str, frozenset[str]]:
    found: dict[str, list[str]] = {}
    entries: list[str] = []
    for line in Path(__file__).with_name("prompt_words.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            entries = found.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            entries += line.split()
    return {name: frozenset(entry.replace("_", " ") for entry in entries) for name, entries in found.items()}


def words(name: str) -> frozenset[str]:
    """Return the word list with a name. Its entries are words, and phrases with single spaces."""
    return _lists()[name]
