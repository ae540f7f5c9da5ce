"""Workflow commands as GitHub's runner reads them, and the job summary."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.model import Exposure, Position, Problem, Report, Severity
from privacy_gate.reporters import github, markdown
from privacy_gate.reporters.style import ReportStyle
from tests.markup import HOSTILE, structure
from tests.reports import finding, hostile, report

Command = tuple[str, dict[str, str], str]
ANY = st.text(st.sampled_from("`|\\<>[]()!@#*_~$&:,%/.\n\r \t-=+aA1é\u202e\x1b\x85\u2028\udcff"), max_size=60)


def commands(found: Report) -> list[Command]:
    """The commands that a runner takes from the output, decoded as it does (actions/runner, ActionCommand.cs)."""
    out = github.render(found, ReportStyle())
    read = []
    for line in re.split(r"\r\n|\r|\n", out.removesuffix("\n")) if out else []:
        match = re.fullmatch(r"::(\w+) ([^\n]*?)::(.*)", line)
        assert match, line
        given = dict(part.split("=", 1) for part in match[2].split(","))
        properties = {name: unescaped(in_property(value)) for name, value in given.items()}
        read.append((match[1], properties, unescaped(match[3])))
    return read


def in_property(value: str) -> str:
    return value.replace("%3A", ":").replace("%2C", ",")


def unescaped(text: str) -> str:
    return text.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")


def test_what_a_runner_reads() -> None:
    found = report(
        finding("50%: a, b", Severity.NOTE, path="src/a,b:c%0A.py", start=Position(1, 1), end=Position(2, 3)),
        problems=(Problem("big.md", "too large"),),
    )

    assert commands(found) == [
        ("error", {"file": "big.md", "title": "privacy-gate"}, "could not be checked: too large"),
        (
            "notice",
            {"file": "src/a,b:c%0A.py", "line": "1", "endLine": "2", "title": "business/company-context"},
            (
                "50%: a, b\nAlso secret/other, line 3, column 1 to line 4, column 2: 50%: a, b\nHelp: 50%: a, b\n"
                "50%: a, b"
            ),
        ),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_command(text: str) -> None:
    only_ours(text)


@given(ANY)
def test_any_text_is_no_command(text: str) -> None:
    only_ours(text)


def only_ours(text: str) -> None:
    read = commands(hostile(text))

    assert [level for level, _, _ in read] == ["error", "error", "warning", "notice"]
    assert all(set(given) <= {"file", "line", "endLine", "col", "endColumn", "title"} for _, given, _ in read)
    assert not any("##[" in message for _, _, message in read)
    assert github.render(hostile(text), ReportStyle()).replace("\n", "").isprintable()


def test_ten_of_a_level_and_the_worst_first() -> None:
    inside = [finding(severity=level, exposure=Exposure.INTERNAL, path="in") for level in list(Severity)[1:] * 30]
    outbound = [finding(severity=Severity.WARNING, path="out")] * 2

    read = commands(report(*inside, *outbound, problems=(Problem("p", "gone"),)))

    assert [level for level, _, _ in read] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert read[0][1]["file"] == "p"
    assert [given.get("file") for _, given, _ in read[10:13]] == ["out", "out", "in"]
    assert [message for _, _, message in read[9::10]] == [
        "22 errors more, see the job summary",
        "23 warnings more, see the job summary",
        "21 notices more, see the job summary",
    ]


def test_the_rest_is_counted_with_a_link() -> None:
    many = report(*[finding(severity=Severity.NOTE)] * 20)

    said = github.commands(many, "see the job summary: https://github.example/o/r/actions/runs/1").splitlines()

    assert len(said) == 10
    assert said[-1].endswith("::11 notices more, see the job summary: https://github.example/o/r/actions/runs/1")


@pytest.mark.parametrize("text", ["x" * 9000, "%" * 9000, "é\n" * 9000])
def test_a_message_is_cut_where_github_would(text: str) -> None:
    assert all(len(message) <= 4096 for _, _, message in commands(hostile(text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_the_summary(text: str) -> None:
    same_as_harmless(text)


@given(ANY)
def test_any_text_stays_text_in_the_summary(text: str) -> None:
    same_as_harmless(text)


def same_as_harmless(text: str) -> None:
    found = structure(markdown.render(hostile(text), ReportStyle(verbose=True, statistics=True)))

    assert found.links == found.html == found.foreign == []
    assert found.rows == [3] * 4 + [2] * 2
    assert found.headings == 5


@pytest.mark.parametrize("text", ["`" * 5000, "é|" * 9000, "\udcff" * 5000])
def test_the_summary_stays_below_a_mebibyte(text: str) -> None:
    found = [finding(text, path=f"{text[:4000]}{number}") for number in range(3000)]

    shown = markdown.render(report(*found, problems=tuple([Problem(text, text)] * 3000)), ReportStyle(statistics=True))

    assert len(shown.encode()) < 1_048_576
    assert "more findings** not shown." in shown


def test_quiet_is_a_headline() -> None:
    assert (
        markdown.render(report(finding()), ReportStyle(quiet=True)) == "## privacy-gate: 1 error\n\n1 file checked.\n"
    )


@pytest.mark.parametrize("text", ["@octocat", "o/r#1", "see x.y", "<b>", "https://x", "1234567", "a*b", "a|b"])
def test_the_tests_would_notice(text: str) -> None:
    assert structure(f"words {text} words").foreign or structure(f"words {text} words").html
