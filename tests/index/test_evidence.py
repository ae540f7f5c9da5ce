"""What stands close together: as by definition, and in a time that a flood of one line does not multiply."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.index import evidence
from privacy_gate.index.align import SourceFile, align
from privacy_gate.index.organisation import search
from privacy_gate.index.paste_cleanup import Pasted
from privacy_gate.index.readings import PromptReading, Readings
from privacy_gate.index.store_rows import StoredHit
from tests.index.code import DUNNING, NEXT_STEP
from tests.work import lines_executed

_PLACES = st.integers(0, 400)
_FLOOD = 2_000


def _by_definition(seen: list[tuple[int, int, int]]) -> tuple[int, int]:
    """The most different fingerprints, and lines of the side that has fewer, that one of them stands with."""
    best = (0, 0)
    for line, _, prompt in seen:
        near = [one for one in seen if line - evidence.NEAR <= one[0] <= line and abs(one[2] - prompt) <= evidence.NEAR]
        lines = min(len({one[0] for one in near}), len({one[2] for one in near}))
        best = max(best, (len({one[1] for one in near}), lines))
    return best


@settings(max_examples=150)
@given(st.lists(st.tuples(_PLACES, st.integers(0, 5), _PLACES), min_size=1, max_size=25))
def test_the_densest_place_is_the_one_by_definition(seen: list[tuple[int, int, int]]) -> None:
    # one entry a line of the file, so that there is an order to go by
    seen = list({line: (line, key, prompt) for line, key, prompt in seen}.values())
    hits = [StoredHit(line * 10 + key, 1, line) for line, key, _ in seen]
    keyed = {line * 10 + key: line * 10 + key for line, key, _ in seen}
    exact = {line * 10 + key: {prompt} for line, key, prompt in seen}

    found = evidence.count_closest(hits, keyed, exact, {})

    number, lines = _by_definition([(line, line * 10 + key, at) for line, key, at in seen])
    assert found.exact == number
    assert found.exact_lines <= lines


@settings(max_examples=150)
@given(st.lists(st.tuples(_PLACES, st.integers(0, 5)), min_size=1, max_size=25))
def test_the_densest_vote_is_the_one_by_definition(seen: list[tuple[int, int]]) -> None:
    found = search.find_densest_vote(sorted(seen))

    windows = [[one for one in seen if line - search.NEAR <= one[0] <= line] for line, _ in seen]
    assert found.keys == max(len({key for _, key in window}) for window in windows)


@pytest.mark.once
@pytest.mark.parametrize("apart", [0, 300])
def test_a_line_thousands_of_times(apart: int) -> None:
    """One line of a file, and far from it another, each over and over in a prompt."""
    hits = [StoredHit(1, 1, 7), StoredHit(2, 1, 8)]

    def find_closest(half: int) -> evidence.Evidence:
        return evidence.count_closest(
            hits, {1: 1, 2: 2}, {1: set(range(half)), 2: set(range(half + apart, 2 * half + apart))}, {}
        )

    assert find_closest(_FLOOD).exact == (1 if apart else 2)
    assert lines_executed(lambda: find_closest(4 * _FLOOD)) < 5 * lines_executed(lambda: find_closest(_FLOOD))


@pytest.mark.once
def test_a_line_that_holds_all_votes() -> None:
    assert search.find_densest_vote([(1, key) for key in range(_FLOOD)]).keys == _FLOOD
    much = lines_executed(lambda: search.find_densest_vote([(1, key) for key in range(4 * _FLOOD)]))
    assert much < 5 * lines_executed(lambda: search.find_densest_vote([(1, key) for key in range(_FLOOD)]))


def test_a_second_place_is_compared_without_going_through_the_prompt_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = PromptReading(Pasted(NEXT_STEP, range(1, NEXT_STEP.count("\n") + 2)))
    readings = Readings([reading])
    first = align(readings, SourceFile(DUNNING), 8, 20, frozenset())
    for channel in ("exact", "renamed", "_short"):
        monkeypatch.delattr(reading, channel)

    assert first is not None
    assert align(readings, SourceFile(DUNNING), 8, 20, frozenset()) == first
