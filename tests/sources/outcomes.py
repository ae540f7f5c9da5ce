"""What the tests of sources share."""

from __future__ import annotations

from typing import Any

from tests.gate import Outcome

LONG = "x = 1\n" * 20


def skipped(found: Outcome) -> dict[str, str]:
    return {item["path"]: item["reason"] for item in found.data["skipped"]}


def problems(found: Outcome) -> list[Any]:
    return [problem["path"] for problem in found.data["problems"]]
