"""What the judge of wording leaves alone in a prompt: comments for the gate, and code without a fence."""

from __future__ import annotations

import pytest

from tests.gate import scan

CODE = """\
Make this faster:

def weigh(rows, bias):
    total = bias * len(rows)
    for row in rows[1:]:
        total += row.score(bias, floor=0.2)
    return round(total, 2)
"""


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "text",
    [
        CODE,
        "# privacy-gate: ignore[internal/hostname] our billing system runs here for the customers of the bank\n",
        "<!-- privacy-gate: ignore[internal/hostname] our billing system of the bank's customers -->\nSort a list.\n",
    ],
)
def test_code_without_a_fence_and_comments_for_the_gate_are_no_prose(text: str) -> None:
    found = scan(text, "--select", "business/wording")

    assert found.rules == []


@pytest.mark.usefixtures("folder")
def test_a_sentence_is_still_judged_beside_code() -> None:
    found = scan(
        CODE
        + "\nWe need it for the claims department, because our insurance rejects risky customers since the merger.\n",
        "--select",
        "business/wording",
    )

    assert "business/wording" in found.rules
