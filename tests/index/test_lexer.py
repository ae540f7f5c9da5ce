"""What the lexer leaves out, and what it keeps in any language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.index.lexer import lex

PYTHON = """\
def total(rows: list[Row], rate: float = 0.5) -> Money:
    \"\"\"Sum it up.

    Twice.
    \"\"\"
    # the first row is a header
    sum_: Money = convert(
        rows[1:],
        rate,  # per row
    )
    return sum_ + "it's"
"""
SAME = """\
def total(rows, rate=0.5):
    sum_ = convert(rows[1:], rate)
    return sum_ + "other"
"""


def test_types_comments_layout_and_texts_of_strings_do_not_count() -> None:
    assert lex(PYTHON).values == lex(SAME).values


def test_a_token_knows_its_line() -> None:
    assert [line for _, line in zip(*lex(PYTHON), strict=True)][-4:] == [11, 11, 11, 11]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("let a = f(x); // why\n/* and\nhow */ return a;", "let a = f(x)\nreturn a"),
        ("SELECT a FROM b -- all of them\nWHERE c = 1", "SELECT a FROM b WHERE c = 1"),
        ("x = y  # why", "x = y"),
        ("fn f<'a>(x: &'a str) -> i32 { 1 }", "fn f<'b>(x: &'c str) -> i32 { 1 }"),
        ("x = 0x1F + 1_000", "x = 7 + 8.5e3"),
        ("f(a, b,)", "f(a, b)"),
    ],
)
def test_alike(one: str, other: str) -> None:
    assert lex(one).values == lex(other).values


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cp src/* out && ls", "cp src/"),
        ("a = b.#c + d", "a = b."),
        ("echo ${#names} done", "echo ${"),
        ("for (; i > 0; --i) f(i)", "for (; i > 0"),
        ("I'm here: x = 'a' + y", "I'm here"),
        ("x = a == b", "x = a = b"),
        ("x = 0", "x = 1"),
    ],
)
def test_different(one: str, other: str) -> None:
    assert lex(one).values != lex(other).values


@given(st.text(alphabet="ab1 \n\t\"'#/*-\\()[]{},.:;=<>\u00e4\ud800", max_size=300))
def test_any_text_has_tokens_and_lines_in_order(text: str) -> None:
    values, lines = lex(text)

    assert len(values) == len(lines)
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


def test_blanks_at_the_end_of_a_text_cost_nothing() -> None:
    assert lex("a = 1" + " \t" * 1_000_000).values == lex("a = 1").values
