"""`privacy-gate rename-map`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.gate import gate
from tests.repository import Repository


@pytest.fixture(autouse=True)
def own_map(folder: Path) -> Repository:
    """A map of its own."""
    return Repository(folder)


CODE = "class BakeryOvenShiftReport:\n    def pay(self, tenant_arrears):\n        return tenant_arrears\n"


def test_a_table(folder: Path) -> None:
    (folder / "bonus.py").write_text(CODE)

    shown = gate("rename-map", "bonus.py")

    assert shown.code == 0
    assert [line.split() for line in shown.out.splitlines()] == [
        ["BakeryOvenShiftReport", "→", "Report2", "(line", "1)"],
        ["tenant_arrears", "→", "values_2", "(line", "2)"],
    ]


def test_json(folder: Path) -> None:
    (folder / "bonus.py").write_text(CODE)

    shown = json.loads(gate("rename-map", "bonus.py", "--format", "json").out)

    assert (shown["version"], shown["path"]) == (1, "bonus.py")
    assert shown["renames"][0] == {
        "name": "BakeryOvenShiftReport", "suggestion": "Report2", "line": 1, "severity": "warning",
    }  # fmt: skip


def test_the_same_name_is_called_the_same_in_every_file(folder: Path) -> None:
    (folder / "a.py").write_text(CODE)
    (folder / "b.kt").write_text("fun pay(x: BakeryOvenShiftReport) = x\nclass BakeryOvenShiftReport\n")

    found = [json.loads(gate("rename-map", file, "--format", "json").out)["renames"] for file in ("a.py", "b.kt")]

    assert {one["suggestion"] for each in found for one in each if one["name"] == "BakeryOvenShiftReport"} == {
        "Report2"
    }


def test_nothing_to_rename(folder: Path) -> None:
    (folder / "plain.py").write_text("def read_file(path):\n    return path\n")

    shown = gate("rename-map", "plain.py")

    assert (shown.code, shown.out) == (0, "no revealing names in plain.py\n")


@pytest.mark.parametrize("path", ["nowhere.py", "."])
def test_what_is_no_file(path: str) -> None:
    assert gate("rename-map", path).code == 2
