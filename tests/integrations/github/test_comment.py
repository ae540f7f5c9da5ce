# ruff: noqa: E501  (tables of Markdown)
"""The text of the comment: within GitHub's limit, and nothing in it is anybody else's Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from privacy_gate.integrations.github import comment
from privacy_gate.model import (
    ChangeFigures,
    Exposure,
    FileFigures,
    JudgedFile,
    NewIgnore,
    Position,
    Problem,
    Related,
    Severity,
    Verdict,
)
from tests.integrations.github.server import PLACE
from tests.markup import HOSTILE, structure
from tests.reports import finding, hostile, report

LINE = "https://github.example/o/r/blob/" + "a" * 40
LONG = ["x", "`" * 5000, "ü" * 5000, "😀|" * 3000, "\udcff" * 3000, "a " * 3000, "a|`b " * 900]


def test_the_whole_text() -> None:
    found = report(
        finding('"as part of our system" puts it into your company', suggestion="state the function"),
        finding(
            "a name",
            Severity.NOTE,
            path="src/a b#?(1)|%.py",
            exposure=Exposure.INTERNAL,
            start=Position(12, 1),
            also=(),
        ),
        judged=(JudgedFile("prompts/a.md", Exposure.OUTBOUND, Verdict.REWRITE),),
    )

    assert (
        comment.text(found, PLACE)
        == f"""\
<!-- privacy-gate -->

### privacy-gate: 1 error and 1 note

Verdict on the prompts: **send**

- `prompts/a.md`: Rewrite before sending (`rewrite`)

|  | what | instead |
| --- | --- | --- |
|  | `prompts/a.md` | 1 error |
| **error** [line 3]({LINE}/prompts/a.md?plain=1#L3) | `as part of our system` puts it into your company (`business/company-context`); also `secret/other`, line 3, column 1 to line 4, column 2: `as part of our system` puts it into your company | state the function |
|  | `src/a b#?(1)\\x7c%.py` | 1 note |
| note [line 12]({LINE}/src/a%20b%23%3F%281%29%7C%25.py?plain=1#L12) | a name (`business/company-context`) | a name |

[Lines and reasons](https://github.example/o/r/pull/7/checks) are in the job summary. To suppress a false positive, add the comment `privacy-gate: ignore[RULE] the reason` to its line or the line before. In a prompt, ignores do not apply to secrets, personal data, never-send code, or errors set by a policy. `privacy-gate allow` allows a text once.
"""
    )


@pytest.mark.parametrize("family", ["secret", "personal"])
def test_no_ignore_is_advised_where_none_counts(family: str) -> None:
    outbound = finding("a value", rule=f"{family}/thing", also=())
    internal = replace(outbound, exposure=Exposure.INTERNAL)

    assert "ignore[RULE]" not in comment.text(report(outbound), PLACE)
    assert "`privacy-gate allow`" in comment.text(report(outbound), PLACE)
    assert "ignore[RULE]" in comment.text(report(internal), PLACE)
    assert "`privacy-gate allow`" not in comment.text(report(internal), PLACE)


@pytest.mark.parametrize("text", LONG)
@pytest.mark.parametrize("count", [1, 150])
def test_it_fits_whatever_is_found(text: str, count: int) -> None:
    findings = [finding(text, path=f"{text[:4000]}{number}") for number in range(count)]
    judged = tuple(JudgedFile(one.path, Exposure.OUTBOUND, Verdict.NEVER) for one in findings)

    full = report(*findings, problems=tuple([Problem(text, text)] * count), judged=judged)
    figures = ChangeFigures(tuple(FileFigures(one.path, 90, 5, 5, 5) for one in findings[:20]))
    ignores = tuple(NewIgnore(one.path, 1, ("business",), text) for one in findings)
    reminder = finding(text, Severity.NOTE, rule=comment.REMINDER)
    full = replace(full, findings=(*full.findings, reminder), change=figures, ignores=ignores)

    body = comment.text(full, PLACE)

    assert len(body.encode()) < 65_536
    assert body.startswith(comment.MARKER)
    assert body.endswith("allows a text once.\n")
    if count > 1:
        assert "more findings**: see the job summary." in body


def test_the_worst_come_first() -> None:
    notes = [finding("a note", Severity.NOTE, path=f"a{number}") for number in range(500)]

    body = comment.text(report(*notes, finding("an error", path="z")), PLACE)

    assert body.count("| **error** [line") == 1
    assert body.index("`z`") < body.index("`a0`")
    assert "**451 more findings**" in body


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    only_ours(text)


@given(st.text(st.sampled_from("`|\\<>[]()!@#*_~$&:/.\n\r \t-=+aA1é\u202e\x1b\udcff"), max_size=60))
def test_any_text_stays_text(text: str) -> None:
    only_ours(text)


def test_the_reminder_stands_by_its_bars_and_new_ignores_are_listed() -> None:
    words = "This diff adds 212 lines of core algorithm logic (`pricing/engine.py`). Verify this code is not destined."
    part = Related("a.py", Position(3, 1), "9 lines of new logic in `rate`")
    reminder = replace(finding(words, Severity.NOTE, rule=comment.REMINDER, path="pricing/engine.py"), related=(part,))
    change = ChangeFigures((FileFigures("pricing/engine.py", 212, 0, 0, 0), FileFigures("b.py", 0, 0, 0, 106)))
    ignores = (NewIgnore("prompts/a.md", 3, ("business",), "made up"),)

    body = comment.text(replace(report(reminder), change=change, ignores=ignores), PLACE)

    assert "**Remember.** This diff adds 212 lines of core algorithm logic" in body
    assert f"| `pricing/engine.py` | 212 | 0 | 0 | 0 | {'█' * 18} |" in body
    assert f"| `b.py` | 0 | 0 | 0 | 106 | {'░' * 9} |" in body
    assert "- `prompts/a.md:3` silences `business`: made up" in body
    assert f"- `a.py`, [line 3]({LINE}/a.py?plain=1#L3): 9 lines of new logic in `rate`" in body
    assert "|  | what | instead |" not in body


def test_new_ignores_alone_are_worth_a_comment() -> None:
    assert comment.says_something(replace(report(), ignores=(NewIgnore("a", 1, ("business",), "why"),)))
    assert not comment.says_something(report())


def only_ours(text: str) -> None:
    full = replace(
        hostile(text),
        findings=(*hostile(text).findings, finding(text, Severity.NOTE, rule=comment.REMINDER, path=text)),
        change=ChangeFigures((FileFigures(text, 9, 0, 0, 0),)),
        ignores=(NewIgnore(text, 1, ("business",), text),),
    )
    found = structure(comment.text(full, PLACE))

    assert found.links == [f"{LINE}/"] * 4 + ["https://github.example/o/r/pull/7/checks"]
    assert found.html == ["<!-- privacy-gate -->\n"]
    assert found.rows == [3] * 5 + [6] * 2
    assert found.headings == 1
    assert not [one for one in found.foreign if one.strip("█░")]
