"""Hostile texts: near-misses of every pattern cost work that grows with their length and no faster.

Counted is what does not depend on the machine: the reports of the database, and the characters of the
windows in which `re` is asked to confirm them. What `re` does within a window cannot be counted, so
that its processor time is measured too, with much room, and the best of several tries.
"""

from __future__ import annotations

import re
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest

from privacy_gate import matching
from privacy_gate.config import Config, Settings
from privacy_gate.gate import assemble
from privacy_gate.matching import Matcher, Pattern, ReMatcher, pattern
from privacy_gate.matching.database import DatabaseMatcher
from privacy_gate.near_misses import filled, near_misses
from privacy_gate.regex import MAX_WIDTH
from privacy_gate.ruleset.cases import cases
from privacy_gate.ruleset.files import builtin_files
from privacy_gate.ruleset.parsing import parse

pytest.importorskip("hyperscan")

SMALL, LARGE, HUGE = 12_000, 250_000, 1_000_000  # characters
FIRST = 1_500  # characters of the first measure, of all near-misses
PARTS = 6  # that run beside each other
PLANTED_SECONDS = 1.0  # of processor time for `SMALL` characters of a planted pattern: 80 times what they may take
MOST_SECONDS = 10.0  # of processor time for a million characters, with room for slow machines; 4.5 is the worst
MOST_WINDOWS = 60  # characters asked of `re` for each character of the text, all patterns together
MOST_REPORTS = 0.02  # of one pattern for a character of ordinary text


class Work(NamedTuple):
    """What a text costs. `windows` and `reports` are exact."""

    reports: int
    calls: int
    windows: int
    seconds: float


class _Counting:
    """A compiled expression that counts the characters it is asked to look at."""

    def __init__(self, compiled: Any, count: Counter[str]) -> None:
        self._compiled = compiled
        self._count = count

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._compiled, name)
        if not callable(method):
            return method

        def counted(text: str, start: int = 0, end: int | None = None) -> Any:
            stop = len(text) if end is None else end
            found = method(text, start, stop)
            self._count["calls"] += 1
            # a search that finds something looks no further than that
            self._count["windows"] += (found.end() if isinstance(found, re.Match) else stop) - start
            return found

        return counted


class TooSlow(Exception):  # noqa: N818
    """The processor time ran out."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """`re` looks for signals while it searches, so that an endless search ends in an exception."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_signal: int, _frame: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def work(matcher: Matcher, text: str) -> Work:
    """Find everything in a text, and confirm everything that is reported."""
    count: Counter[str] = Counter()
    real = matching._compiled
    with mock.patch.object(matching, "_compiled", lambda regex: _Counting(real(regex), count)):
        began = time.thread_time()
        hits = matcher.find(text)
        for rule in hits:
            assert hits[rule] is not None
        spent = time.thread_time() - began
    reports = sum(len(ends or ()) for found in hits._reports.values() for _, ends in found)
    return Work(reports, count["calls"], count["windows"], spent)


def seconds(matcher: Matcher, text: str) -> float:
    """Of processor time to find and confirm everything in a text."""
    began = time.thread_time()
    hits = matcher.find(text)
    assert all(hits[rule] is not None for rule in hits)
    return time.thread_time() - began


def units(patterns: Sequence[Pattern]) -> dict[str, str]:
    """Near-misses of all patterns, each with the rule it was made from; and what makes a report, so far
    apart that each is confirmed by itself."""
    found: dict[str, str] = {}
    for item in patterns:
        tries = list(near_misses(item.regex))
        apart = min(item.reach, 2000) + 3
        for one in [*tries, *(one + "\n" * apart for one in tries[-3:]), *(one + "x " * apart for one in tries[-3:])]:
            found.setdefault(one, item.rule)
    return found


@cache
def shipped() -> tuple[Matcher, dict[str, str]]:
    matcher = assemble(Settings(Config(), None, Path())).matcher
    assert not isinstance(matcher, ReMatcher)
    return matcher, units(matcher.patterns)


def worst(matcher: Matcher, candidates: dict[str, str], *, overall: int) -> list[str]:
    """The near-misses that cost most: some of all, and one of each rule."""
    cost: dict[str, float] = {}
    for unit in candidates:
        text = filled(unit, max(FIRST, 4 * len(unit)))
        with at_most(60 * MOST_SECONDS):
            spent = work(matcher, text)
        # exact where it can be; the time finds what happens within a window
        cost[unit] = (spent.windows + 20 * spent.reports + spent.seconds * 2e7) / len(text)
    ranked = sorted(cost, key=lambda unit: -cost[unit])
    by_rule: dict[str, str] = {}
    for unit in ranked:
        by_rule.setdefault(candidates[unit], unit)
    return list(dict.fromkeys([*ranked[:overall], *by_rule.values()]))


def grows_too_fast(matcher: Matcher, unit: str) -> str | None:
    """Why the work for a near-miss, over and over, is too much; None when it is not."""
    small, large = filled(unit, max(SMALL, 8 * len(unit))), filled(unit, 4 * max(SMALL, 8 * len(unit)))
    ratio = len(large) / len(small)
    with at_most(MOST_SECONDS):
        one = work(matcher, small)
    if one.windows > MOST_WINDOWS * len(small):
        return f"{one.windows / len(small):,.0f} characters are asked of `re` for one of the text"
    other = work(matcher, large)
    for name in ("reports", "calls", "windows"):
        before, after = getattr(one, name), getattr(other, name)
        edge = MAX_WIDTH * 4 if name == "windows" else 50  # where the last windows are cut by the end of the text
        if after > 1.1 * ratio * before + edge:
            return f"{name} grow from {before:,} to {after:,}"
    if other.seconds / len(large) * 1e6 <= MOST_SECONDS:  # although it was counted, too
        return None
    return too_slow(matcher, large)


