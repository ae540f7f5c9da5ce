"""No form of a revealing word stays in a neutral name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.base.naming import words
from privacy_gate.checkers.names.neutral import neutral
from privacy_gate.checkers.names.related_words import extend_to_forms, stem

REVEALING = {"churn", "loyalty", "season"}


@pytest.mark.parametrize(
    ("dropped", "word"),
    [
        ("payments", "pay"),
        ("enrolled", "enrollment"),
        ("recommended", "recommendation"),
        ("subs", "sub"),
        ("dispensing", "dispense"),
    ],
)
def test_forms_of_a_word_have_one_stem(dropped: str, word: str) -> None:
    assert stem(dropped) == stem(word)


@pytest.mark.parametrize("word", ["schedule", "schedules", "scheduling", "scheduler"])
def test_no_form_of_a_revealing_word_stays(word: str) -> None:
    proposal = neutral(f"{word}_churn_event", "function", {"scheduled", "churn", word}.__contains__, set())

    assert stem("schedule") not in {stem(one) for one in words(proposal)}


def test_a_word_that_is_short_for_another_drops_that_one() -> None:
    told = extend_to_forms(["cali", "coord"], {"cali", "coord"}.__contains__)

    assert told("calibration")
    assert not told("coordinates")  # every programmer's abbreviation


def test_a_word_that_is_also_of_a_trade_does_not_stay() -> None:
    assert neutral("give_service_time_after_churn", "function", REVEALING.__contains__, set()) == "give_time"
    assert neutral("read_season_service_links", "function", REVEALING.__contains__, set()) == "read_links"


def test_a_proposal_that_reveals_something_itself_gives_way() -> None:
    asked: list[str] = []

    def is_revealing(name: str) -> bool:
        asked.append(name)
        return name == "confirm_amounts"

    proposal = neutral("confirm_churn_amounts", "function", REVEALING.__contains__, set(), None, is_revealing)

    assert asked[0] == "confirm_amounts"
    assert proposal == "confirm_items"


@given(
    st.lists(
        st.sampled_from(
            ["churn", "season", "schedule", "scheduled", "service", "match", "get", "update", "record", "is"]
        ),
        min_size=1,
        max_size=5,
    ),
    st.sets(st.sampled_from(["schedule", "scheduled", "match", "update", "churn", "plan"]), min_size=1),
)
def test_a_form_of_a_revealing_word_never_stays(parts: list[str], revealing: set[str]) -> None:
    told = extend_to_forms(parts, revealing.__contains__)

    proposal = neutral("_".join(parts), "function", revealing.__contains__, set())

    assert proposal.isidentifier()
    assert not [word for word in words(proposal) if told(word)]
