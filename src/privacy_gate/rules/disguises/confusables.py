"""Find lookalikes of ASCII characters, and invisible characters, in words and values.

Lookalikes are forms of a letter (full-width, mathematical, circled, superscript) and letters of other scripts next to
Latin ones. The invisible characters are default-ignorable code points, marks on letters, and tags. Each becomes a joint
of a view (`split_values.py`), which has the plain letter instead, or nothing. The table comes from the Unicode standard
(`training/lookalikes`). A text in ASCII has no cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path

from msgspec import Struct

from privacy_gate.rules.split_values import Joint

_TABLE = Path(__file__).with_name("lookalikes.txt")
_ASCII = bytes(range(128))
_TAGS = re.compile("[\U000e0020-\U000e007e]{8,}+|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{8,}+")
"""A text in invisible characters. Tags are shifted ASCII characters, and each variation selector encodes a byte."""
_FORM, _LETTER, _MARK, _HIDDEN = "\uff41", "\u0430", "\u2010", "\u200b"
_STANDS_FOR = {"form": _FORM, "letter": _LETTER, "mark": _MARK, "hidden": _HIDDEN}
_FEW = 24  # up to this number of characters, single replacements are faster
_LATIN = f"A-Za-z0-9_{_FORM}"
_OTHER = rf"[^\W{_LETTER}{_LATIN}]"  # a letter of another script without a lookalike: the word is in that script
_FOUND = re.compile(  # it begins with one class, because `re` is then ten times as fast
    rf"[{_HIDDEN}{_FORM}{_MARK}{_LETTER}](?:"
    rf"(?<=[{_LATIN}-]{_HIDDEN}){_HIDDEN}{{0,39}}+(?=[{_LATIN}{_LETTER}-])"
    rf"|(?<={_FORM})(?:[ \u3000-]?{_FORM})++"
    rf"|(?<={_FORM})(?:(?<=[A-Za-z0-9_].)|(?=[A-Za-z0-9_]))"
    rf"|(?<={_MARK})(?<=[A-Za-z0-9_].)(?=[A-Za-z0-9_])"
    rf"|(?<={_LETTER})(?:"
    rf"(?<!{_OTHER}.){_LETTER}{{0,39}}+(?=[{_LATIN}])"
    rf"|(?<=[{_LATIN}].){_LETTER}{{0,39}}+(?!{_OTHER})"
    rf"|(?<!\w.){_LETTER}{{3,39}}+(?!\w)))"
)
"""Matches a disguise in a text in which each kind of lookalike is replaced by one character."""
_FLAG = "\U0001f3f4"  # it precedes the tags of a regional flag


class _ConfusableTable(Struct, frozen=True):
    """The kind of each lookalike, and the ASCII text that it replaces. An invisible character has an empty text."""

    kind: dict[str, str]
    plain: dict[str, str]


def find_joints(text: str) -> Iterator[Joint]:
    """Yield a joint for each lookalike or run of hidden characters, in order."""
    if text.isascii():
        return
    beyond, table = _beyond_ascii(text), _table()
    present = table.kind.keys() & set(beyond)
    if not present:
        return
    at = 0
    every = _in_words(text, present)
    if _TAGS.search(beyond):
        every = iter(sorted([*_hidden_text(text), *every], key=lambda one: (one.start, -one.end)))
    for one in every:
        if one.start >= at:
            yield one
            at = one.end


def _in_words(text: str, present: AbstractSet[str]) -> Iterator[Joint]:
    table = _table()
    for match in _FOUND.finditer(_by_kind(text, present)):
        first = text[match.start()]
        if table.kind[first] == "hidden":
            yield Joint(match.start(), match.end(), disguise=True)
            continue
        for at, sign in enumerate(text[match.start() : match.end()], match.start()):
            if plain := table.plain.get(sign):
                yield Joint(at, at + 1, plain, disguise=True)


def plain_ascii(sign: str) -> str | None:
    """Return the ASCII text that a character looks like.

    Return an empty string for an invisible character, and None for any other character.
    """
    return _table().plain.get(sign)


def _beyond_ascii(text: str) -> str:
    """Return a text without its ASCII characters. Most texts have few others, so that this is faster than a search."""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def _hidden_text(text: str) -> Iterator[Joint]:
    for match in _TAGS.finditer(text):
        if match.start() and text[match.start() - 1] == _FLAG:
            continue
        codes = map(ord, match[0])
        if match[0][0] < "\U000e0100" and match[0][0] >= "\U000e0000":
            written = "".join(chr(code - 0xE0000) for code in codes)
        else:
            written = bytes(code - 0xFE00 if code < 0xE0000 else code - 0xE0100 + 16 for code in codes).decode(
                "latin-1"
            )
        if written.isascii() and written.isprintable():
            yield Joint(match.start(), match.end(), f" {written} ", disguise=True)


def _by_kind(text: str, present: AbstractSet[str]) -> str:
    """Return the text with one replacement character for each kind of lookalike.

    This keeps the expression short and without characters beyond 16 bits.
    """
    kinds = _table().kind
    if len(present) > _FEW:
        return text.translate({ord(sign): _STANDS_FOR[kinds[sign]] for sign in present})
    for sign in present:
        text = text.replace(sign, _STANDS_FOR[kinds[sign]])
    return text


@cache
def _table() -> _ConfusableTable:
    """Read the table. It is needed only for texts that are not ASCII."""
    table = _ConfusableTable({}, {})
    for line in _TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        kind, rest = line.split(" ", 1)
        plain, signs = ("", "".join(map(_expand, rest.split()))) if kind == "hidden" else rest.split(" ")
        table.kind.update(dict.fromkeys(signs, kind))
        table.plain.update(dict.fromkeys(signs, plain))
    return table


def _expand(codes: str) -> str:
    """Return the characters of a range of hexadecimal code points."""
    first, _, last = codes.partition("-")
    return "".join(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
