"""The languages whose statements are weighed."""

from __future__ import annotations

from privacy_gate.base.language_table import Language, weighed_language


def language_of(path: str) -> Language:
    language = weighed_language(path)
    assert language is not None
    return language
