"""Tokens in a text, which nobody can foresee: they are keyed digests."""

from __future__ import annotations

import re
from collections import defaultdict

TOKEN = re.compile(r"PG_([A-Z]{2,12})_(?:[a-z][2-9]){3}")


def numbered(text: str) -> str:
    """A text with `<HOST 1>` for the first host's token, and so on."""
    seen: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def number(found: re.Match[str]) -> str:
        kind = seen[found[1]]
        return f"<{found[1]} {kind.setdefault(found[0], len(kind) + 1)}>"

    return TOKEN.sub(number, text)


def token(text: str, kind: str, at: int = 0) -> str:
    """One of the tokens of a kind in a text, in the order of their first place."""
    return list(dict.fromkeys(found[0] for found in TOKEN.finditer(text) if found[1] == kind))[at]
