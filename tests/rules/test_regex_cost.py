"""A user's expression that could hold the gate up is refused before it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from privacy_gate.base.errors import GateError
from privacy_gate.rules.regex_cost import refuse_slow
from tests.gate import gate
from tests.rule_list import read_rules

_SLOW = (
    r"\bab(?:a{1,50}){1,100}(?=\x02)",
    r"\bx(?:a{1,9}|aa){1,40}b",
    r"\bkey[^\n]{0,2000}=[^\n]{0,2000}(?=\x02z)",
    r"\bq(?:(?:(?:a{1,9}){1,9}){1,9}){1,9}!",
    r"\bz\w{1,200}\w{1,200}\w{1,200}!",
)


@pytest.mark.parametrize("regex", _SLOW)
def test_what_can_match_in_many_ways_is_refused(regex: str) -> None:
    with pytest.raises(GateError, match="almost match"):
        refuse_slow(regex)


@pytest.mark.parametrize(
    "regex",
    [r"\bACME-[0-9]{4,8}\b", r"\b(?:[a-z0-9-]{1,40}\.){1,5}acme\.example\b", r"(?i)\b(?:acme|foo)[ _-]?[a-z]{1,40}"],
)
def test_what_can_match_in_one_way_is_not(regex: str) -> None:
    refuse_slow(regex)


@pytest.mark.once
def test_of_what_comes_with_the_gate_nothing_would_be_refused() -> None:
    """A part of it; `make regexes` looks at all."""
    for regex in [regex for rule in read_rules() for regex in rule.patterns][::15]:
        refuse_slow(regex)


def test_a_rule_of_the_user_that_would_take_for_ever_is_refused(folder: Path) -> None:
    rule = {
        "id": "own/slow",
        "title": "a name",
        "why": "It is.",
        "remedy": "Do not.",
        "severity": "error",
        "blocks": "true",
        "mend": "none",
    }
    lines = [*(f"{key}: {value}" for key, value in rule.items()), f"patterns: ['{_SLOW[0]}']"]
    cases = ["hits: ['«aba\x5cx02»']", "passes: ['a']"]
    Path("own.yaml").write_text("- " + "\n  ".join([*lines, *cases]) + "\n")
    Path("privacy-gate.yaml").write_text("extra_rules: [own.yaml]\n")
    Path("a.md").write_text("ab" + "a" * 60 + "!\n")

    found = gate("scan", "a.md")

    assert found.code == 2
    assert "almost match" in found.err
