"""The law of the engine: hyperscan and `re` give the same matches, on any text, for any pattern."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.errors import GateError
from privacy_gate.matching import DatabaseMatcher, Hits, ReMatcher, pattern

hyperscan = pytest.importorskip("hyperscan")

ODD = "\u0130\u0131\u017f\u212aüßÜé\u00a0\u2003日🎉\x00\x1c\r\n"
ATOMS = [
    "a", "b", "s", "k", "i", "1", "_", "-", " ", "ü", "ſ", "日", ".", r"\w", r"\W", r"\s", r"\S", r"\d", r"\D",
    "[a-c]", "[^a]", "[^\\s]", "[a-zü]", "[aſ]", "[1ı-ŀ]", "[^s]", r"[\d_]", "[^ü]", "[isk]", "(?:ab|c)", "(?:ab?|c{2})", "(?:a[bs]?|ü?s)", "(?:ü|s)", "(?:a|)", "(?i:ks)", "(?-i:b)",
]  # fmt: skip
EDGES = ["", "", "", r"\b", r"(?<![a-z])", r"(?<!\d)", r"(?<=a)", "^", "(?m:^)"]
ENDS = ["", "", "", r"\b", "(?![a-z])", "(?=b)", "$", "(?m:$)"]


@st.composite
def regexes(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 5))):
        atom = draw(st.sampled_from(ATOMS))
        if draw(st.booleans()):
            low = draw(st.integers(0, 3))
            atom = f"(?:{atom}){{{low},{low + draw(st.integers(0, 3))}}}" + draw(st.sampled_from(["", "?"]))
        parts.append(atom + draw(st.sampled_from(["", "", "", r"\b"])))
    flags = draw(st.sampled_from(["", "(?i)", "(?s)", "(?im)"]))
    body = "".join(parts)
    if draw(st.booleans()):
        body = f"(?P<match>{body})"
    return flags + draw(st.sampled_from(EDGES)) + body + draw(st.sampled_from(ENDS))


TEXTS = st.text(alphabet=st.sampled_from("abcABCskiSKI1_- .xyz" + ODD), max_size=60)


def spans(hits: Hits) -> list[tuple[str, tuple[int, int]]]:
    return [(hit.pattern.regex, hit.match.span()) for found in hits.values() for hit in found]


@settings(max_examples=400, deadline=None)
@given(regexes(), st.lists(TEXTS, min_size=1, max_size=6))
def test_database_and_re_agree(regex: str, texts: list[str]) -> None:
    try:
        item = pattern("x/y", regex)
    except GateError:
        return
    reference = ReMatcher([item])
    try:
        database = DatabaseMatcher([item])
    except GateError:  # "Pattern can never match": \b between two letters, and the like
        assert not any(reference.find(text) for text in texts)
        return

    for text in texts:
        assert spans(database.find(text)) == spans(reference.find(text))
