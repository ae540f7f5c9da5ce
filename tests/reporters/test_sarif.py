"""SARIF by its schema and within GitHub's limits, and the forms of other services."""

from __future__ import annotations

import gzip
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace
from sarif.loader import load_sarif_file

from privacy_gate.model import Excerpt, Exposure, Position, Problem, Report, Severity
from privacy_gate.reporters import gitlab, junit, rdjson, sarif
from privacy_gate.reporters.style import ReportStyle
from tests.gate import GITHUB_TOKEN
from tests.markup import HOSTILE
from tests.reports import finding, hostile, report
from tests.repository import Repository

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALID = jsonschema.Draft4Validator(SCHEMA)


def run_of(found: Report) -> dict[str, Any]:
    data = json.loads(sarif.render(found, ReportStyle()))
    VALID.validate(data)
    (run,) = data["runs"]
    assert isinstance(run, dict)
    return run


MIXED = report(
    finding("a note", Severity.NOTE, rule="identifier/descriptive", exposure=Exposure.INTERNAL, fingerprint="cc-2"),
    finding("an error", path="src/a b#ü.py", start=Position(12, 3), end=Position(13, 1), fingerprint="ab"),
    finding("a warning", Severity.WARNING),
    problems=(Problem("big.md", "too large"),),
)


def test_what_code_scanning_needs() -> None:
    run = run_of(MIXED)

    worst, *_, note = run["results"]
    (place,) = worst["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "src/a%20b%23%C3%BC.py"},
        "region": {"startLine": 12, "startColumn": 3, "endLine": 13, "endColumn": 1},
    }
    assert [one["level"] for one in run["results"]] == ["error", "warning", "note"]
    assert worst["partialFingerprints"] == {"primaryLocationLineHash": "ab:1"}
    assert note["partialFingerprints"] == {"primaryLocationLineHash": "cc:3"}
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == [one["ruleId"] for one in run["results"]]
    assert all(
        rule["help"]["text"] and rule["help"]["markdown"] and len(rule["properties"]["tags"]) < 11 for rule in rules
    )
    assert rules[0]["properties"]["security-severity"] == "8.0"
    assert "snippet" not in json.dumps(run)
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "too large" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_nothing_found_is_valid() -> None:
    run = run_of(report())

    assert (run["results"], run["invocations"][0]["executionSuccessful"]) == ([], True)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_link_and_no_key(text: str) -> None:
    found = hostile(text)
    run = run_of(found)

    assert not any("](" in one["message"]["text"] for one in run["results"])
    assert len(run["results"]) == len(json.loads(gitlab.render(found, ReportStyle()))) - 1 == 3
    assert len(json.loads(rdjson.render(found, ReportStyle()))["diagnostics"]) == 4
    cases = ET.fromstring(junit.render(found, ReportStyle())).findall(".//testcase")  # noqa: S314  (it is our own)
    assert len(cases) == 4


def test_githubs_limits_hold_at_any_number_of_findings() -> None:
    one = finding("a name " * 200, path="p" * 90, related=())
    many = [replace(one, fingerprint=f"{number:032x}") for number in range(6_000)]

    text = sarif.render(report(*many), ReportStyle())

    run = json.loads(text)["runs"][0]
    assert len(run["results"]) == 5_000
    assert len(gzip.compress(text.encode(), 1)) < 10_000_000
    assert run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"].startswith("1,000 more findings")


def test_another_program_reads_it(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "work")
    leak = f"As part of our user auth system, write a login.\ntoken = '{GITHUB_TOKEN}'\n"
    repository.write("prompts/a.md", leak)

    done = repository.gate("scan", ".", "--output", "sarif=out.sarif", "--format", "json")

    file = repository.root / "out.sarif"
    read = load_sarif_file(str(file))
    assert read.get_distinct_tool_names() == ["privacy-gate"]
    assert read.get_result_count() == len(done.data["findings"])
    assert read.get_report().get_issue_count_for_severity("error") == done.data["summary"]["error"] == 2
    records = read.get_records()
    assert {(one["Location"], one["Line"]) for one in records if one["Severity"] == "error"} == {
        ("prompts/a.md", 1),
        ("prompts/a.md", 2),
    }
    secret = GITHUB_TOKEN.removeprefix("ghp_")
    assert not any(secret[at : at + 8] in file.read_text() for at in range(len(secret) - 7))


def test_issues_of_code_quality_are_told_apart() -> None:
    issues = json.loads(gitlab.render(MIXED, ReportStyle()))

    assert [one["severity"] for one in issues] == ["blocker", "critical", "major", "info"]
    assert all(
        one.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        and one["location"]["lines"]["begin"] >= 1
        for one in issues
    )
    assert len({one["fingerprint"] for one in issues}) == len(issues)


@pytest.mark.parametrize(
    ("excerpt", "has_columns"),
    [(Excerpt("abcd name", 5, 9), True), (Excerpt("äbcd name", 5, 9), False), (Excerpt("cd name", 3, 7), False)],
)
def test_columns_for_reviewdog_are_bytes_or_none(excerpt: Excerpt, has_columns: bool) -> None:
    (found,) = json.loads(rdjson.render(report(finding(excerpt=excerpt)), ReportStyle()))["diagnostics"]

    assert ("column" in found["location"]["range"]["start"]) is has_columns
    assert found["location"]["range"]["start"]["line"] == 3


def test_a_clean_run_is_a_test_that_passes() -> None:
    (case,) = ET.fromstring(junit.render(report(), ReportStyle())).findall(".//testcase")  # noqa: S314  (it is our own)

    assert list(case) == []
