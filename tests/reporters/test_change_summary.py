"""The figures of a change for people: widths, marks, and paths that may hold anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.model import ChangeFigures, Compared, FileFigures
from privacy_gate.reporters import change_summary
from tests.markup import structure

ANY = st.text(st.sampled_from("`|\\<>[]()!@#*_~$&:/.\n\r \t-=+aA1é\u202e\x1b\udcff"), min_size=1, max_size=60)


def change(*paths: str) -> ChangeFigures:
    return ChangeFigures(tuple(FileFigures(path, 30, 5, 5, 60) for path in paths), 40, 50, Compared.CHANGED)


@given(ANY)
def test_a_path_stays_a_path(path: str) -> None:
    shown = "".join(change_summary.lines(change(path), colour=False, blocks=True))
    found = structure("\n\n".join(change_summary.table(change(path))))

    assert not set("\x1b\u202e\r\n") & set(shown)
    assert found.links == found.html == []
    assert all(set(one) <= set("█░") for one in found.foreign)
    assert found.rows == [6, 6]


@pytest.mark.parametrize(
    ("counts", "columns"),
    [
        ((0, 0, 0, 0), [0, 0, 0, 0]),
        ((1, 0, 0, 1000), [1, 0, 0, 36]),
        ((500, 500, 0, 0), [18, 18, 0, 0]),
    ],
)
def test_a_part_that_is_there_is_seen(counts: tuple[int, ...], columns: list[int]) -> None:
    assert change_summary.widths(counts, 1000) == columns


@pytest.mark.parametrize("blocks", [True, False])
def test_lines_fit_a_terminal(blocks: bool) -> None:
    shown = list(
        change_summary.lines(
            change(*(f"{'deep/' * 30}{number}.py" for number in range(40))), colour=False, blocks=blocks
        )
    )

    assert max(map(len, shown)) <= 100
    assert len(shown) == 1 + change_summary.MOST + 1 + 1 + 1
    assert "  and 30 more files" in shown
    assert blocks or "".join(shown).isascii()


def test_what_was_not_compared_is_said() -> None:
    assert change_summary.describe_gaps(change("a.py"))
    assert change_summary.sentence(ChangeFigures((FileFigures("a.py", 0, 0, 0, 3),), compared=Compared.NOTHING)) == (
        "3 added lines: too few lines of code for a score"
    )


def test_a_change_that_has_no_score_has_no_chart() -> None:
    small = ChangeFigures((FileFigures("a.py", 0, 0, 0, 3),), compared=Compared.NOTHING)

    assert list(change_summary.lines(small, colour=False, blocks=True)) == [
        "3 added lines: too few lines of code for a score"
    ]
