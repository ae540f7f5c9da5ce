"""The law of the engine: hyperscan and `re` give the same matches, on any text, for any pattern."""

from __future__ import annotations

import re
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.base.errors import GateError
from privacy_gate.rules.cases import cases
from privacy_gate.rules.expressions import expressions
from privacy_gate.rules.matching import Hits, ReMatcher, pattern
from privacy_gate.rules.matching.database import DatabaseMatcher
from tests.rule_list import read_rules

hyperscan = pytest.importorskip("hyperscan")

ODD = "\u0130\u0131\u017f\u212aüßÜé\u00a0\u2003日🎉\x00\x1c\r\n"
ATOMS = [
    "a", "b", "s", "k", "i", "1", "_", "-", " ", "ü", "ſ", "日", ".", r"\w", r"\W", r"\s", r"\S", r"\d", r"\D",
    "[a-c]", "[^a]", "[^\\s]", "[a-zü]", "[aſ]", "[1ı-ŀ]", "[^s]", r"[\d_]", "[^ü]", "[isk]", "(?:ab|c)",
    "(?:ab?|c{2})", "(?:a[bs]?|ü?s)", "(?:ü|s)", "(?:a|)", "(?i:ks)", "(?-i:b)", r"(?a:\w)", r"(?ai:[k\W])",
    "[asA](?i:(?<=a)b|(?<=s)[1-9]?)", r"[a-ck](?<![1.].)\b?(?i:(?<=k)ü|(?<=[ab])c?)", "(?i:ß)", "(?i:ü)", "(?i:é)",
    "[-bs](?:(?<=ab)c?|(?<=[ks]-)|(?<=[^a]s)ü?)", "(?:[ 1](?:(?<=[ab]1)|(?<=b ))-?)",
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
    flags = draw(st.sampled_from(["", "(?i)", "(?s)", "(?im)", "(?a)", "(?ai)"]))
    body = "".join(parts)
    if draw(st.booleans()):
        body = f"(?P<match>{body})"
    return flags + draw(st.sampled_from(EDGES)) + body + draw(st.sampled_from(ENDS))


TEXTS = st.text(alphabet=st.sampled_from("abcABCskiSKI1_- .xyz" + ODD), max_size=60)


def spans(hits: Hits) -> list[tuple[str, tuple[int, int]]]:
    return [(hit.pattern.regex, hit.match.span()) for found in hits.values() for hit in found]


@settings(max_examples=400)
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


@pytest.mark.once
def test_the_shipped_rules_agree_on_their_own_cases() -> None:
    rules = read_rules()
    patterns = [pattern(rule.id, regex, label) for rule in rules for label, regex in expressions(rule)]
    database, reference = DatabaseMatcher(patterns), ReMatcher(patterns)
    texts = [case.text for rule in rules for group in cases(rule) for case in group]
    # a search for each pattern in each text would take ten seconds; what the ends of a text do is a law above
    tens = ["\n".join(texts[at : at + 10]) + "".join(ODD) * 3 for at in range(0, len(texts), 10)]
    folded = [text.upper().replace("S", "\u017f").replace("K", "\u212a") for text in tens[::3]]

    for text in [*tens, *texts[::10], *folded]:
        assert spans(database.find(text)) == spans(reference.find(text))


def test_only_four_letters_fold_into_ascii() -> None:
    letters = re.compile("(?i)[a-z]")
    folding = {code for code in range(128, 0x110000) if letters.match(chr(code))}

    assert folding == {0x130, 0x131, 0x17F, 0x212A}


def test_threads_have_a_scratch_each() -> None:
    matcher = DatabaseMatcher([pattern("x/y", r"\btoken [0-9]{4}\b")])
    text = "a token 1234 " * 2000
    found: list[int] = []

    def work() -> None:
        found.extend(len(matcher.find(text)["x/y"]) for _ in range(20))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [2000] * 80


def test_a_database_survives_the_cache() -> None:
    items = [pattern("x/y", r"\bfoo\b")]

    again = DatabaseMatcher(items, DatabaseMatcher(items).serialise())

    assert spans(again.find("a foo")) == [(r"\bfoo\b", (2, 5))]


@pytest.mark.parametrize(
    ("regex", "said"),
    [
        ("(", "not a valid regular expression"),
        ("a*", "can match the empty string"),
        ("ab+", "can be longer than"),
        (r"\d{3}", "needs a literal"),
        ("a(?=.*b)", "lookahead"),
    ],
)
def test_what_the_engine_refuses(regex: str, said: str) -> None:
    with pytest.raises(GateError, match=re.escape(said)):
        pattern("x/y", regex)


@pytest.mark.parametrize(
    ("regex", "shown"),
    [
        (r"\bgh[pousr]_[A-Za-z0-9]{36}", 4),
        (r"\bkey = (?P<match>sk-[a-z]{20})", 3),
        (r"(?P<match>[A-Za-z0-9]{20})_x", 0),
        (r"(?P<name>password) = (?P<match>\S{8,40})", 0),
    ],
)
def test_what_may_be_shown_of_a_match(regex: str, shown: int) -> None:
    assert pattern("x/y", regex).shown == shown


def test_a_report_comes_once_for_a_long_token() -> None:
    matcher = DatabaseMatcher([pattern("x/y", r"\bghp_[a-z]{36,200}")])

    assert matcher.ends(b"ghp_" + b"a" * 150) == {0: [40]}


@pytest.mark.parametrize(
    ("regex", "text", "reported"),
    [
        (r"[PpKk](?i:(?<=p)assword|(?<=k)ey)=", b"key= pey= kassword= PASSWORD=", [4, 29]),
        (r"[\"'](?:(?<=ab\")|(?<=a'))x", b'"x ab"x b"x a\'x', [7, 15]),
        (r"\b[\"'](?:(?<=ab\")|(?<=a'))x", b'"x ab"x b"x a\'x', [2, 7, 11, 15]),
        (r"(?i)clé=", "cle= CLÉ=".encode(), [10]),
    ],
)
def test_the_database_looks_for_whole_words(regex: str, text: bytes, reported: list[int]) -> None:
    assert DatabaseMatcher([pattern("x/y", regex)]).ends(text) == {0: reported}
