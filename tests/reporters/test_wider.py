"""A finding that is reported for a place hides no wider one: its span and its message are in every format."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest

from privacy_gate.reporters import REPORTERS
from tests.gate import Outcome, gate

SENTENCE = "In June Harnwick Dairies takes over its rival Osterby, and nobody outside knows about it yet."
TEXT = f"Sort a list of numbers.\n{SENTENCE}\n"
SETTINGS = """
glossary: [{term: Osterby, confidential: true}]
severity: {prompt: off}
extra_rules: [rules.yaml]
"""
RULES = """
- id: business/take-over
  title: tells of a take-over
  severity: warning
  blocks: true
  mend: drop
  why: It is not public.
  remedy: Leave the sentence out.
  message: this sentence tells of a take-over
  patterns: ['(?P<match>In June [^\\n]{1,200})']
  hits: ["«In June we buy it»"]
  passes: ["Nothing."]
"""


@pytest.fixture(autouse=True)
def prompt(folder: Path) -> None:
    (folder / "privacy-gate.yaml").write_text(SETTINGS)
    (folder / "rules.yaml").write_text(RULES)
    (folder / "prompts").mkdir()
    (folder / "prompts/a.md").write_text(TEXT)


def scan(form: str, *more: str) -> Outcome:
    return gate("scan", "prompts", "--format", form, "--select", "business", *more)


def test_both_are_one_finding_of_one_place() -> None:
    found = scan("json").data["findings"]

    assert [one["rule"] for one in found] == ["business/confidential-term"]
    also = next(one for one in found[0]["also"] if one["rule"] == "business/take-over")
    assert also["message"] == "this sentence tells of a take-over"
    assert (also["start"], also["end"]) == ({"line": 2, "column": 1}, {"line": 2, "column": 1 + len(SENTENCE)})


@pytest.mark.parametrize("form", REPORTERS)
def test_both_messages_are_in_each_format(form: str) -> None:
    out = " ".join(unescape(scan(form).out).replace("`", "").split())

    assert "is a confidential glossary term" in out
    assert "this sentence tells of a take-over" in out


_WIDE = f"line 2, columns 1 to {1 + len(SENTENCE)}"
_SPANS = {"concise": f"also 2:1-2:{1 + len(SENTENCE)} business/take-over"}


@pytest.mark.parametrize("form", [name for name in REPORTERS if name != "json"])
def test_the_span_of_the_wider_one_is_in_each_format(form: str) -> None:
    out = " ".join(unescape(scan(form).out).replace("`", "").replace("</code>", "").split())

    assert _SPANS.get(form, _WIDE) in out


def test_sarif_has_it_as_a_place() -> None:
    result = json.loads(scan("sarif").out)["runs"][0]["results"][0]

    regions = [one["physicalLocation"]["region"] for one in result["relatedLocations"]]
    assert {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 1 + len(SENTENCE)} in regions


def test_an_ignore_of_the_narrow_one_leaves_the_wide_one(folder: Path) -> None:
    ignore = "<!-- privacy-gate: ignore[business/confidential-term] public since today -->"
    (folder / "prompts/a.md").write_text(f"{ignore}\n{SENTENCE}\n")

    assert scan("json").rules == ["business/take-over"]


TWICE = """
- id: business/{name}
  title: Sentence names a take-over
  severity: warning
  blocks: true
  mend: drop
  why: It is not public.
  remedy: Leave the sentence out.
  message: {message}
  patterns: ['(?P<match>In June [^\\n]{{1,200}})', '(?P<match>Harnwick [^\\n]{{1,200}})']
  hits: ["«In June we buy it»"]
  passes: ["Nothing."]
"""


def test_a_rule_says_the_same_of_a_place_once(folder: Path) -> None:
    rules = TWICE.format(name="take-over", message="sentence names a take-over")
    rules += TWICE.format(name="named", message="'{match} is not public'")
    (folder / "rules.yaml").write_text(rules)

    found = scan("json").data["findings"]

    assert [one["rule"] for one in found] == ["business/confidential-term"]
    said = [(one["rule"], one["start"]["column"]) for one in found[0]["also"] if one["rule"] != "business/wording"]
    assert said == [("business/named", 1), ("business/take-over", 1)]
