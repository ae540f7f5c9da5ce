"""The one multi-pattern engine: all patterns of all rules over a text, at once.

Rules are written as Python `re`. From each the pattern for a hyperscan database is derived, widened
so that the database finds a superset: at least one report between the start of every match that
`re` finds and the end of its compulsory part. `re` then decides on a bounded window around the
reports. Without hyperscan `re` walks over the whole text; both give the same matches, which
tests/test_matching.py holds against made-up patterns and texts.

What the database scans is the text, not the file: decoded, and encoded again as UTF-8.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

import msgspec

from privacy_gate.errors import GateError

_CONTINUATION = bytes(range(0x80, 0xC0))
_FOLDED = {"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"}


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

    def __iter__(self) -> Iterator[str]:
        return iter(self._reports)

    def __len__(self) -> int:
        return len(self._reports)


class Matcher(Protocol):
    """Finds all matches of all its patterns in a text."""

    patterns: tuple[Pattern, ...]

    def find(self, text: str) -> Hits:
        """The matches by rule, in order of their start."""
        ...

    def reports(self, text: str) -> Reports:
        """Where to look for them."""
        ...


class JoinedMatcher:
    """Several matchers as one: patterns that come with the gate, and the user's few."""

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        self._matchers = matchers
        self.patterns = tuple(item for matcher in matchers for item in matcher.patterns)

    def find(self, text: str) -> Hits:
        return Hits(text, self.reports(text))

    def reports(self, text: str) -> Reports:
        found: Reports = {}
        for matcher in self._matchers:
            for rule, reports in matcher.reports(text).items():
                found.setdefault(rule, []).extend(reports)
        return found


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
    from privacy_gate.regex import derive

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
            if _compiled(item.regex).search(text):
                reports.setdefault(item.rule, []).append((item, None))
        return reports


class DatabaseMatcher:
    """All expressions at once through a hyperscan database. Safe for several threads: a scratch each."""

    def __init__(self, patterns: Iterable[Pattern], serialised: bytes | None = None) -> None:
        """Load the serialised database, or compile one. Raises hyperscan's errors for a foreign one."""
        import hyperscan

        self.patterns = tuple(patterns)
        self._local = threading.local()
        self._scratch = hyperscan.Scratch
        if serialised is not None:
            self._database = hyperscan.loadb(serialised, hyperscan.HS_MODE_BLOCK)
        else:
            self._database = _compile(self.patterns)

    def serialise(self) -> bytes:
        import hyperscan

        return bytes(hyperscan.dumpb(self._database))

    def find(self, text: str) -> Hits:
        return Hits(text, self.reports(text))

    def reports(self, text: str) -> Reports:
        data = scanned(text)
        found = self.ends(data)
        return placed(self.patterns, found, data, text) if found else {}

    def ends(self, data: bytes) -> dict[int, list[int]]:
        """For each pattern (by its number) that is reported in `scanned` text the byte offsets."""
        reports: dict[int, list[int]] = {}

        def report(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            if number in reports:
                reports[number].append(end)
            else:
                reports[number] = [end]

        if data:
            self._database.scan(data, match_event_handler=report, scratch=self._own_scratch())
        return reports

    def _own_scratch(self) -> Any:
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = self._scratch(self._database)
        return scratch


def scanned(text: str) -> bytes:
    """What the database scans of a text: UTF-8, with the four letters that are a form of an ASCII letter when case
    is ignored as that letter."""
    plain = text
    if not text.isascii():
        for letter, folded in _FOLDED.items():  # str.translate is slower by a hundred times
            plain = plain.replace(letter, folded)
    return plain.encode("utf-8", "surrogatepass")


_FOLDED_BYTES = tuple(letter.encode() for letter in _FOLDED)


def is_scanned(data: bytes) -> bool:
    """Whether `scanned` leaves a text in UTF-8 as it is."""
    # their first bytes are rare, and looked for in no time
    return data.isascii() or not any(letter[0] in data and letter in data for letter in _FOLDED_BYTES)


def placed(patterns: Sequence[Pattern], ends: Mapping[int, list[int]], data: bytes, text: str) -> Reports:
    """Reports by rule, with code points for the bytes of a `scanned` text."""
    offsets = None if len(data) == len(text) else _code_points(data, ends)
    by_rule: Reports = {}
    for number, places in sorted(ends.items()):
        item = patterns[number]
        where = sorted(places) if offsets is None else [offsets[end] for end in sorted(places)]
        by_rule.setdefault(item.rule, []).append((item, where))
    return by_rule


def _compile(patterns: Sequence[Pattern]) -> Any:
    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        database.compile(
            expressions=[item.expression.encode("ascii") for item in patterns],
            ids=list(range(len(patterns))),
            elements=len(patterns),
            flags=[hyperscan.HS_FLAG_PREFILTER] * len(patterns),
        )
    except hyperscan.error as error:
        if len(patterns) == 1:  # "Pattern can never match", "Pattern is too large"
            raise GateError(
                f"{patterns[0].rule}: {patterns[0].regex!r}: {error}", "write the pattern in another way"
            ) from None
        for item in patterns:
            _compile([item])
        raise GateError(
            f"the rules cannot be compiled together: {error}", "take out the rule that was added last"
        ) from None
    return database


def _confirm(item: Pattern, text: str, ends: Sequence[int] | None) -> Iterator[re.Match[str]]:
    """The matches of one pattern, as `finditer` over the whole text would give them.

    `ends` are offsets (code points, in order) that the database reported. A match can only start
    within `reach` before one of them, and never extends further than `width`.
    """
    expression = _compiled(item.regex)
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


def _code_points(data: bytes, reports: Mapping[int, list[int]]) -> dict[int, int]:
    """Byte offsets to code point offsets; one within a character counts as after it."""
    offsets, at, count = {}, 0, 0
    for end in sorted({end for ends in reports.values() for end in ends}):
        count += len(data[at:end].translate(None, _CONTINUATION))
        offsets[end] = count
        at = end
    return offsets


_expressions: dict[str, re.Pattern[str]] = {}


def _compiled(regex: str) -> re.Pattern[str]:
    # re's own cache holds 512 and forgets; there may be more patterns than that
    if regex not in _expressions:
        _expressions[regex] = re.compile(regex)
    return _expressions[regex]


def make(patterns: Sequence[Pattern]) -> Matcher:
    """A matcher for some patterns: a database where hyperscan is there, else `re`."""
    if not patterns or not has_hyperscan():
        return ReMatcher(patterns)
    return DatabaseMatcher(patterns)


def has_hyperscan() -> bool:
    try:
        import hyperscan  # noqa: F401
    except ImportError:  # no wheel for this platform (Windows on ARM)
        return False
    return True


def library() -> str:
    """What expressions are compiled by, and its release: no other can read a serialised database."""
    try:
        from hyperscan import _version
    except ImportError:
        return "re"
    return f"hyperscan {_version.__version__}"


def processor() -> str:
    """The features of this processor that a database makes use of. Finding out takes 3 ms."""
    import hyperscan

    probe = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    probe.compile(expressions=[b"a"], ids=[0], elements=1, flags=[0])
    return str(probe.info())


def is_foreign(database: bytes) -> bool:
    """Whether it was compiled for another processor."""
    import hyperscan

    try:
        hyperscan.loadb(database, hyperscan.HS_MODE_BLOCK)
    except hyperscan.DatabasePlatformError:
        return True
    except hyperscan.error:
        pass
    return False
