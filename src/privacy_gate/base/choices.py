"""Hints for an unknown value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_LONGEST = 80  # characters of a value that are compared
_MOST = 12  # choices that are listed in full


def hint_choice(value: str, choices: Iterable[str], synonyms: Mapping[str, str] | None = None) -> str:
    """Return the most similar choice, if one is similar, and all choices, if they are few."""
    known = sorted(choices) if isinstance(choices, (set, frozenset)) else list(choices)
    near = (synonyms or {}).get(value.lower()) or find_nearest(value, known)
    listed = f"Choose one of: {', '.join(known)}." if len(known) <= _MOST else ""
    return " ".join(part for part in (f"Did you mean `{near}`?" if near else "", listed) if part)


def find_nearest(value: str, choices: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the choice that is most similar to a value, or None."""
    from difflib import get_close_matches

    found = get_close_matches(value[:_LONGEST].lower(), list(choices), 1, cutoff)
    return found[0] if found else None
