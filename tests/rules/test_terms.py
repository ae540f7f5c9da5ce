"""The user's words are found as their expressions find them, however many there are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.rules.expressions import keyword_expressions
from privacy_gate.rules.matching import Hits, Pattern, ReMatcher, pattern
from privacy_gate.rules.matching.terms import SPACES, TermMatcher, Word, compile_words, is_word, patterns, squeeze

SIGNS = "abcsSkKiIZ12_- .+éÉßſ\u212a\u0130\u0131σςΣжЖ日"
TERMS = st.text(st.sampled_from(SIGNS), min_size=1, max_size=5).filter(is_word)


def spans(hits: Hits) -> list[tuple[str, str, tuple[int, int]]]:
    return sorted((hit.pattern.regex, hit.pattern.label, hit.match.span()) for found in hits.values() for hit in found)


def derived(words: list[Word]) -> list[Pattern]:
    return [pattern(rule, regex, term) for rule, term in words for regex in keyword_expressions(term)]


def as_camel(term: str) -> str:
    return "".join(word[:1].upper() + word[1:].lower() for word in term.split())


@st.composite
def searches(draw: st.DrawFn) -> tuple[list[Word], str]:
    words = [("x/y", term) for term in draw(st.lists(TERMS, min_size=1, max_size=5))]
    forms = [str, str.upper, str.lower, as_camel, lambda term: "_".join(term.split()), lambda term: f"{term}es"]
    between = st.text(st.sampled_from("aSsZ1_- \t\n\xa0\u2003.é"), max_size=3)
    said = st.builds(lambda word, form: form(word[1]), st.sampled_from(words), st.sampled_from(forms))
    return words, "".join(draw(st.lists(st.one_of(said, between), max_size=12)))


@settings(max_examples=100)
@given(searches())
def test_words_are_found_as_their_expressions_find_them(search: tuple[list[Word], str]) -> None:
    words, text = search
    expected = spans(ReMatcher(derived(words)).find(text))

    assert spans(TermMatcher(words, compile_words(words)).find(text)) == expected
    assert spans(TermMatcher(words, b"").find(text)) == expected


@settings(max_examples=100)
@given(st.lists(TERMS, min_size=1, max_size=5))
def test_an_expression_needs_no_parser(terms: list[str]) -> None:
    """What `regex.derive` finds out of an expression follows from the word."""
    words = [("x/y", term) for term in terms]

    for made, one in zip((one for word in words for one in patterns(word)), derived(words), strict=True):
        assert (made.regex, made.label, made.shown) == (one.regex, one.label, one.shown)
        assert (made.width >= one.width, made.ahead >= one.ahead) == (True, True)


def test_squeezing_leaves_out_what_expressions_ignore() -> None:
    for sign in (one for one in map(chr, range(0x110000)) if one.lower() != one.upper()):
        forms = {sign.lower(), sign.upper(), sign.title()}
        alike = [form for form in forms if len(form) == 1 and re.fullmatch(f"(?i){re.escape(sign)}", form)]
        assert all(squeeze(form) == squeeze(sign) for form in alike), hex(ord(sign))
    assert {sign for sign in map(chr, range(128, 0x110000)) if sign.isspace()} == set(SPACES)
    assert squeeze("A \t\n\v\f\r\x1c\x1d\x1e\x1f_-" + SPACES + "b") == b"ab"


@pytest.mark.parametrize("database", [True, False])
def test_an_expression_is_made_only_for_a_word_that_may_be_there(*, database: bool) -> None:
    words = [("x/y", f"orvanda {number}") for number in range(3000)]
    matcher = TermMatcher(words, compile_words(words) if database else b"")

    reports = matcher.reports("sort the orvanda_2999 by Orvanda1500, and the orvandas")

    # the beginning of a word is reported with it, and `re` decides
    assert {item.label for item, _ in reports["x/y"]} == {
        *("orvanda 2999", "orvanda 299", "orvanda 29", "orvanda 2"),
        *("orvanda 1500", "orvanda 150", "orvanda 15", "orvanda 1"),
    }
    assert [hit.pattern.label for hit in matcher.find("the orvanda_2999, orvandas")["x/y"]] == ["orvanda 2999"]


@pytest.mark.parametrize("cut", range(4))
def test_reports_in_a_part_of_a_text_have_its_bytes(cut: int) -> None:
    """The history scans what changed, which may begin and end within a character."""
    words = [("x/y", "größe")]
    data = "日 eine Größe 日".encode()[cut : -cut or None]

    ends = TermMatcher(words, compile_words(words)).ends(data)

    assert ends == {0: [data.index("ße".encode()) + 3]}
