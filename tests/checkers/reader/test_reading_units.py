"""A prompt is divided into units, and into windows that hold each unit once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.checkers.reader.reading_units import OVERLAP, WINDOW, Unit, list_units, list_windows
from privacy_gate.checkers.reader.word_pieces import WordPiece
from privacy_gate.documents import read
from privacy_gate.model import Blob, Document, Exposure


def units_of(text: str) -> list[str]:
    document = read(Blob("prompts/a.md", text.encode(), Exposure.OUTBOUND))
    assert isinstance(document, Document)
    return [text[unit.start : unit.end].strip() for unit in list_units(document)]


def test_sentences_lines_of_code_and_other_lines_are_units() -> None:
    text = (
        "Sort the rows. They come late.\n\n```python\ndef sort_rows(rows):\n    return sorted(rows)  # by date\n```\n"
        "\n20411;R2;81.5\n--\n"
    )
    assert units_of(text) == [
        "Sort the rows.",
        "They come late.",
        "```python",
        "def sort_rows(rows):",
        "return sorted(rows)",
        "by date",
        "20411;R2;81.5",
    ]


def test_a_text_without_words_has_no_units() -> None:
    assert units_of("\n\n--\n=====\n") == []


@given(st.lists(st.integers(1, 40), min_size=1, max_size=60))
def test_each_unit_is_judged_in_one_window(lengths: list[int]) -> None:
    pieces = [WordPiece(0, at * 2, at * 2 + 1) for at in range(sum(lengths))]
    units, at = [], 0
    for length in lengths:
        units.append(Unit(at * 2, (at + length) * 2 - 1, "", is_prose=True))
        at += length
    windows = list_windows(pieces, units)
    assert sorted(number for window in windows for number, _, _ in window.units) == list(range(len(units)))
    for window in windows:
        assert 0 <= window.first < window.last <= len(pieces)
        assert window.last - window.first <= WINDOW
        for number, first, last in window.units:
            assert last - first == lengths[number] <= OVERLAP  # whole, as it is no longer than the overlap
            assert pieces[window.first + first].start == units[number].start


def test_a_unit_without_a_piece_is_not_judged() -> None:
    (window,) = list_windows([WordPiece(0, 0, 1)], [Unit(0, 1, "", is_prose=True), Unit(5, 9, "", is_prose=True)])
    assert window.units == ((0, 0, 1),)


def test_nothing_is_read_of_an_empty_text() -> None:
    assert list_windows([], []) == []