def too_slow(matcher: Matcher, text: str) -> str | None:
    best = float("inf")
    for _ in range(5):  # another process may have had the machine's caches
        best = min(best, seconds(matcher, text) / len(text) * 1e6)
        if best <= MOST_SECONDS:
            return None
    return f"{best:.1f} s a million characters"


@pytest.mark.parametrize("part", range(PARTS))
def test_near_misses_of_every_rule_cost_what_their_length_says(part: int) -> None:
    matcher, every = shipped()
    rules = sorted({item.rule for item in matcher.patterns})[part::PARTS]
    candidates = {unit: rule for unit, rule in every.items() if rule in rules}
    chosen = worst(matcher, candidates, overall=8)
    assert {candidates[unit] for unit in chosen} == set(rules)

    found = {(candidates[unit], unit[:80]): grows_too_fast(matcher, unit) for unit in chosen}

    assert {key: why for key, why in found.items() if why} == {}

    assert too_slow(matcher, filled(chosen[0], LARGE)) is None, chosen[0][:80]


def test_a_megabyte_of_all_near_misses_in_turn() -> None:
    matcher, candidates = shipped()
    text = "\n".join(unit for unit in candidates if len(unit) < 400)
    text = (text * (1 + HUGE // len(text)))[:HUGE]

    assert too_slow(matcher, text) is None


def ordinary_text() -> str:
    """What people write: our own sources, rules and pages."""
    root = Path(__file__).parent.parent
    files = [
        *sorted((root / "src").rglob("*.py")),
        *sorted(root.glob("*.md")),
        *sorted((root / "rules").glob("*.yaml")),
    ]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def floods(patterns: Sequence[Pattern], matcher: Matcher, text: str) -> dict[str, float]:
    """The patterns that report more than is sensible in ordinary text, with how often for a character."""
    reports = matcher.find(text)._reports
    counts = {item.regex: len(ends or ()) / len(text) for found in reports.values() for item, ends in found}
    return {item.rule: counts[item.regex] for item in patterns if counts.get(item.regex, 0) > MOST_REPORTS}


def test_no_rule_floods_in_ordinary_text() -> None:
    matcher, _ = shipped()

    assert floods(matcher.patterns, matcher, ordinary_text()) == {}


# that these tests can fail --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "regex",
    [
        r"\bkey[^\n]{0,2000}=[^\n]{0,2000}(?=\x02z)",  # quadratic in its window
        r"\bab(?:a{1,50}){1,100}(?=\x02)",  # worse
    ],
)
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="nothing stops the search here")
def test_a_planted_pattern_that_tries_too_much_is_found(regex: str) -> None:
    item = pattern("x/planted", regex)
    matcher = DatabaseMatcher([item])

    def look_at_all() -> None:
        for unit in units([item]):
            with at_most(PLANTED_SECONDS):
                work(matcher, filled(unit, SMALL))

    with pytest.raises(TooSlow):
        look_at_all()


def test_a_planted_pattern_with_wide_windows_is_found() -> None:
    """Reported often, and looked for far beyond each report."""
    item = pattern("x/planted", r"\bzq:(?:[a-z]{1,40} ){0,400}(?=[0-9])")
    matcher = DatabaseMatcher([item])
    text = "zq:" + "." * (item.reach + 1)

    why = grows_too_fast(matcher, text)

    assert why is not None
    assert why.endswith("characters are asked of `re` for one of the text")


def test_a_planted_rule_that_floods_is_found() -> None:
    item = pattern("x/planted", r"\b[a-z]{3}")
    matcher = DatabaseMatcher([item])

    assert floods([item], matcher, ordinary_text()).keys() == {"x/planted"}


class _Quadratic:
    """An engine that looks at all of the text for each report."""

    def __init__(self, inner: Matcher) -> None:
        self._inner = inner
        self.patterns = inner.patterns

    def reports(self, text: str) -> matching.Reports:
        return self._inner.reports(text)

    def find(self, text: str) -> matching.Hits:
        hits = self._inner.find(text)
        for found in hits._reports.values():
            for item, ends in found:
                for _ in (ends or ())[::1000]:
                    matching._compiled(item.regex).search(text, 0, len(text))
        return hits


def test_a_planted_engine_that_grows_too_fast_is_found() -> None:
    item = pattern("x/planted", r"\bzq[0-9](?=!)")

    why = grows_too_fast(_Quadratic(DatabaseMatcher([item])), "zq1 ")

    assert why is not None
    assert why.startswith("windows grow")


# the whole way ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("sep", ["\n", " "])
def test_a_flood_of_findings_is_reported_in_time_that_their_number_says(sep: str) -> None:
    from tests.gate import gate

    rules = parse(builtin_files())
    hits = [case.text for rule in rules if rule.family == "secret" for case in cases(rule)[0]]
    text = sep.join(hits)
    spent = []
    for times in (1, 4):
        began = time.thread_time()
        found = gate("scan", "-", "--format", "json", "--ignore", "prompt", stdin=sep.join([text] * times).encode())
        spent.append(time.thread_time() - began)
        assert found.code == 1
    assert spent[1] < 10 * spent[0] + 1
