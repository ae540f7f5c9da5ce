"""Masking and unmasking a text that arrives in pieces. The result is that of the whole text, however it is split.

A piece is held back only where it may be the beginning of a text that is looked for: at most for the longest one and
the character after it.
"""

from __future__ import annotations

from collections.abc import Callable

from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.search import Found, Search


class TextStream:
    """A text in pieces, with other texts in the place of those that are looked for."""

    def __init__(self, search: Search, allowed: Callable[[str], bool], found: Callable[[Found], None]) -> None:
        self._search, self._allowed, self._found = search, allowed, found
        self._held = self._left = ""

    def feed(self, piece: str) -> str:
        """The next part of the result."""
        return self._advance(self._held + piece, whole=False)

    def end(self) -> str:
        """The last part of the result."""
        return self._advance(self._held, whole=True)

    def _advance(self, text: str, *, whole: bool) -> str:
        scan = self._search.scan(text, self._allowed, self._left, whole=whole)
        out, at = [], 0
        for found in scan.found:
            self._found(found)
            out += [text[at : found.start], found.instead]
            at = found.end
        out.append(text[at : scan.hold])
        self._held = text[scan.hold :]
        if scan.hold:  # right after a stand-in nothing may be replaced
            self._left = "_" if scan.found and at == scan.hold else text[scan.hold - 1]
        return "".join(out)


def unmask_stream(pairs: PairMap) -> TextStream:
    """A stream that puts originals back."""
    return TextStream(pairs.back, pairs.may_restore, lambda _found: None)


def mask_stream(pairs: PairMap) -> TextStream:
    """A stream that puts stand-ins in the place of all originals that have one. What it writes is sent."""
    return TextStream(pairs.forth, pairs.may_write, lambda found: pairs.sent.add(found.stand_in))
