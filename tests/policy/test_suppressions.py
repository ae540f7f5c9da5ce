"""Inline ignores: what they silence, what they do not, and what is said about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN, scan
from tests.repository import Repository

pytestmark = pytest.mark.usefixtures("folder")
REASON = "Write a login as part of our user auth system."


def test_an_ignore_with_a_reason_silences_its_line() -> None:
    found = scan(f"token = {GITHUB_TOKEN}  # privacy-gate: ignore[secret/github-token] made up\n", name="a.py")

    assert (found.code, found.rules, found.data["summary"]["suppressed"]) == (0, [], 1)


@pytest.mark.parametrize(
    "directive",
    [
        "# privacy-gate: ignore[secret/github-token] made up",
        "// privacy-gate: ignore[secret] made up",
        "<!-- privacy-gate: ignore[secret/github-token, business/figure] made up -->",
        "/* privacy-gate:ignore[secret/github-token] made up */",
        "-- privacy-gate: ignore[secret/github-token] made up",
        "; privacy-gate: ignore[secret/github-token] made up",
    ],
)
def test_an_ignore_alone_on_a_line_holds_for_the_next(directive: str) -> None:
    found = scan(f"{directive}\ntoken = {GITHUB_TOKEN}\n", name="a.txt")

    assert "secret/github-token" not in found.rules
    assert found.data["summary"]["suppressed"] == 1


def test_ignores_stack() -> None:
    text = (
        "# privacy-gate: ignore[secret/github-token] made up\n"
        "# privacy-gate: ignore[business/keyword] not this\n"
        f"token = {GITHUB_TOKEN}\n"
    )

    assert "secret/github-token" not in scan(text, name="a.py").rules


def test_it_does_not_reach_further() -> None:
    text = f"# privacy-gate: ignore[secret/github-token] made up\n\ntoken = {GITHUB_TOKEN}\n"

    assert "secret/github-token" in scan(text, name="a.py").rules


@pytest.mark.parametrize("directive", ["ignore[secret/github-token]", "ignore made up", "ignore[] made up"])
def test_without_a_reason_or_a_rule_it_silences_nothing_and_is_reported(directive: str) -> None:
    found = scan(f"token = {GITHUB_TOKEN}  # privacy-gate: {directive}\n", name="a.py")

    assert found.code == 1
    assert sorted(found.rules) == ["gate/ignore-without-reason", "secret/github-token"]


def test_an_ignore_that_silences_nothing_is_reported() -> None:
    found = scan("x = 1  # privacy-gate: ignore[secret/github-token] gone\n", name="a.py")

    assert found.rules == ["gate/unused-ignore"]
    assert found.code == 0


def test_it_is_not_judged_for_rules_that_did_not_run() -> None:
    found = scan("x = 1  # privacy-gate: ignore[business/figure] a figure\n", "--select", "secret,gate", name="a.py")

    assert found.rules == []


def test_a_name_that_no_rule_has_is_said_so() -> None:
    found = scan("x = 1  # privacy-gate: ignore[secret/githup-token] a typing error\n", name="a.py")

    assert "Unknown rule" in found.data["findings"][0]["message"]


def test_no_ignores_reports_everything() -> None:
    found = scan(
        f"token = {GITHUB_TOKEN}  # privacy-gate: ignore[secret/github-token] made up\n", "--no-ignores", name="a.py"
    )

    assert found.rules == ["secret/github-token"]


@pytest.mark.parametrize(
    "text",
    [
        f"token = {GITHUB_TOKEN}  # pragma: allowlist secret\n",
        f"token = {GITHUB_TOKEN}  # gitleaks:allow\n",
        f"# pragma: allowlist nextline secret\ntoken = {GITHUB_TOKEN}\n",
    ],
)
def test_other_scanners_pragmas_are_honoured_for_secrets(text: str) -> None:
    assert scan(text, name="a.py").rules == []


def test_they_are_not_honoured_for_anything_else() -> None:
    assert "business/company-context" in scan(f"{REASON} <!-- pragma: allowlist secret -->\n").rules


def test_what_a_silenced_finding_stood_for_comes_back_when_it_is_of_another_family() -> None:
    Path("privacy-gate.yaml").write_text(
        "keywords: [falcon]\nseverity: {business/keyword: error, internal/hostname: warning}\n"
    )
    text = "Use http://falcon.corp.internal/x now.\n"

    only = ("--ignore", "prompt,business/wording")
    both = scan(text, *only)
    silenced = scan(f"<!-- privacy-gate: ignore[business/keyword] public -->\n{text}", *only)

    assert both.rules == ["business/keyword"]
    assert [other["rule"] for other in both.data["findings"][0]["also"]] == ["internal/hostname"]
    assert silenced.rules == ["internal/hostname"]


def test_per_path_ignores_count_as_suppressed() -> None:
    Path("privacy-gate.yaml").write_text(
        "per_path:\n  - {paths: [fixtures/**], ignore: [secret], reason: made-up keys}\n"
    )

    found = scan(f"token = {GITHUB_TOKEN}\n", name="fixtures/a.py")

    assert (found.rules, found.data["summary"]["suppressed"]) == ([], 1)
    assert scan(f"token = {GITHUB_TOKEN}\n", name="src/a.py").rules == ["secret/github-token"]


def test_a_diff_judges_only_the_lines_it_adds(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    directive = "x = 1  # privacy-gate: ignore[secret/github-token] gone\n"
    repository.commit({"a.py": directive + "y = 1\n"})
    repository.stage("a.py", directive + "y = 2\n")

    assert repository.report("diff").rules == []
    assert repository.report("scan").rules == ["gate/unused-ignore"]


@pytest.mark.usefixtures("folder")
def test_a_mistyped_rule_is_answered_with_the_nearest() -> None:
    found = scan("Sort a list.  <!-- privacy-gate: ignore[internal/hostnme] our test host -->\n")

    messages = [one["message"] for one in found.data["findings"] if one["rule"] == "gate/unused-ignore"]
    assert messages == ["Unknown rule `internal/hostnme` in ignore, did you mean `internal/hostname`?"]
