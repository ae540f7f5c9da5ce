"""The one multi-pattern engine: all patterns of all rules over a text, at once.

Rules are written as Python `re`. From each the pattern for a hyperscan database is derived, widened
so that the database finds a superset: at least one report between the start of every match that
`re` finds and the end of its compulsory part. `re` then decides on a bounded window around the
reports. Without hyperscan `re` walks over the whole text; both give the same matches, which
tests/rules/test_matching.py holds against made-up patterns and texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

import msgspec


class Pattern(msgspec.Struct, frozen=True):
    """A pattern of a rule, and what `regex.derive` found out about it.

    `label` names the group of terms that it was made of.
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
    """A match, and the pattern that it is of."""

    pattern: Pattern
    match: re.Match[str]


Reports = dict[str, list[tuple[Pattern, Sequence[int] | None]]]
"""For each rule its patterns that may match, with the reported offsets; None where all of the text counts."""


class Hits(Mapping[str, list[Hit]]):
    """The matches in a text by rule, each list in order. A rule's reports are confirmed when somebody
    asks for them, so that `in` means "reported" and a list may be empty."""

    def __init__(self, text: str, reports: Reports) -> None:
        """`reports`: for each rule its patterns with the reported offsets; None where all of the text counts."""
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
        """The rules that are reported. For many questions: a method call for each is slow."""
        return self._reports.keys()

    def labels(self, rule: str) -> AbstractSet[str]:
        """The labels of a rule's patterns that are reported; whether they match is not looked up."""
        return {item.label for item, _ in self._reports.get(rule, ())}

    def labelled(self, rule: str, labels: AbstractSet[str]) -> list[Hit]:
        """The matches of a rule by patterns with some labels, in order."""
        chosen = [(item, ends) for item, ends in self._reports.get(rule, ()) if item.label in labels]
        return Hits(self._text, {rule: chosen})[rule]

    def __iter__(self) -> Iterator[str]:
        return iter(self._reports)

    def __len__(self) -> int:
        return len(self._reports)


class Matcher(Protocol):
    """Finds all matches of all its patterns in a text."""

    @property
    def patterns(self) -> tuple[Pattern, ...]: ...

    def find(self, text: str) -> Hits:
        """The matches by rule, in order of their start."""
        ...

    def reports(self, text: str) -> Reports:
        """Where to look for them."""
        ...


class JoinedMatcher:
    """Several matchers as one: patterns that come with the gate, and the user's few."""

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
    """The matchers that one joins, or itself."""
    return matcher.matchers if isinstance(matcher, JoinedMatcher) else [matcher]


class ChosenMatcher:
    """Of another matcher what concerns some rules."""

    def __init__(self, matcher: Matcher, rules: AbstractSet[str]) -> None:
        self._matcher = matcher
        self._rules = rules
        self.patterns = tuple(item for item in matcher.patterns if item.rule in rules)

    def find(self, text: str) -> Hits:
        return Hits(text, self.reports(text))

    def reports(self, text: str) -> Reports:
        return {rule: reports for rule, reports in self._matcher.reports(text).items() if rule in self._rules}


def pattern(rule: str, regex: str, label: str = "") -> Pattern:
    """Raises GateError when the expression is not fit for the engine; see `regex.derive`."""
    from privacy_gate.rules.regex import derive

    return Pattern(rule, regex, label, *derive(regex))


class ReMatcher:
    """Reference and fallback: every expression over the whole text."""

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
    """The matches of one pattern, as `finditer` over the whole text would give them.

    `ends` are offsets (code points, in order) that the database reported. A match can only start
    within `reach` before one of them, and never extends further than `width`.
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
    """Where a match may start: [end - reach, end] of every report, those that touch joined."""
    first, last = max(0, ends[0] - reach), ends[0]
    for end in ends:
        if end - reach > last + 1:
            yield first, last
            first = end - reach
        last = end
    yield first, last


_expressions: dict[str, re.Pattern[str]] = {}


def compile_once(regex: str) -> re.Pattern[str]:
    # re's own cache holds 512 and forgets; there may be more patterns than that
    if regex not in _expressions:
        _expressions[regex] = re.compile(regex)
    return _expressions[regex]
