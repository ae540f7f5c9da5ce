"""A report that a run without rights left: read as the hostile text that it may be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from privacy_gate.base.errors import GateError
from privacy_gate.integrations.github import comment, handover
from privacy_gate.model import ChangeFigures, Exposure, FileFigures, JudgedFile, NewIgnore, Problem, Verdict
from tests.integrations.github.server import PLACE
from tests.markup import HOSTILE
from tests.reports import finding, hostile, report

FULL = replace(
    report(
        finding(check=b"a digest of a secret"),
        problems=(Problem("b\udcff.md", "too large"),),
        judged=(JudgedFile("prompts/a.md", Exposure.OUTBOUND, Verdict.NEVER, content=b"a digest of a text"),),
    ),
    change=ChangeFigures((FileFigures("a.py", 1, 2, 3, 4),), score=1.5),
    ignores=(NewIgnore("a", 1, ("business",), "why"),),
)


def there_and_back(tmp_path: Path, what: Any) -> handover.Handover:
    file = tmp_path / "report.json"
    file.write_text(what if isinstance(what, str) else handover.write(7, what))
    return handover.read(file)


def test_it_comes_back_without_what_a_value_could_be_guessed_from(tmp_path: Path) -> None:
    back = there_and_back(tmp_path, FULL)

    assert "digest" not in (tmp_path / "report.json").read_text()
    assert back.number == 7
    assert comment.text(back.report, PLACE) == comment.text(FULL, PLACE)


@pytest.mark.parametrize("text", HOSTILE[::4])
def test_any_text_comes_back(tmp_path: Path, text: str) -> None:
    assert there_and_back(tmp_path, hostile(text)).report == hostile(text)


GOOD = json.loads(handover.write(7, report(finding())))


def changed(**more: Any) -> str:
    return json.dumps({**GOOD, "report": {**GOOD["report"], "findings": [{**GOOD["report"]["findings"][0], **more}]}})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "[" * 100_000,
        "null",
        "{}",
        json.dumps({**GOOD, "number": "7"}),
        json.dumps({**GOOD, "more": 1}),
        json.dumps({**GOOD, "number": 10**30}),
        json.dumps({**GOOD, "number": 1}).replace('"files": 1', '"files": NaN'),
        json.dumps({**GOOD, "report": {**GOOD["report"], "findings": [{}]}}),
        json.dumps({**GOOD, "report": {**GOOD["report"], "verdict": "</b>"}}),
        changed(rule="secret/\x1b[31m"),
        changed(rule="secret/a\nb"),
        changed(severity=0),
        changed(origin={"commit": "a) [x](https://evil.example", "date": "", "author": "", "subject": "", "now": []}),
        changed(start={"line": 0, "column": 1}),
        changed(also=[{"rule": "::error::", "severity": 3, "message": "x"}]),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(GateError, match="was not written by the Action"):
        there_and_back(tmp_path, text)


def test_one_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GateError, match="cannot read the report from the other workflow"):
        handover.read(tmp_path / "none.json")
