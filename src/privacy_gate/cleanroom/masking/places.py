"""Define search entries and matches, and decide whether a text is part of a longer word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from privacy_gate.rules.placeholders import is_token

WORD_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_AND_HYPHEN = WORD_CHARACTERS | {"-"}
_DIGITS = frozenset("0123456789")
_HEX = _DIGITS | frozenset("abcdefABCDEF")
_PAIR = 2  # digits of an escape
LONGEST_ESCAPE = 9  # characters of `%2525252F`
_ESCAPE = re.compile(r"%(?:25){0,3}(?P<digits>[A-Fa-f0-9]{2})\Z")
_WORD_AFTER = re.compile("%(?P<word>[A-Fa-f0-9]{2}[A-Za-z0-9_]+)")
LEFT = 300  # characters before a text that may decide about a match


class Entry(NamedTuple):
    """A text to search for, its replacement (`instead`), and the stand-in of its pair.

    `lead` characters precede its first word. An entry without a word is matched separately. An entry `in_query` has
    plus signs for spaces, and counts only in the query of a URL.
    """

    text: str
    instead: str
    stand_in: str
    lead: int = 0
    is_wordless: bool = False
    in_query: bool = False


class Found(NamedTuple):
    """A match in a text, its replacement (`instead`), and the stand-in of its pair."""

    start: int
    end: int
    instead: str
    stand_in: str


class Scan(NamedTuple):
    """The matches in a text. After the offset `hold`, more text is needed to decide."""

    found: list[Found]
    hold: int


def is_word(character: str) -> bool:
    """Whether a character is an ASCII letter, a digit or an underscore. An empty string is not."""
    return character in WORD_CHARACTERS


def keep_left(left: str, text: str, end: int) -> str:
    """Return the part before `end` that a stream needs to decide about later matches."""
    return text[end - LEFT : end] if end >= LEFT else (left + text[:end])[-LEFT:]


def begins_free(text: str, start: int, what: str, left: str = "", *, stand_in: str = "") -> bool:
    """Whether no character before `what` makes it part of a longer word. `left` is the text before.

    The digits of an escape, such as `%2F`, are no part of a word. `stand_in` is the stand-in of `what`.
    """
    before = text[start - 1] if start else left[-1:]
    if before not in (_AND_HYPHEN if "-" in what else WORD_CHARACTERS):
        return True
    return before in _HEX and _follows_escape(text, start, what, left, stand_in)


def follows_escape(text: str, start: int, left: str = "") -> bool:
    """Whether an escape of a URL ends before `start`. `%ad` is one only after another escape, because of `%add`."""
    escape = _find_escape(_take_before(text, start, left))
    if escape is None or not escape["digits"].isalpha():
        return escape is not None
    return _find_escape(_take_before(text, start + escape.start() - escape.end(), left)) is not None


def _follows_escape(text: str, start: int, what: str, left: str, stand_in: str) -> bool:
    """A token is found after any two digits, so that it is found wherever it was written. A name is found only after a
    decimal digit, with which no name begins: `%ad` may be the beginning of `%add_items`.
    """
    escape = _find_escape(_take_before(text, start, left))
    if escape is None:
        return False
    if not is_token(stand_in):
        return escape["digits"][0] in _DIGITS
    return what.lower() == stand_in.lower() or follows_escape(text, start, left)


def _take_before(text: str, start: int, left: str) -> str:
    """Return the text before `start`, which is negative for a place in `left`."""
    if start >= LONGEST_ESCAPE:
        return text[start - LONGEST_ESCAPE : start]
    return (left + text[:start] if start > 0 else left[: len(left) + start])[-LONGEST_ESCAPE:]


def _find_escape(before: str) -> re.Match[str] | None:
    return _ESCAPE.search(before) if "%" in before else None


def find_after_escapes(text: str, left: str) -> Iterator[tuple[int, str]]:
    """Yield what may be a word directly after an escape, or after an escape of an escape, in order."""
    before = left[-LONGEST_ESCAPE:]
    for found in _WORD_AFTER.finditer(before + text):
        word, at = found["word"], found.start("word") - len(before)
        for size in range(_PAIR, LONGEST_ESCAPE, _PAIR):
            if at + size >= 0 and word[size:] and _HEX.issuperset(word[size - _PAIR : size]):
                yield at + size, word[size:]
            if word[size - _PAIR : size] != "25":
                break


def ends_free(text: str, end: int, what: str) -> bool:
    """Whether `what` is not continued by a longer word after it."""
    return text[end : end + 1] not in (_AND_HYPHEN if "-" in what else WORD_CHARACTERS)


def stands_free(text: str, start: int, end: int, what: str, left: str = "", *, stand_in: str = "") -> bool:
    """Whether no character around [start, end) makes `what` part of a longer word."""
    return begins_free(text, start, what, left, stand_in=stand_in) and ends_free(text, end, what)
