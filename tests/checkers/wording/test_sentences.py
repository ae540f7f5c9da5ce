"""Sentences know where their pieces stand, and cost what their length says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.checkers.wording import sentences


@settings(max_examples=200)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(0, 60), st.integers(1, 60))
def test_the_pieces_of_a_stretch_are_those_that_reach_into_it(lengths: list[int], begin: int, length: int) -> None:
    pieces, at, start = [], 0, 100
    for one in lengths:
        pieces.append((at, start, one))
        at, start = at + one + 1, start + one + 5  # a space between them, and more than that in the document

    found = list(sentences.clip_pieces(pieces, begin, begin + length))

    covered = {place + n: where + n for place, where, one in pieces for n in range(one)}
    expected = {n: covered[n] for n in range(begin, begin + length) if n in covered}
    assert {begin + low + n: where + n for low, where, count in found for n in range(count)} == expected


class _Pieces(list[tuple[int, int, int]]):
    """That counts the pieces that somebody takes."""

    taken = 0

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        raise AssertionError("all of them")

    def __getitem__(self, at: Any) -> Any:
        self.taken += 1
        return super().__getitem__(at)


def test_a_sentence_looks_at_its_own_lines_alone() -> None:
    pieces = _Pieces((at * 10, at * 12, 9) for at in range(1000))

    assert list(sentences.clip_pieces(pieces, 5000, 5019)) == [(0, 6000, 9), (10, 6012, 9)]
    assert pieces.taken < 20
