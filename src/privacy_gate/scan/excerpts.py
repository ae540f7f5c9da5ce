"""Create excerpts of a text around a finding, with all secrets masked."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence

from privacy_gate.base.hashing import blake2b
from privacy_gate.base.text import MASK, mask
from privacy_gate.model import Document, Excerpt, Finding

_SHORTEST_VALUE, _SHORTEST_LINE = 6, 16  # code points of a value, and of a line in a block
_MOST_VALUES = 1000
_BEFORE, _AFTER = 160, 320  # code points around the start of a finding, because a minified line may have millions


class Hidden:
    """The spans of a document that must not be shown. For each, a number of characters at its start may be shown."""

    def __init__(self, document: Document, findings: Iterable[Finding]) -> None:
        self._document = document
        self._spans = sorted((found.start, found.end, found.shown) for found in findings)
        self._starts = [start for start, _, _ in self._spans]
        self._longest = max((end - start for start, end, _ in self._spans), default=0)
        values = {value for span in self._spans for value in _values(document.text, span)}
        longest_first = sorted(values, key=lambda value: (-len(value), value))[:_MOST_VALUES]
        self._again = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def within(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Return the parts of these spans that are in [start, end)."""
        first = bisect.bisect_left(self._starts, start - self._longest)
        last = bisect.bisect_left(self._starts, end)
        near = (span for span in self._spans[first:last] if span[1] > start)
        return [(max(a, start), min(b, end), shown if a >= start else 0) for a, b, shown in near]

    def excerpt(self, finding: Finding) -> Excerpt:
        """Return the line on which a finding starts, cut to the maximum length."""
        start, end = self._window(finding)
        text, first, last = self._mask(start, end, finding, ())
        return Excerpt(text, first + 1, last + 1)

    def stretch(self, start: int, end: int) -> str:
        """Return the text in [start, end), masked."""
        again = self._again.finditer(self._document.text, start, end) if self._again else ()
        inside = self.within(start, end)
        spans = [*inside, *_list_outside(((*found.span(), 0) for found in again), inside)]
        return mask(self._document.text[start:end], [(a - start, b - start, shown) for a, b, shown in spans], (0, 0))[0]

    def context(self, finding: Finding) -> str:
        """Return the excerpt with the match itself masked as well. The fingerprint is computed from it."""
        start, end = self._window(finding)
        return self._mask(start, end, finding, [(finding.start, min(finding.end, end), 0)])[0].strip()

    def identity(self, finding: Finding) -> str:
        """Return the text that tells a finding from others of the same rule and path.

        This is the identity that its checker gave it, or its context.
        """
        return finding.identity or self.context(finding)

    def message(self, finding: Finding) -> str:
        """Return the message of a finding. A match that it quotes stays, but secrets in the match are masked."""
        message = finding.message
        for start, end, _ in self.within(finding.start, finding.end):
            secret = " ".join(self._document.text[start:end].split())
            if len(secret) > 3:
                message = message.replace(secret, MASK)
        return self._again.sub(MASK, message) if self._again else message

    def suggestion(self, finding: Finding) -> str | None:
        """Return the suggestion of a finding; None if it may contain a secret from the match."""
        text = finding.suggestion
        if text is None or (self._again is not None and self._again.search(text)):
            return None
        made_of_match = not finding.masked and _is_name(text)
        return None if made_of_match and self.within(finding.start, finding.end) else text

    def text(self) -> str:
        """Return the whole text, masked."""
        text = self._document.text
        again = self._again.finditer(text) if self._again else ()
        inside = self.within(0, len(text))
        return mask(text, [*inside, *_list_outside(((*found.span(), 0) for found in again), inside)], (0, 0))[0]

    def _window(self, finding: Finding) -> tuple[int, int]:
        start, end = self._document.line_span(self._document.line_at(finding.start))
        return max(start, finding.start - _BEFORE), max(finding.start, min(end, finding.start + _AFTER))

    def _mask(
        self, start: int, end: int, finding: Finding, more: Iterable[tuple[int, int, int]]
    ) -> tuple[str, int, int]:
        again = self._again.finditer(self._document.text, start, end) if self._again else ()
        elsewhere = ((*found.span(), 0) for found in again)
        inside = self.within(start, end)
        spans = [(a - start, b - start, shown) for a, b, shown in [*inside, *_list_outside(elsewhere, inside), *more]]
        focus = (finding.start - start, min(finding.end, end) - start)
        return mask(self._document.text[start:end], spans, focus)


def _values(text: str, span: tuple[int, int, int]) -> list[str]:
    """Return the parts of a hidden span that are hidden everywhere in the text: the value, or each line of a block."""
    start, end, shown = span
    lines = [line.strip() for line in text[start:end].split("\n")]
    if len(lines) > 1:
        return [line for line in lines if len(line) >= _SHORTEST_LINE and not line.startswith("-----")]
    return [lines[0][shown:]] if len(lines[0]) - shown >= _SHORTEST_VALUE else []


def _list_outside(
    spans: Iterable[tuple[int, int, int]], others: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[int, int, int]]:
    """Return the spans that are not inside any of the others."""
    return (one for one in spans if not any(a <= one[0] and one[1] <= b for a, b, _ in others))


def _is_name(text: str) -> bool:
    return text.replace("-", "_").isidentifier()


def fingerprint(finding: Finding, context: str) -> str:
    """Return a digest of a finding. It is the same on every computer, and does not change if the lines move.

    It is computed from the rule, the path, and the line with all secrets masked. It contains no line number, value or
    key. Identical findings in one text have the same digest (see `number_fingerprint`).
    """
    digest = blake2b(digest_size=16)
    for part in (finding.rule, finding.path, context):
        data = part.encode("utf-8", "surrogateescape")
        digest.update(len(data).to_bytes(4, "big") + data)
    return digest.hexdigest()


def number_fingerprint(fingerprint: str, occurrence: int) -> str:
    """Return the fingerprint of one of several identical findings. `occurrence` is its number in the text, from 0."""
    return f"{fingerprint}-{occurrence}" if occurrence else fingerprint
