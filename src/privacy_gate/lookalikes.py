"""Letters that look like those of ASCII and are others, and signs that nobody sees, within words and values.

Full-width and mathematical letters, Cyrillic and Greek ones beside Latin ones, selectors, marks of direction, tags.
Each is a joint of a view (`joints.py`), in which the plain letter, or nothing, stands in its place. A text in ASCII
costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from privacy_gate.joints import Joint

# the letters of https://www.unicode.org/Public/security/latest/confusables.txt that a reader takes for a Latin one
_ALIKE = dict(
    zip(
        "аеорсухіјѕԁһԛԝАВЕЅІЈКМНОРСТУХορανικυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijsdhqwABESIJKMHOPCTYXopavikuABEZHIKMNOPTYX",
        strict=True,
    )
)
_LETTERS = "".join(_ALIKE)
_HIDDEN = (
    "\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff\u00ad\U000e0000-\U000e01ef"
)
_WIDE = "\uff10-\uff19\uff21-\uff3a\uff3f\uff41-\uff5a\U0001d400-\U0001d7ff"
_OTHER = rf"[^\W{_LETTERS}A-Za-z0-9_]"  # a letter of such an alphabet that looks like none of ours: a word of it
_ANY = re.compile(rf"[{_HIDDEN}{_WIDE}{_LETTERS}]")
_ASCII = bytes(range(128))
_FOUND = re.compile(  # begins with one class, which `re` looks for ten times as fast as for what begins in three ways
    rf"[{_HIDDEN}{_WIDE}{_LETTERS}](?:"
    rf"(?<=[A-Za-z0-9_-][{_HIDDEN}])[{_HIDDEN}]{{0,39}}+(?=[A-Za-z0-9_{_LETTERS}{_WIDE}-])"
    rf"|(?<=[{_WIDE}])[{_WIDE}]+(?:[ \u3000-]?[{_WIDE}])*"
    rf"|(?<=[{_LETTERS}])(?:"
    rf"(?<!{_OTHER}.)[{_LETTERS}]{{0,39}}+(?=[A-Za-z0-9_])|(?<=[A-Za-z0-9_].)[{_LETTERS}]{{0,39}}+(?!{_OTHER})))"
)


def found(text: str) -> Iterator[Joint]:
    """A joint for each letter or row of signs, in order."""
    if text.isascii() or not _ANY.search(_beyond_ascii(text)):
        return
    for match in _FOUND.finditer(text):
        if match[0][0] not in _ALIKE and not _plain(match[0][0]):
            yield Joint(match.start(), match.end(), leads=True)
            continue
        for at, sign in enumerate(match[0], match.start()):
            if plain := _plain(sign):
                yield Joint(at, at + 1, plain, leads=True)


def _beyond_ascii(text: str) -> str:
    """What is left of a text without ASCII: little, in most, and sooner made than all of it is looked through."""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


@cache
def _plain(sign: str) -> str:
    """The letter of ASCII that a sign looks like; nothing when it is none, or is that letter."""
    if sign.isascii():
        return ""
    plain = _ALIKE.get(sign) or unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and plain.isascii() else ""
