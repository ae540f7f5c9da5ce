"""The multi-pattern engine, which searches a text for all patterns of all rules at once.

Rules are Python `re` expressions. From each one, a wider pattern for a hyperscan database is derived. The database
reports at least one offset between the start of each match of `re` and the end of its compulsory part. `re` then
confirms matches in a bounded window around the reports. Without hyperscan, `re` searches the whole text. Both give the
same matches, which tests/rules/test_matching.py checks with generated patterns and texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

import msgspec


class Pattern(msgspec.Struct, frozen=True):
    """A pattern of a rule, with the properties that `regex.derive` computes.

    `label` is the name of the group of terms that it was built from.
    """

    rule: str
    regex: str
    label: str
    expression: str
    reach: int
    width: int
    ahead: int
    shown: int


class Hit(msgspec.Struct, frozen=True):
    """A match and its pattern."""

    pattern: Pattern
    match: re.Match[str]


Reports = dict[str, list[tuple[Pattern, Sequence[int] | None]]]
"""For each rule, the patterns that may match, with the reported offsets. None means the whole text."""


class Hits(Mapping[str, list[Hit]]):
    """The matches in a text by rule, each list in order.

    The reports of a rule are confirmed when its matches are requested. So `in` means "reported", and a list may be
    empty.
    """

    def __init__(self, text: str, reports: Reports) -> None:
        """`reports` has the patterns of each rule with the reported offsets. None means the whole text."""
        self._text = text
        self._reports = reports
        self._confirmed: dict[str, list[Hit]] = {}

    def __getitem__(self, rule: str) -> list[Hit]:
        if rule not in self._confirmed:
            found = [
                Hit(item, match) for item, ends in self._reports[rule] for match in _confirm(item, self._text, ends)
            ]
            found.sort(key=lambda hit: hit.match.span())
            self._confirmed[rule] = found
        return self._confirmed[rule]

    def __contains__(self, rule: object) -> bool:
        return rule in self._reports

    def keys(self) -> KeysView[str]:
        """Return the reported rules. Use this for many lookups, because a method call for each rule is slow."""
        return self._reports.keys()

    def labels(self, rule: str) -> AbstractSet[str]:
        """Return the labels of the reported patterns of a rule. They are not confirmed."""
        return {item.label for item, _ in self._reports.get(rule, ())}

    def labelled(self, rule: str, labels: AbstractSet[str]) -> list[Hit]:
        """Return the matches of a rule by patterns with the given labels, in order."""
        chosen = [(item, ends) for item, ends in self._reports.get(rule, ()) if item.label in labels]
        return Hits(self._text, {rule: chosen})[rule]

    def __iter__(self) -> Iterator[str]:
        return iter(self._reports)

    def __len__(self) -> int:
        return len(self._reports)


class Matcher(Protocol):
    """An object that finds all matches of all its patterns in a text."""

    @property
    def patterns(self) -> tuple[Pattern, ...]: ...

    def find(self, text: str) -> Hits:
        """Return the matches by rule, in order of their start."""
        ...

    def reports(self, text: str) -> Reports:
        """Return the patterns that may match, with the offsets to search around."""
        ...


class JoinedMatcher:
    """Several matchers that act as one, for example for the built-in patterns and those of the user."""

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        self.matchers = matchers

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return tuple(item for matcher in self.matchers for item in matcher.patterns)

    def find(self, text: str) -> Hits:
        return Hits(text, self.reports(text))

    def reports(self, text: str) -> Reports:
        found: Reports = {}
        for matcher in self.matchers:
            for rule, reports in matcher.reports(text).items():
                found.setdefault(rule, []).extend(reports)
        return found


def list_parts(matcher: Matcher) -> Sequence[Matcher]:
    """Return the matchers inside a joined matcher, or the matcher itself."""
    return matcher.matchers if isinstance(matcher, JoinedMatcher) else [matcher]


class ChosenMatcher:
    """A matcher that is limited to some rules of another matcher."""

    def __init__(self, matcher: Matcher, rules: AbstractSet[str]) -> None:
        self._matcher = matcher
        self._rules = rules
        self.patterns = tuple(item for item in matcher.patterns if item.rule in rules)

    def find(self, text: str) -> Hits:
        return Hits(text, self.reports(text))

    def reports(self, text: str) -> Reports:
        return {rule: reports for rule, reports in self._matcher.reports(text).items() if rule in self._rules}


def pattern(rule: str, regex: str, label: str = "") -> Pattern:
    """Create a pattern. Raises GateError if the expression is not suitable for the engine, see `regex.derive`."""
    from privacy_gate.rules.regex import derive

    return Pattern(rule, regex, label, *derive(regex))


class ReMatcher:
    """Reference and fallback: searches the whole text for every expression."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.patterns = tuple(patterns)

    def find(self, text: str) -> Hits:
        return Hits(text, self.reports(text))

    def reports(self, text: str) -> Reports:
        reports: Reports = {}
        for item in self.patterns:
            if compile_once(item.regex).search(text):
                reports.setdefault(item.rule, []).append((item, None))
        return reports


def _confirm(item: Pattern, text: str, ends: Sequence[int] | None) -> Iterator[re.Match[str]]:
    """Yield the matches of one pattern, the same as `finditer` on the whole text.

    `ends` are the offsets (code points, in order) that the database reported. A match can only start within `reach`
    before one of them, and is never longer than `width`.
    """
    expression = compile_once(item.regex)
    if ends is None:
        yield from expression.finditer(text)
        return
    margin = item.width + item.ahead + 2
    done = 0
    for first, last in _intervals(ends, item.reach):
        at = max(first, done)
        while at <= last:
            match = expression.search(text, at, min(len(text), last + margin))
            if match is None or match.start() > last:
                break
            yield match
            at = done = max(match.end(), match.start() + 1)


def _intervals(ends: Sequence[int], reach: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges where a match may start: [end - reach, end] of each report. Ranges that touch are merged."""
    first, last = max(0, ends[0] - reach), ends[0]
    for end in ends:
        if end - reach > last + 1:
            yield first, last
            first = end - reach
        last = end
    yield first, last


_expressions: dict[str, re.Pattern[str]] = {}


def compile_once(regex: str) -> re.Pattern[str]:
    # The cache of `re` has only 512 entries, and there may be more patterns.
    if regex not in _expressions:
        _expressions[regex] = re.compile(regex)
    return _expressions[regex]
