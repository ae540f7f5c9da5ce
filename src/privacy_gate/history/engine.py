"""The engine for the versions of a file. Parts that a version has in common with the previous one are not scanned
again.

A report of the database at an offset depends only on the bytes from `reach` before the offset to a few bytes after it.
In common parts, a version therefore has the reports of the previous version. Only the other parts are scanned, with a
margin of `reach` bytes. A report too many does no harm, because `re` confirms each match.

Few patterns have a long reach (a private key: 24,000 characters). Patterns are divided into databases by reach, so that
most of them need only a small margin.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence

import msgspec

from privacy_gate.base import cache
from privacy_gate.base.hashing import blake2b
from privacy_gate.history.common_parts import Stretch, common_stretches
from privacy_gate.rules import engines, matching
from privacy_gate.rules.matching import Hits, Matcher, Pattern, Reports, database, list_parts
from privacy_gate.rules.matching.database import DatabaseMatcher, scanned_bytes
from privacy_gate.rules.matching.terms import TermMatcher

_REACHES = (256, 600, 3300)  # code points; of 850 patterns, all but eighty, fifty and eight have no longer reach
_BEHIND = 64  # bytes that an expression looks back at most (4), with a margin
_WIDEST = 4  # bytes of a code point

Ends = list[tuple[int, int]]
"""Pairs of the number of a pattern and the byte offset of a report."""


class Version(msgspec.Struct, frozen=True):
    """A version of a file, as the next version needs it: its bytes, its reports, and its changed parts.

    In a first version, everything is changed.
    """

    data: bytes
    ends: Ends
    changed: list[tuple[int, int]]
    wide: int


class VersionEngine:
    """A matcher that uses previous versions. A text that was passed to `expect` is not scanned again."""

    def __init__(self, matcher: Matcher, looks: Callable[[str], int], wanted: Callable[[str], bool]) -> None:
        """Compile databases of the patterns of another matcher, or load them from the cache.

        `looks` returns how many code points around its matches a rule reads. `wanted` returns whether the matches of a
        rule are needed. Other rules are only used for masking. Their matches are searched only if there is a finding.
        """
        self.looks = looks
        self._text, self._reports = "", Reports()
        tiers: list[list[Pattern]] = [[] for _ in range(len(_REACHES) + 1)]
        words = [part for part in list_parts(matcher) if isinstance(part, TermMatcher)]
        others = [item for part in list_parts(matcher) if not isinstance(part, TermMatcher) for item in part.patterns]
        for item in filter(lambda item: wanted(item.rule), others):
            tiers[bisect.bisect_left(_REACHES, item.reach)].append(item)
        ordered = [item for tier in [*tiers, *(part.patterns for part in words)] for item in tier]
        self.patterns: tuple[Pattern, ...] = tuple(ordered)
        self.follows = database.has_hyperscan()
        if not self.follows:
            self._other = matcher
            return
        # number of the first pattern, matcher, longest reach
        self._parts: list[tuple[int, DatabaseMatcher | TermMatcher, int]] = []
        parts: list[DatabaseMatcher | TermMatcher] = [*map(_database, filter(None, tiers)), *words]
        for part in parts:
            first = sum(len(before.patterns) for _, before, _ in self._parts)
            self._parts.append((first, part, max(item.reach for item in part.patterns)))
        rest = [item for item in others if not wanted(item.rule)]
        self._rest = _database(rest) if rest else None
        self._before = [item.reach + looks(item.rule) for item in ordered]
        self._after = [item.width + item.ahead + looks(item.rule) for item in ordered]

    def expect(self, text: str, reports: Reports) -> None:
        """Set the reports that are returned for a text."""
        self._text, self._reports = text, reports

    def find(self, text: str) -> Hits:
        return Hits(text, self.reports(text))

    def reports(self, text: str) -> Reports:
        if not self.follows:
            return self._other.reports(text)
        if text == self._text:
            found = dict(self._reports)
        else:
            data = scanned_bytes(text)
            found = self.place_reports(self._scan(data, [(0, len(data))], 1), data, text)
        return found | self._rest.reports(text) if self._rest else found

    def place_reports(self, ends: Sequence[tuple[int, int]], data: bytes, text: str) -> Reports:
        by_number: dict[int, list[int]] = {}
        for number, end in ends:
            by_number.setdefault(number, []).append(end)
        return database.place_reports(self.patterns, by_number, data, text)

    def version(self, data: bytes, base: Version | None) -> Version:
        """Return the next version of a file. `data` are the bytes that a database scans (`database.scanned_bytes`)."""
        wide = 1 if data.isascii() else _WIDEST
        if base is None:
            every = [(0, len(data))]
            return Version(data, self._scan(data, every, wide), every, wide)
        wide = max(wide, base.wide)
        alike = common_stretches(base.data, data)
        changed = _list_gaps(alike, base.data, data)
        found = set(self._scan(data, changed, wide))
        for at, at_other, size in alike:
            shift = at_other - at
            found.update((number, end + shift) for number, end in base.ends if at <= end <= at + size)
        return Version(data, sorted(found), [_whole_lines(data, *part) for part in changed], wide)

    def find_touched(self, version: Version) -> Ends:
        """Return the reports that a changed part may affect, through the match or the text around it."""
        before, after, wide, changed = self._before, self._after, version.wide, version.changed
        return [
            (number, end)
            for number, end in version.ends
            if any(
                end - before[number] * wide <= last and end + after[number] * wide >= first for first, last in changed
            )
        ]

    def _scan(self, data: bytes, parts: Sequence[tuple[int, int]], wide: int) -> Ends:
        """Return the reports in the parts and in a margin around them."""
        found: Ends = []
        for first, matcher, reach in self._parts:
            for from_, to in _join_parts(parts, reach * wide + _BEHIND, len(data)):
                ends = matcher.ends(data[from_:to])
                found += [(first + number, end + from_) for number, some in ends.items() for end in some]
        return found


def _list_gaps(alike: Sequence[Stretch], one: bytes, other: bytes) -> list[tuple[int, int]]:
    """Return the parts of `other` between common parts. A part is empty if only `one` has bytes there."""
    gaps, at, at_other = [], 0, 0
    for stretch in [*alike, Stretch(len(one), len(other), 0)]:
        if stretch.at > at or stretch.at_other > at_other:
            gaps.append((at_other, stretch.at_other))
        at, at_other = stretch.at + stretch.size, stretch.at_other + stretch.size
    return gaps


def _join_parts(parts: Sequence[tuple[int, int]], margin: int, size: int) -> list[tuple[int, int]]:
    """Add a margin on both sides of each part, and merge parts that touch."""
    joined: list[tuple[int, int]] = []
    for first, last in parts:
        start, stop = max(0, first - margin), min(size, last + margin)
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], stop
        else:
            joined.append((start, stop))
    return joined


def judged_context(text: str, start: int, end: int, looks: int) -> tuple[int, int]:
    """Return the span that affects how a match is judged: the text that filters read, its lines, and the adjacent
    lines.
    """
    line = text.rfind("\n", 0, start)
    above = max(0, text.rfind("\n", 0, line)) if line > 0 else 0
    below = text.find("\n", text.find("\n", end) + 1) if text.find("\n", end) >= 0 else -1
    return max(0, min(above, start - looks)), max(below if below >= 0 else len(text), end + looks)


def _whole_lines(data: bytes, start: int, stop: int) -> tuple[int, int]:
    """Extend a part to whole lines, and add the line before and the line after it.

    A comment there may suppress a finding.
    """
    line = data.rfind(b"\n", 0, start)
    above = data.rfind(b"\n", 0, line) if line > 0 else 0
    below = data.find(b"\n", stop)
    after = data.find(b"\n", below + 1) if below >= 0 else -1
    return max(above, 0), after if after >= 0 else len(data)


def _database(patterns: Sequence[Pattern]) -> DatabaseMatcher:
    words = [[item.rule, item.regex, item.label] for item in patterns]
    digest = blake2b(cache.code_digest() + database.library().encode() + msgspec.msgpack.encode(words), digest_size=20)
    made = engines.stored_matcher(digest.hexdigest(), lambda: [matching.pattern(*one) for one in words], "history")
    assert isinstance(made, DatabaseMatcher)
    return made
