"""What a search looks for and what it finds, and where a text stands free of the words around it."""

from __future__ import annotations

from typing import NamedTuple

WORD_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_AND_HYPHEN = WORD_CHARACTERS | {"-"}


class Entry(NamedTuple):
    """A text to look for, what takes its place, and the stand-in of the pair. `lead` characters stand before its first
    word; one without a word is a match of its own."""

    text: str
    instead: str
    stand_in: str
    lead: int = 0
    is_wordless: bool = False


class Found(NamedTuple):
    """A stretch of a text, what takes its place, and the stand-in of the pair."""

    start: int
    end: int
    instead: str
    stand_in: str


class Scan(NamedTuple):
    """What was found, and where text begins that can only be decided with more text."""

    found: list[Found]
    hold: int


def is_word(character: str) -> bool:
    """Whether a character is a letter or digit of ASCII or an underscore; an empty one is not."""
    return character in WORD_CHARACTERS


def begins_free(text: str, start: int, what: str, left: str = "") -> bool:
    """Whether nothing adjoins `what` at its start that would make it a part of a longer word. `left` is the character
    before the text."""
    before = text[start - 1] if start else left
    return before not in (_AND_HYPHEN if "-" in what else WORD_CHARACTERS)


def ends_free(text: str, end: int, what: str) -> bool:
    """Whether nothing adjoins `what` at its end that would make it a part of a longer word."""
    return text[end : end + 1] not in (_AND_HYPHEN if "-" in what else WORD_CHARACTERS)


def stands_free(text: str, start: int, end: int, what: str, left: str = "") -> bool:
    """Whether nothing adjoins [start, end) that would make `what` a part of a longer word."""
    return begins_free(text, start, what, left) and ends_free(text, end, what)
