"""Glossary terms as digests: found in any case style, and told by nothing."""

from __future__ import annotations

import pytest

from privacy_gate.index import term_digests
from privacy_gate.index.term_digests import digest, find


@pytest.mark.parametrize(
    "said",
    ["Quell Margin", "quell-margin", "quell_margin", "QuellMargin", "quellMargin", "QUELL_MARGIN", "quell\nmargin"],
)
def test_a_term_is_found_however_it_is_written(said: str) -> None:
    text = f"about the {said}, and more"

    found, whole = find(text, [digest("quell margin")])

    assert [text[run.start : run.end] for run in found] == [said]
    assert whole


@pytest.mark.parametrize("said", ["quell. Margin", "quell, margin", "margin quell", "quellmargin", "quell the margin"])
def test_other_words_are_not_it(said: str) -> None:
    assert find(f"about the {said} again", [digest("quell margin")]) == ([], True)


def test_all_digests_share_a_salt_and_none_tells_its_term() -> None:
    first = digest("quell margin")
    second = digest("orvanda", [first])

    assert first.split("$")[1] == second.split("$")[1]
    assert "quell" not in first
    assert digest("quell margin") != first  # another list, another salt
    assert digest("Quell-Margin", [first]) == first
    assert len(find("Orvanda quells: quell margin", [first, second])[0]) == 2


@pytest.mark.parametrize("term", ["", "--", "one two three four five six"])
def test_a_term_has_some_words(term: str) -> None:
    with pytest.raises(ValueError, match="words"):
        digest(term)


def test_a_text_that_is_too_long_is_not_passed_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(term_digests, "MOST", 3)

    assert find("one two three four orvanda", [digest("orvanda")]) == ([], False)
