"""Every case of every rule, and what holds for all rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from privacy_gate.config import Config, Settings
from privacy_gate.model import Exposure, Severity
from privacy_gate.rules import Rule
from privacy_gate.rules.rule_files import builtin_folder
from privacy_gate.scan.rule_cases import failures
from tests.gate import gate
from tests.rule_list import read_rules

RULES = read_rules()
SETTINGS = Settings(Config(), None, Path())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_cases(rule: Rule) -> None:
    assert list(failures(rule, SETTINGS)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_a_user_needs(rule: Rule) -> None:
    assert len(rule.why.split()) >= 4
    assert len(rule.remedy.split()) >= 4
    assert not rule.title.endswith(".")


def test_secrets_are_errors_wherever_they_stand() -> None:
    levels = {rule.id: {rule.level(exposure) for exposure in Exposure} for rule in RULES if rule.family == "secret"}
    hashes = {"secret/password-hash", "secret/dumped-hash"}  # of a password, which is still to be guessed

    assert {name for name, found in levels.items() if found != {Severity.ERROR}} == hashes
    assert all(levels[name] == {Severity.WARNING} for name in hashes)


def test_business_wording_stays_a_note_inside() -> None:
    inside = {rule.level(Exposure.INTERNAL) for rule in RULES if rule.family in ("business", "internal")}

    assert inside <= {Severity.NOTE, Severity.OFF}


def test_there_are_two_hundred_and_fifty_provider_formats() -> None:
    assert sum(rule.family == "secret" and rule.specificity >= 85 for rule in RULES) >= 250


def test_no_case_holds_a_secret_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(builtin_folder())

    found = gate("scan", ".", "--select", "secret", "--exposure", "internal", "--format", "concise")

    assert (found.code, found.out) == (0, "")


WRONG = """\
- id: test/wrong
  title: wrong
  severity: error
  blocks: true
  mend: none
  why: because
  remedy: none
  patterns: ['\\bfoo\\b']
  hits: ['«bar» and foo']
  passes: ['foo again']
"""


def test_a_case_that_does_not_hold_is_reported(folder: Path) -> None:
    (folder / "own.yaml").write_text(WRONG)
    (folder / "privacy-gate.yaml").write_text("extra_rules: [own.yaml]\n")

    checked = gate("rules", "test", "--check")

    assert checked.code == 1
    wrong, count = checked.out.splitlines()[-3:-1], checked.out.splitlines()[-1]
    assert all(line.startswith("test/wrong: ") for line in wrong)
    assert "found 'foo', expected 'bar'" in wrong[0]
    assert "found 'foo', expected nothing" in wrong[1]
    assert count.endswith("2 failed")
