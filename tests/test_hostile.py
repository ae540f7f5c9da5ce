"""Hostile texts: near-misses of every pattern cost work that grows with their length and no faster.

Counted is what does not depend on the machine: the reports of the database, and the characters of the
windows in which `re` is asked to confirm them. What `re` does within a window is measured by `make regexes`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest

from privacy_gate.config import Config, Settings
from privacy_gate.rules import matching
from privacy_gate.rules.cases import cases
from privacy_gate.rules.matching import Matcher, Pattern, ReMatcher, pattern
from privacy_gate.rules.matching.database import DatabaseMatcher
from privacy_gate.rules.regex import MAX_WIDTH
from privacy_gate.rules.regex_samples import fill, near_misses
from privacy_gate.scan.gate import assemble
from tests.rule_list import read_rules
from tests.work import lines_executed, must_end

pytest.importorskip("hyperscan")

SMALL, HUGE = 12_000, 1_000_000  # characters
FIRST = 1_500  # characters of the first measure, of all near-misses
PARTS = 6  # that run beside each other
MOST_WINDOWS = 60  # characters asked of `re` for each character of the text, all patterns together
MOST_REPORTS = 0.02  # of one pattern for a character of ordinary text


class Work(NamedTuple):
    """What a text costs: reports of the database, calls of `re`, and the characters that those may look at."""

    reports: int
    calls: int
    windows: int


class _Counting:
    """A compiled expression that counts the characters it is asked to look at."""

    def __init__(self, compiled: Any, count: Counter[str]) -> None:
        self.compile_once = compiled
        self._count = count

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.compile_once, name)
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


def work(matcher: Matcher, text: str) -> Work:
    """Find everything in a text, and confirm everything that is reported."""
    count: Counter[str] = Counter()
    real = matching.compile_once
    with mock.patch.object(matching, "compile_once", lambda regex: _Counting(real(regex), count)), must_end():
        hits = matcher.find(text)
        for rule in hits:
            assert hits[rule] is not None
    reports = sum(len(ends or ()) for found in matcher.reports(text).values() for _, ends in found)
    return Work(reports, count["calls"], count["windows"])


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
        text = fill(unit, max(FIRST, 4 * len(unit)))
        spent = work(matcher, text)
        cost[unit] = (spent.windows + 20 * spent.reports) / len(text)
    ranked = sorted(cost, key=lambda unit: -cost[unit])
    by_rule: dict[str, str] = {}
    for unit in ranked:
        by_rule.setdefault(candidates[unit], unit)
    return list(dict.fromkeys([*ranked[:overall], *by_rule.values()]))


def grows_too_fast(matcher: Matcher, unit: str) -> str | None:
    """Why the work for a near-miss, over and over, is too much; None when it is not."""
    small, large = fill(unit, max(SMALL, 8 * len(unit))), fill(unit, 4 * max(SMALL, 8 * len(unit)))
    ratio = len(large) / len(small)
    one = work(matcher, small)
    if one.windows > MOST_WINDOWS * len(small):
        return f"{one.windows / len(small):,.0f} characters are asked of `re` for one of the text"
    other = work(matcher, large)
    for name in ("reports", "calls", "windows"):
        before, after = getattr(one, name), getattr(other, name)
        edge = MAX_WIDTH * 4 if name == "windows" else 50  # where the last windows are cut by the end of the text
        if after > 1.1 * ratio * before + edge:
            return f"{name} grow from {before:,} to {after:,}"
    return None


@pytest.mark.deep
@pytest.mark.parametrize("part", range(PARTS))
def test_near_misses_of_every_rule_cost_what_their_length_says(part: int) -> None:
    matcher, every = shipped()
    rules = sorted({item.rule for item in matcher.patterns})[part::PARTS]
    candidates = {unit: rule for unit, rule in every.items() if rule in rules}
    chosen = worst(matcher, candidates, overall=8)
    assert {candidates[unit] for unit in chosen} == set(rules)

    found = {(candidates[unit], unit[:80]): grows_too_fast(matcher, unit) for unit in chosen}

    assert {key: why for key, why in found.items() if why} == {}


def test_a_megabyte_of_all_near_misses_in_turn() -> None:
    matcher, candidates = shipped()
    text = "\n".join(unit for unit in candidates if len(unit) < 400)
    text = (text * (1 + HUGE // len(text)))[:HUGE]

    assert work(matcher, text).windows <= MOST_WINDOWS * len(text)


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
    reports = matcher.reports(text)
    counts = {item.regex: len(ends or ()) / len(text) for found in reports.values() for item, ends in found}
    return {item.rule: counts[item.regex] for item in patterns if counts.get(item.regex, 0) > MOST_REPORTS}


def test_no_rule_floods_in_ordinary_text() -> None:
    matcher, _ = shipped()

    assert floods(matcher.patterns, matcher, ordinary_text()) == {}


# that these tests can fail --------------------------------------------------------------------------------


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
        for found in self._inner.reports(text).values():
            for item, ends in found:
                for _ in (ends or ())[::1000]:
                    matching.compile_once(item.regex).search(text, 0, len(text))
        return self._inner.find(text)


def test_a_planted_engine_that_grows_too_fast_is_found() -> None:
    item = pattern("x/planted", r"\bzq[0-9](?=!)")

    why = grows_too_fast(_Quadratic(DatabaseMatcher([item])), "zq1 ")

    assert why is not None
    assert why.startswith("windows grow")


# the whole way ---------------------------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("sep", ["\n", " "])
def test_a_flood_of_findings_is_work_that_grows_with_their_number(sep: str) -> None:
    from tests.gate import gate

    rules = read_rules()
    hits = [case.text for rule in rules if rule.family == "secret" for case in cases(rule)[0]][::5]
    text = sep.join(hits)

    def scan_copies(times: int) -> None:
        found = gate("scan", "-", "--format", "json", "--ignore", "prompt", stdin=sep.join([text] * times).encode())
        assert found.code == 1

    scan_copies(1)
    assert lines_executed(lambda: scan_copies(4)) < 5 * lines_executed(lambda: scan_copies(1))
