"""Foreign expressions in bounded form: the same matches in each line, and no repeat without an end."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.base.errors import GateError
from privacy_gate.rules.bound_repeats import MAX_WIDTH, bound_expression
from privacy_gate.rules.regex import derive

ATOMS = ["a", "b", "-", ".", r"\w", r"\W", r"\s", r"\S", r"\d", "[ab]", "[^a]", r"[\s-]", r"[^\d]", "(?:ab|b)", "(ab)"]
COUNTS = ["", "*", "+", "?", "*?", "{2,}", "{1,3}", "{2}"]
EDGES = ["", "^", r"\b", "(?<!a)", "(?<=b)"]
ENDS = ["", "$", r"\b", "(?!a)", "(?=-)"]


@st.composite
def foreign(draw: st.DrawFn) -> str:
    parts = [draw(st.sampled_from(ATOMS)) + draw(st.sampled_from(COUNTS)) for _ in range(draw(st.integers(1, 4)))]
    return draw(st.sampled_from(EDGES)) + "".join(parts) + draw(st.sampled_from(ENDS))


@settings(max_examples=500)
@given(foreign(), st.lists(st.text("ab1- .AB", max_size=12), max_size=5), st.sampled_from([0, re.IGNORECASE]))
def test_in_each_line_it_finds_the_same(expression: str, lines: list[str], flags: int) -> None:
    try:
        ours = re.compile(bound_expression(expression, flags))
    except GateError:
        return
    theirs = re.compile(expression, flags)
    text, at, expected = "\n".join(lines), 0, []
    for line in lines:
        expected += [(at + found.start(), at + found.end()) for found in theirs.finditer(line)]
        at += len(line) + 1

    found = [match.span() for match in ours.finditer(text)]

    assert [span for span in found if span[0] < span[1]] == [span for span in expected if span[0] < span[1]]


@settings(max_examples=200)
@given(foreign())
def test_it_has_an_end(expression: str) -> None:
    try:
        ours = bound_expression(expression)
    except GateError:
        return

    assert re._parser.parse(ours).getwidth()[1] <= MAX_WIDTH  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("expression", "text", "value"),
    [
        (r"key=(\w+)", "key=abcdefgh1", "abcdefgh1"),
        (r"(ghp|gho)_\w{20,}", "gho_abcdefghijklmnopqrstu", None),  # a group that can hold no secret
        (r"(x)?token (?:(a\w{9,})|(b\w{9,}))", "token a123456789", "a123456789"),
    ],
)
def test_the_secret_itself_has_the_name_of_a_match(expression: str, text: str, value: str | None) -> None:
    found = re.search(bound_expression(expression), text)

    assert found is not None
    assert found.groupdict().get("match") == value


def test_what_the_engine_needs_it_has() -> None:
    assert derive(bound_expression(r"acme_[a-z]+\d*$")).width == 5 + 400 + 400 + 1 - 1


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        (r"(a)\1", "no bounded form"),
        (r"(a)?(?(1)b|c)", "no bounded form"),
        (r"(a+)+", "a repeat within a repeat"),
        (r"(?:a|b+)*", "a repeat within a repeat"),
        (r"(?:a*b*)*", "a repeat within a repeat"),
        (r"(?:[a-z]+z)+", "a repeat within a repeat"),
        (r"(?:a(?:b+)?)+", "a repeat within a repeat"),
        (r"(?:(?:a+)+){3}", "a repeat within a repeat"),
        ("(", "not a valid"),
        ("(?:[ab]{300}-){200}", "too long"),
    ],
)
def test_what_has_no_bounded_form_is_refused(expression: str, said: str) -> None:
    with pytest.raises(GateError, match=said):
        bound_expression(expression)


@pytest.mark.parametrize("expression", [r"xox-(?:\d+-)+[a-z]+", r"k *= *(?:=| +|:) *(\w{24})", r"//.+/:x=\s*(\w+).*"])
def test_a_match_has_a_longest_length(expression: str) -> None:
    _, longest = re._parser.parse(bound_expression(expression)).getwidth()  # type: ignore[attr-defined]

    assert longest < MAX_WIDTH * 4
