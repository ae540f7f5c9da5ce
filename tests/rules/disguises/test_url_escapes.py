"""A word beside an escape of a URL is found like the word in the decoded text, and what only looks alike is none."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.index import term_digests
from privacy_gate.rules import JOINTS
from privacy_gate.rules.disguises import url_escapes
from privacy_gate.rules.disguises.views import View, list_views
from privacy_gate.rules.matching import ReMatcher, pattern
from privacy_gate.rules.matching.database import DatabaseMatcher
from privacy_gate.rules.matching.terms import TermMatcher, compile_words
from tests.gate import GITHUB_TOKEN, scan

TERMS = ("Halvardson", "Project Falcon", "curate", "fault")
MARKED = (
    "/a%2F«halvardson»",
    "/a%2f«HALVARDSON»",
    "/?q=%22«Halvardson»%22&x=1",
    "/?q=the%20«Halvardson»%20rates",
    "/%28«halvardson»%29",
    "/%7B«halvardson»%7D",
    "/a%0A«halvardson»",
    "/a%252F«halvardson»",
    "/a%25252f«halvardson»",
    "/?q=%2B«halvardson»",
    "/a%E2%80%9C«halvardson»%E2%80%9D",
    "/a%C2%AB«halvardson»%C2%BB",
    "/a%93«halvardson»%94",
    "/a%A0«halvardson»",
    "/a%E2%80«halvardson»",
    "/a%u2019«halvardson»",
    "/a%ud800«halvardson»",
    "/a%2F«%48alvardson»",
    "/a%2F«h%61lv%2561rdson»",
    "/«Project%20Falcon»/1",
    "/%2F«project%2520falcon»",
    "/?q=«Project+Falcon»&x=1",
    "/?a=1&q=our+«project+falcon»+rates",
    "/?q=%2F«project+f%61lcon»",
)
UNMARKED = (
    "100%accurate",
    "100%25accurate",
    "%default%",
    "%add of it",
    "%ad",
    "100%xhalvardson",
    "100%halvardsonx",
    "50%20",
    "/a%41halvardson",
    "/a%C3%A9halvardson",
    "/a%E9halvardson",
    "/%2Fhalvardsonx",
    "a = project+falcon",
    "/project+falcon",
    "%2",
    "%",
    "%25",
    "%zz%2g",
)


@pytest.fixture
def words(folder: Path) -> Path:
    (folder / "privacy-gate.yaml").write_text(f"keywords: [{', '.join(TERMS)}]\n")
    return folder


def _find(text: str, rule: str = "business/keyword") -> list[str]:
    places = [one for one in scan(text).data["findings"] if one["rule"] == rule]
    return [text[one["start"]["column"] - 1 : one["end"]["column"] - 1] for one in places]


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize("marked", MARKED)
def test_a_word_beside_an_escape_is_found(marked: str) -> None:
    before, said, after = marked.replace("»", "«").split("«")

    assert _find(f"see https://x.example{before}{said}{after} for it\n") == [said]


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize("text", UNMARKED)
def test_what_is_no_escape_hides_no_word(text: str) -> None:
    assert _find(f"see {text} for it\n") == []


def test_a_word_that_begins_with_the_digits_of_an_escape_is_found(words: Path) -> None:
    (words / "privacy-gate.yaml").write_text("keywords: [2fast]\n")

    assert _find("it is 100%2fast now\n") == ["2fast"]


@pytest.mark.usefixtures("words")
def test_a_word_is_found_once() -> None:
    """Its case alone makes the first one found."""
    assert _find("see /%2fHalvardson and /%20Halvardson\n") == ["Halvardson", "Halvardson"]


def test_terms_of_the_glossary_are_found_as_text_and_as_digests(folder: Path) -> None:
    digest = term_digests.digest("halvardson")
    (folder / "privacy-gate.yaml").write_text(f"glossary: [orvanda rates, {{scrypt: {digest}}}]\n")

    found = _find("see /?q=%22orvanda%20rates%22 and /%2Fhalvardson, halvardson\n", "business/glossary-term")

    assert found == ["orvanda%20rates", "halvardson", "halvardson"]


@pytest.mark.parametrize("before", ["%22", "%20", "%28", "%7B", "%0A", "%252F", "%2F"])
@pytest.mark.usefixtures("folder")
def test_a_secret_beside_an_escape_is_found(before: str) -> None:
    text = f"see https://x.example/?q={before}{GITHUB_TOKEN}%22\n"

    assert _find(text, "secret/github-token") == [GITHUB_TOKEN]


SEPARATORS = st.sampled_from(" /\"'()[]{}<>:;,?&=@#\n\t+“”«»—\xa0.")
WRITE = st.sampled_from(
    [
        lambda sign: quote(sign, safe=""),
        lambda sign: quote(sign, safe="").lower(),
        lambda sign: quote(quote(sign, safe=""), safe=""),
        lambda sign: "".join(f"%{byte:02X}" for byte in sign.encode()),
        lambda sign: f"%u{ord(sign):04x}",
    ]
)


def _find_in_views(text: str, matcher: TermMatcher) -> set[tuple[int, int]]:
    views: list[View] = list_views(text, list(url_escapes.find_joints(text)))
    spans = {hit.match.span() for hits in matcher.find(text).values() for hit in hits}
    for view in views:
        for hits in matcher.find(view.text).values():
            spans |= {at for hit in hits if (at := view.source(*hit.match.span(), led=False))}
    return spans


@settings(max_examples=300, derandomize=True)
@given(SEPARATORS, SEPARATORS, WRITE, st.sampled_from(["halvardson", "HALVARDSON", "Halvardson"]))
def test_every_separator_in_every_form(before: str, after: str, write: object, said: str) -> None:
    assert callable(write)
    start = f"/a{write(before)}"
    text = f"{start}{said}{write(after)}b"
    words = [("x/y", term) for term in TERMS]

    for database in (compile_words(words), b""):
        assert (len(start), len(start) + len(said)) in _find_in_views(text, TermMatcher(words, database))


@pytest.mark.parametrize("text", [*MARKED, *UNMARKED])
def test_both_engines_report_the_same_escapes(text: str) -> None:
    items = [pattern(JOINTS, regex, label) for label, regex in url_escapes.TRIGGERS]
    plain = text.replace("«", "").replace("»", "")

    database, reference = DatabaseMatcher(items).find(plain), ReMatcher(items).find(plain)

    spans = [[hit.match.span() for hit in found.get(JOINTS, [])] for found in (database, reference)]
    assert spans[0] == spans[1]
    assert spans[0] or text in UNMARKED


@pytest.mark.usefixtures("words")
def test_escapes_in_json_are_read_as_those_of_a_text() -> None:
    text = json.dumps({"url": "https://x.example/?q=%22halvardson%22"}) + "\n"

    assert _find(text) == ["halvardson"]


@pytest.mark.parametrize(
    "text", ["%25" * 200_000, "%2F" * 200_000, "%C3" * 200_000, "?a=" + "+" * 200_000, "?a=" * 90_000]
)
def test_many_escapes_are_read_once(text: str) -> None:
    assert len(list(url_escapes.find_joints(text))) <= 200_000
