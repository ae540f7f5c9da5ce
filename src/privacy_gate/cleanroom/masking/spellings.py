"""Spell an original as it is written in a URL, and recognise the query of a URL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_gate.cleanroom.masking.places import LEFT

_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*")
_KEPT = ("", "/", "/:@", "/:@!$&'()*,;=")  # what a program leaves in a path, an address or a query
_QUERY = re.compile(r"[?&#][A-Za-z0-9_.~%-]{1,60}=[^\s\"'<>&#`|]{0,200}\Z")


def spell_escaped(original: str) -> Iterator[str]:
    """Yield the spellings of an original with escapes, once and twice escaped, in both cases of the digits.

    An original that has an escape itself has no other spelling.
    """
    if _PLAIN.fullmatch(original) or _ESCAPE.search(original):
        return
    for kept in _KEPT:
        once = _escape(original, kept)
        for one in (once, once.replace("%", "%25")):
            yield one
            yield _ESCAPE.sub(lambda escape: escape[0].lower(), one)


def _escape(original: str, kept: str) -> str:
    return "".join(
        sign if sign in kept or _PLAIN.fullmatch(sign) else "".join(f"%{byte:02X}" for byte in _encode(sign))
        for sign in original
    )


def _encode(sign: str) -> bytes:
    return sign.encode("utf-8", "surrogatepass")


def spell_with_plus(original: str) -> Iterator[str]:
    """Yield the spellings of an original in a query, where a plus sign is a space."""
    if " " in original:
        yield original.replace(" ", "+")
        for one in spell_escaped(original):
            yield one.replace("%2520", "+").replace("%20", "+")


def is_in_query(text: str, start: int, left: str) -> bool:
    """Whether a place is in the value of a query. `left` is the text before."""
    return _QUERY.search((left + text[max(0, start - LEFT) : start])[-LEFT:]) is not None
