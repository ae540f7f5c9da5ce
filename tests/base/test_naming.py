"""Names: their words, their styles, and what they are called without what they tell."""

from __future__ import annotations

import keyword
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.base.naming import CaseStyle, Taken, join, neutral, style, words

TELLING = {"proprietary", "risk", "housing", "benefit", "iceberg", "loyalty", "churn", "fee", "stop"}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("calculate_risk_score", ["calculate", "risk", "score"]),
        ("HTTPServerError2", ["http", "server", "error", "2"]),
        ("icebergCooldown", ["iceberg", "cooldown"]),
        ("MAX_PD_LGD", ["max", "pd", "lgd"]),
        ("überAlles_größe", ["ü", "ber", "alles", "gr", "öß", "e"]),
        ("__x__", ["x"]),
        ("_", []),
    ],
)
def test_words(name: str, found: list[str]) -> None:
    assert words(name) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a_b", CaseStyle.SNAKE),
        ("word", CaseStyle.SNAKE),
        ("A_B", CaseStyle.SCREAMING),
        ("URL", CaseStyle.SCREAMING),
        ("a-b", CaseStyle.KEBAB),
        ("aB", CaseStyle.CAMEL),
        ("AbC", CaseStyle.PASCAL),
        ("__private_name", CaseStyle.SNAKE),
    ],
)
def test_style(name: str, found: CaseStyle) -> None:
    assert style(name) is found


@pytest.mark.parametrize(
    ("name", "kind", "suggestion"),
    [
        ("calculate_proprietary_risk_score", "function", "calculate_score"),
        ("calculateProprietaryRiskScore", "function", "calculateScore"),
        ("HousingBenefitStopLetter", "class", "Letter"),
        ("icebergCooldown", "variable", "cooldown"),
        ("MAX_CHURN_DAYS", "constant", "MAX_DAYS"),
        ("CHURN", "constant", "VALUE"),
        ("_loyalty_account", "attribute", "_account"),
        ("load_churn", "function", "load"),
        ("load_churn_risk", "function", "load_data"),
        ("test_loyalty_fee_is_zero", "test", "test_zero"),
        ("housing-benefit-report", "module", "report"),
    ],
)
def test_neutral_keeps_head_and_style(name: str, kind: str, suggestion: str) -> None:
    assert neutral(name, kind, TELLING.__contains__, set()) == suggestion


def test_a_name_that_is_taken_or_reserved_gets_a_number() -> None:
    everything = Taken({"score", "value", "item", "entry"})
    first = neutral("risk_score", "variable", TELLING.__contains__, everything)
    assert re.fullmatch(r"score_\d+", first)
    assert (
        neutral("risk_score", "variable", TELLING.__contains__, everything | {"z"}) == first
    )  # whatever else there is
    assert neutral("risk_score", "variable", TELLING.__contains__, {"score"}) == "value"
    assert neutral("riskClass", "variable", TELLING.__contains__, set()) == "value"


def test_what_is_called_alike_keeps_another_harmless_word() -> None:
    assert neutral("housing_export_fee_rows", "variable", TELLING.__contains__, {"rows"}) == "export_rows"


def test_a_thousand_names_that_are_called_alike_take_no_time() -> None:
    taken = Taken()
    for number in range(5000):
        taken.add(neutral(f"risk_{'a' * number}", "variable", lambda word: True, taken))
    assert len(taken) == 5000


@pytest.mark.parametrize(
    ("name", "kind", "suggestion"),
    [
        ("hold_churn_until_quarter_end", "function", "hold_data"),
        ("notify_churn_before_third_strike", "function", "notify_data"),
        ("is_loyalty_fee_overdue", "function", "is_overdue"),
        ("loadChurnForHousing", "function", "loadData"),
        ("LoyaltyRuleIfChurn", "class", "Rule"),
        ("max_churn_days_before_fee", "variable", "max_days"),
    ],
)
def test_the_head_stands_before_what_says_when_or_why(name: str, kind: str, suggestion: str) -> None:
    assert neutral(name, kind, TELLING.__contains__, set()) == suggestion


@given(st.lists(st.sampled_from([*TELLING, "load", "max", "score", "class", "2", "is", "for"]), min_size=1, max_size=6))
def test_a_suggestion_tells_nothing_and_is_a_name(parts: list[str]) -> None:
    for name in ("_".join(["x", *parts]), join(["x", *parts], "aB"), join(["x", *parts], "AbC")):
        suggestion = neutral(name, "function", TELLING.__contains__, set())

        assert not set(words(suggestion)) & TELLING
        assert suggestion.isidentifier()
        assert not keyword.iskeyword(suggestion)
