"""Find the generic noun at the end of a name in code."""

from __future__ import annotations

from privacy_gate.base.naming import words
from privacy_gate.checkers.names import generic_words

ABBREVIATIONS = {
    "df": "table",
    "dataframe": "table",
    "qs": "rows",
    "queryset": "rows",
    "arr": "array",
    "res": "result",
    "ret": "result",
    "out": "output",
    "msg": "message",
    "cfg": "config",
    "ids": "ids",
    "dt": "date",
    "idx": "index",
    "num": "number",
    "cls": "type",
    "dirname": "directory",
    "filename": "path",
}
"""The meanings of abbreviations in names."""

_UNCERTAIN = frozenset(
    "self test sort set list dict tuple type kind string user text default xml json html csv sql yaml pdf http io api "
    "cli ui args kwargs group".split()
)
_ENDS = frozenset("by from with of in per for at on to without after before".split())  # they end what a name is about


def name_noun(name: str) -> str | None:
    """Return the generic noun at the end of a name, in the number (singular or plural) that it has there; None if there
    is none.
    """
    parts = words(name)
    cut = next((at for at, word in enumerate(parts) if at and word in _ENDS), len(parts))
    parts = parts[:cut]
    last = parts[-1] if parts else ""
    if last in ABBREVIATIONS:
        return ABBREVIATIONS[last]
    certain = generic_words.is_noun(last) and generic_words.singular(last) not in _UNCERTAIN
    return last if certain and len(last) > 1 else None
