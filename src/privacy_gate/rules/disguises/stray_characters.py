"""Find characters beyond ASCII in possible tokens: bytes that are not UTF-8, or inserted letters.

Each run of them is a joint (`split_values.py`) of a separate view without these characters. The view is separate
because `confusables` reads some of them as the letters that they look like. Only long words with a digit or an
underscore are examined, because words of a language have neither. A text in ASCII has no cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_gate.rules.split_values import Joint

_BEYOND = r"[^\x00-\x7f]"
_STRAY = re.compile(rf"{_BEYOND}(?<=[A-Za-z0-9_-].){_BEYOND}*+(?=[A-Za-z0-9_-])")
_PIECES = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/=.~-")
_WORD = re.compile(rf"(?:[A-Za-z0-9_+/=.~-]++|{_BEYOND}++(?=[A-Za-z0-9_-]))++")
_TOKEN_LIKE = re.compile(r"[0-9_]")
_SHORTEST = 16  # ASCII characters of a word


def find_joints(text: str) -> Iterator[Joint]:
    """Yield a joint for each run of such characters, in order."""
    if text.isascii():
        return
    at = 0
    for match in _STRAY.finditer(text):
        if match.start() < at:
            continue
        start = match.start()
        while start > at and text[start - 1] in _PIECES:
            start -= 1
        word = _WORD.match(text, start)
        assert word is not None
        at = word.end()
        if _TOKEN_LIKE.search(word[0]) and sum(map(str.isascii, word[0])) >= _SHORTEST:
            for stray in _STRAY.finditer(text, start, at):
                yield Joint(*stray.span())
