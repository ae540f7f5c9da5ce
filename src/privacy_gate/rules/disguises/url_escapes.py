"""Decode the escapes of URLs that separate words, such as `%20`, `%2F`, `%22` and the plus sign of a query.

The last digit of an escape hides the beginning of the word after it: `%2FHalvardson`. These joints belong to a separate
view, in which each escape is its character and each plus sign of a query is a space. In the other views, a character
that ends a value stays escaped (`escapes`). The engine searches for escapes (`TRIGGERS`), so a text without them has no
cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from privacy_gate.rules.split_values import Joint

LABEL = "escape of a URL"
LABELS = frozenset({LABEL})
_HEX = r"[0-9A-Fa-f]"
_DOUBLED = r"%(?:25){0,8}"  # the escape of an escape
_SEPARATOR = rf"(?:[01]{_HEX}|2{_HEX}|3[A-Fa-f]|40|5[B-Fb-f]|60|7[B-Fb-f]|[89A-Fa-f]{_HEX}|u{_HEX}{{4}})"
_BEFORE_PLUS = r"[?&#][A-Za-z0-9_.~%-]{1,60}=[A-Za-z0-9_.~%-]{0,200}"
TRIGGERS = (
    (LABEL, rf"%(?:25){{0,8}}{_SEPARATOR}"),
    (LABEL, rf"{_BEFORE_PLUS}\+[A-Za-z0-9_%]"),
)
"""The label and expression of each place that may contain an escape, for the engine."""
_RUN = re.compile(rf"(?:{_DOUBLED}(?:u{_HEX}{{4}}|{_HEX}{{2}}))++")
_ONE = re.compile(rf"{_DOUBLED}(?:u(?P<code>{_HEX}{{4}})|(?P<byte>{_HEX}{{2}}))")
_QUERY = re.compile(r"[?&#][A-Za-z0-9_.~%-]{1,60}=(?P<value>[^\s\"'<>&#`|]{1,4000})")
_LONGEST = 4  # bytes of a character in UTF-8


def find_joints(text: str) -> Iterator[Joint]:
    """Yield a joint for each escape and for each plus sign of a query, in no particular order."""
    for run in _RUN.finditer(text):
        yield from _read_run(list(_ONE.finditer(text, *run.span())))
    for query in _QUERY.finditer(text):
        at = text.find("+", *query.span("value"))
        while at >= 0:
            yield Joint(at, at + 1, " ", disguise=True)
            at = text.find("+", at + 1, query.end())


def _read_run(escapes: Sequence[re.Match[str]]) -> Iterator[Joint]:
    """Yield the joints of adjoining escapes."""
    at = 0
    while at < len(escapes):
        size, plain = _read_character(escapes[at : at + _LONGEST])
        byte = escapes[at]["byte"]
        if len(escapes) > 1 or plain.isascii() or not (byte and byte.isalpha()):  # `%add` has no escape
            yield Joint(escapes[at].start(), escapes[at + size - 1].end(), plain, disguise=True)
        at += size


def _read_character(escapes: Sequence[re.Match[str]]) -> tuple[int, str]:
    """Return the first character, and the number of its escapes. A byte that is not UTF-8 is read as Windows-1252."""
    if escapes[0]["code"]:
        code = chr(int(escapes[0]["code"], 16))
        return 1, "\ufffd" if "\ud800" <= code <= "\udfff" else code
    data = bytes(int(one["byte"], 16) for one in _take_bytes(escapes))
    for size in range(1, len(data) + 1):
        try:
            return size, data[:size].decode()
        except UnicodeDecodeError:
            pass
    return 1, data[:1].decode("cp1252", "replace")


def _take_bytes(escapes: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    for one in escapes:
        if not one["byte"]:
            return
        yield one
