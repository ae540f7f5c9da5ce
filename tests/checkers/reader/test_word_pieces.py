"""Word pieces are those of an uncased BERT tokenizer, with offsets in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.checkers.reader.word_pieces import WordPieces

VOCABULARY = (
    "[PAD] [UNK] [CLS] [SEP] un ##aff ##able aff the u ##u ##s strasse straße a ##b c ab ( ) _ . ' 1 ##2 caf cafe "
    "中 文 € ##€"
).split()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Unaffable", ["un", "##aff", "##able"]),
        ("the_unAFF.", ["the", "_", "un", "##aff", "."]),
        ("the xyz the", ["the", "[UNK]", "the"]),
        ("unaffx", ["[UNK]"]),
        ("Café", ["cafe"]),
        ("Cafe\N{COMBINING ACUTE ACCENT} ab", ["cafe", "ab"]),
        ("ab中文ab", ["ab", "中", "文", "ab"]),
        ("a\N{ZERO WIDTH SPACE}b\ufffd", ["ab"]),
        ("a\x07b", ["ab"]),
        ("a\N{NO-BREAK SPACE}\tc", ["a", "c"]),
        ("12€", ["1", "##2", "##€"]),
        ("the" + "u" * 98, ["[UNK]"]),
        ("straße", ["straße"]),
        ("ab\N{RIGHT SINGLE QUOTATION MARK}ab", ["ab", "[UNK]", "ab"]),
    ],
)
def test_pieces_of_a_text(text: str, pieces: list[str]) -> None:
    assert [VOCABULARY[piece.number] for piece in WordPieces(VOCABULARY).split(text)] == pieces


def test_offsets_point_into_the_text() -> None:
    text = "the  Unaffable Cafe\N{COMBINING ACUTE ACCENT}, xyz"
    found = [text[piece.start : piece.end] for piece in WordPieces(VOCABULARY).split(text)]
    assert found == ["the", "Un", "aff", "able", "Cafe", ",", "xyz"]


@given(st.text(max_size=60))
def test_pieces_are_in_order_and_inside_of_the_text(text: str) -> None:
    ends = [0]
    for piece in WordPieces(VOCABULARY).split(text):
        assert ends[-1] <= piece.start + 1
        assert piece.start < piece.end <= len(text)
        ends.append(piece.end)


def test_a_vocabulary_without_the_marks_is_refused() -> None:
    with pytest.raises(KeyError):
        WordPieces(["the"])
