"""Mask and unmask a text that arrives in pieces. The result does not depend on the pieces.

The end of a piece is delayed only if a match may begin there. This concerns at most the length of the longest text and
one more character. A run of originals is delayed until it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from privacy_gate.base.json_strings import SpanEdit
from privacy_gate.cleanroom.masking.mask import change_found
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.places import Found, keep_left
from privacy_gate.cleanroom.masking.search import Search


class TextStream:
    """A text in pieces, with replacements. `change` returns the edits for the matches in a text."""

    def __init__(
        self,
        search: Search,
        allowed: Callable[[str], bool],
        change: Callable[[str, Sequence[Found]], Iterable[SpanEdit]],
    ) -> None:
        self._search, self._allowed, self._change = search, allowed, change
        self._pieces: list[str] = []
        self._size = self._enough = 0  # size of the delayed text, and the size at which it is read again
        self._left = ""

    def feed(self, piece: str) -> str:
        """Add a piece. Return the next part of the result."""
        self._pieces.append(piece)
        self._size += len(piece)
        return self._advance(whole=False) if self._size >= self._enough else ""

    def end(self) -> str:
        """Return the last part of the result."""
        return self._advance(whole=True)

    def _advance(self, *, whole: bool) -> str:
        text = "".join(self._pieces)
        scan = self._search.scan(text, self._allowed, self._left, whole=whole)
        out, at = [], 0
        for edit in self._change(text, scan.found):
            out += [text[at : edit.start], edit.text]
            at = edit.end
        out.append(text[at : scan.hold])
        self._pieces = [text[scan.hold :]]
        self._size = len(text) - scan.hold
        # a long run is read again only at twice its size, so that the time is linear
        self._enough = 2 * self._size if self._size > 4 * self._search.longest else 0
        self._left = keep_left(self._left, text, scan.hold)
        return "".join(out)


def unmask_stream(pairs: PairMap) -> TextStream:
    """Make a stream that restores originals."""
    return TextStream(pairs.back, pairs.may_restore, lambda _text, found: (SpanEdit(*one[:3]) for one in found))


def mask_stream(pairs: PairMap) -> TextStream:
    """Make a stream that replaces all originals that have a stand-in. These stand-ins are added to the sent ones."""
    return TextStream(
        pairs.forth,
        pairs.may_write,
        lambda text, found: (SpanEdit(*one[:3]) for one in change_found(text, found, pairs)),
    )
