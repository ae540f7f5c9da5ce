"""Each format over one report, as golden output; hostile text reaches no terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from privacy_gate import __version__
from privacy_gate.model import Position, Severity
from privacy_gate.reporters import REPORTERS, reporter, text
from privacy_gate.reporters.style import ReportStyle
from tests.gate import GITHUB_TOKEN, gate
from tests.reports import finding, report
from tests.repository import shows_token

pytestmark = pytest.mark.usefixtures("folder")

LEAK = f"""\
As part of our user auth system, write a login.
token = "{GITHUB_TOKEN}"
Reach me at anna.keller@bluefin-logistics.io or on https://billing.corp.bluefin.internal/ :
\t日本語 then as part of our billing system, and a long line that goes on and on and on and on and on until it ends
"""


COMPACT = ("sarif", "gitlab", "rdjson")


def write(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        file = Path(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


@pytest.mark.parametrize("form", REPORTERS)
def test_golden(form: str, snapshot: SnapshotAssertion) -> None:
    write(
        {
            "prompts/a.md": LEAK.encode(),
            "prompts/clean.md": b"TASK: sort a list\n",
            "logo.png": bytes(range(256)),
            "privacy-gate.yaml": b"max_file_size: 5000\n",
            "prompts/large.md": b"x" * 6000,
        }
    )

    found = gate("scan", ".", "--format", form)

    assert found.code == 2
    assert not shows_token(found)
    out = json.dumps(found.data, indent=1, ensure_ascii=False) if form in COMPACT else found.out
    assert re.sub(rf"{re.escape(__version__)}|sha256-[\w+/=]+", "…", out) == snapshot
    assert found.err == snapshot


def test_json_has_all_keys_even_when_there_is_nothing() -> None:
    write({"a.md": b"x"})

    assert gate("scan", "a.md", "--format", "json").data == {
        "version": 1,
        "verdict": "send",
        "incomplete": False,
        "summary": {
            "files": 1,
            "error": 0,
            "warning": 0,
            "note": 0,
            "suppressed": 0,
            "baselined": 0,
            "baselined_by_detect_secrets": 0,
            "stale": 0,
            "diff": None,
        },
        "files": [],
        "findings": [],
        "stale": [],
        "skipped": [],
        "problems": [],
        "ignores": [],
        "audit": None,
    }


@pytest.mark.parametrize("form", [form for form in REPORTERS if form != "json"])
def test_a_terminal_never_receives_an_escape(form: str) -> None:
    hostile = "\x1b]0;owned\x07\x1b[2J\u202eour\u200b billing\x9b31m"
    write({"prompts/a\x1b[31m\nb\u202e.md": f"{hostile} as part of our user auth system {GITHUB_TOKEN}\n".encode()})

    found = gate("scan", "prompts", "--format", form)

    assert found.code == 1
    assert not set("\x1b\x07\x9b\u202e\u200b\r") & set(found.out + found.err)
    assert "\\x1b[31m\\nb" in found.out.replace("\\\\", "\\").replace("%1B", "\\x1b").replace("%5B", "[").replace(
        "%0A", "\\n"
    )


def test_a_path_that_is_not_utf_8_is_written_out() -> None:
    try:
        Path(b"prompts-\xff.prompt".decode("utf-8", "surrogateescape")).write_text(f"{GITHUB_TOKEN}\n")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")

    assert gate("scan", ".", "--format", "json").data["findings"][0]["path"] == "prompts-\\xff.prompt"
    assert "prompts-\\xff.prompt:1:1" in gate("scan", ".").out


def test_a_megabyte_line_is_cut_around_the_finding() -> None:
    write({"prompts/min.js": b"var a=1;" * 100_000 + f"k='{GITHUB_TOKEN}';".encode() + b"var b=2;" * 1000})

    found = gate("scan", "prompts")

    assert max(map(len, found.out.splitlines())) < 130
    assert "ghp_****" in found.out


@pytest.mark.parametrize(
    ("count", "severity", "verbose", "shown", "more"),
    [
        (3, Severity.NOTE, False, 3, ""),
        (4, Severity.NOTE, False, 1, "3 more of this rule in src/a.py, lines 2, 3, 4; --verbose shows each"),
        (
            30,
            Severity.NOTE,
            False,
            1,
            "29 more of this rule in src/a.py, lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 …;",
        ),
        (4, Severity.NOTE, True, 4, ""),
        (4, Severity.WARNING, False, 4, ""),
    ],
)
def test_notes_of_a_rule_in_a_file_stand_together(
    count: int, severity: Severity, verbose: bool, shown: int, more: str
) -> None:
    found = [finding("reads", severity, path="src/a.py", start=Position(at + 1, 1)) for at in range(count)]
    other = finding("reads", severity, path="src/b.py")

    out = text.render(report(*found, other), ReportStyle(colour=False, verbose=verbose))

    assert out.count("--> src/a.py") == shown
    assert out.count("--> src/b.py") == 1
    assert more in out
    assert ("more of this rule" in out) == bool(more)


@pytest.mark.parametrize("path", [":", " :", "::error", "##[add-mask]x"])
def test_a_name_begins_no_command_with_the_colon_behind_it(path: str) -> None:
    named = report(finding(path=path))

    assert REPORTERS["concise"]()(named, ReportStyle()).startswith("./")


def test_a_long_report_groups_findings_by_rule_and_file() -> None:
    found = [finding("odd", Severity.NOTE, path=f"src/a{at}.py", start=Position(7, 1)) for at in range(30)]
    found += [finding("bad", rule="secret/other", path="b.py", start=Position(at, 1)) for at in range(1, 22)]

    short = text.render(report(*found), ReportStyle())
    whole = text.render(report(*found), ReportStyle(verbose=True))

    lines = short.splitlines()
    assert lines[0] == "error[secret/other]: bad (21 findings in 1 file)"
    assert lines[1] == "  --> b.py: lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 …"
    assert "note[business/company-context]: odd (30 findings in 30 files)" in lines
    assert "  --> src/a0.py: line 7" in lines
    assert "  --> 10 more files" in lines
    assert "--verbose shows each finding" in short
    assert short.count("= why: ") == 2
    assert whole.count("--> ") == 51
    assert "grouped" not in whole


def test_fifty_findings_are_shown_one_by_one() -> None:
    found = [finding(path=f"a{at}.md") for at in range(50)]

    assert text.render(report(*found), ReportStyle()).count("--> a") == 50


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_statistics_count_by_rule_and_directory(form: str) -> None:
    paths = ("src/app/a/b.py", "src/app/c.py", "src/app/c.py", "top.md", "/var/x/y/z.md", "<stdin>")
    found = [finding(path=path) for path in paths] + [finding(rule="secret/other", path="docs/x.md")]

    out = reporter(form)(report(*found), ReportStyle(statistics=True, quiet=True))

    cells = [[cell.strip("`") for cell in re.split(r"\s{2,}|\s*\|\s*", line.strip("| "))] for line in out.splitlines()]
    if form == "text":
        assert [cell for cell in cells if len(cell) == 2] == [
            ["6", "business/company-context (error)"],
            ["1", "secret/other (error)"],
            ["3", "src/app/"],
            ["1", "./"],
            ["1", "/var/x/"],
            ["1", "<stdin>"],
            ["1", "docs/"],
        ]
    else:
        assert ["business/company-context", "error", "6"] in cells
        assert ["src/app/", "3"] in cells
