"""Define search entries and matches, and decide whether a text is part of a longer word."""

from __future__ import annotations

from typing import NamedTuple

WORD_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_AND_HYPHEN = WORD_CHARACTERS | {"-"}


class Entry(NamedTuple):
    """A text to search for, its replacement, and the stand-in of the pair.

    `lead` characters precede its first word. An entry without a word is matched separately.
    """

    text: str
    instead: str
    stand_in: str
    lead: int = 0
    is_wordless: bool = False


class Found(NamedTuple):
    """A match in a text, its replacement, and the stand-in of the pair."""

    start: int
    end: int
    instead: str
    stand_in: str


class Scan(NamedTuple):
    """The matches, and the offset after which more text is needed for a decision."""

    found: list[Found]
    hold: int


def is_word(character: str) -> bool:
    """Whether a character is an ASCII letter, a digit or an underscore. An empty string is not."""
    return character in WORD_CHARACTERS


def begins_free(text: str, start: int, what: str, left: str = "") -> bool:
    """Whether no character before `what` makes it part of a longer word. `left` is the character before the text."""
    before = text[start - 1] if start else left
    return before not in (_AND_HYPHEN if "-" in what else WORD_CHARACTERS)


def ends_free(text: str, end: int, what: str) -> bool:
    """Whether no character after `what` makes it part of a longer word."""
    return text[end : end + 1] not in (_AND_HYPHEN if "-" in what else WORD_CHARACTERS)


def stands_free(text: str, start: int, end: int, what: str, left: str = "") -> bool:
    """Whether no character around [start, end) makes `what` part of a longer word."""
    return begins_free(text, start, what, left) and ends_free(text, end, what)
