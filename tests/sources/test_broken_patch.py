"""Patches that cannot be read as they should: what they add is judged, and that they are broken is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from privacy_gate.config import Config
from privacy_gate.model import Blob, Exposure, Problem
from privacy_gate.sources import patch
from privacy_gate.sources.files import Tree
from tests.gate import GITHUB_TOKEN, gate
from tests.repository import Repository

HEAD = "--- a/src/a.py\n+++ b/src/a.py\n"


def added(text: str) -> tuple[dict[str, dict[int, str]], list[str]]:
    """The added lines by file and number, and what is said to be wrong."""
    items = list(patch.read(text.encode(), "x.patch", Tree(Path(), None, Config())).items)
    lines = {
        item.path: {number: item.data.decode().split("\n")[number - 1] for number in sorted(item.added or ())}
        for item in items
        if isinstance(item, Blob)
    }
    return lines, [item.message for item in items if isinstance(item, Problem)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEAD}@@ -1,9 +1,9 @@\n one\n+two\n three\n", {"src/a.py": {2: "two"}}),
        (f"{HEAD}@@ -1 +1,2 @@\n one\n+two\n+three\n", {"src/a.py": {2: "two", 3: "three"}}),
        (f"{HEAD}@@ -5 +5 @@\n+two\n+three\n@@ -2 +2 @@\n+four\n", {"src/a.py": {5: "two", 6: "three", 7: "four"}}),
        (f"{HEAD}+two\n", {"src/a.py": {1: "two"}}),
        ("@@ -1 +1,2 @@\n one\n+two\n", {"x.patch": {2: "two"}}),
        ('--- a/x\n+++ "b/\\303\\244.md"\n@@ -1 +1,9 @@\n+two\n', {"ä.md": {1: "two"}}),
        (f"{HEAD}@@ -1,2 +999999999,1 @@\n+two\n", {"src/a.py": {100_001: "two"}}),
        (f"{HEAD}@@ -1 +{'9' * 5000} @@\n+two\n", {"src/a.py": {100_001: "two"}}),
        (f"{HEAD}@@@ -1,2 -1,2 +1,3 @@@\n  one\n++two\n", {"src/a.py": {2: "+two"}}),
        # two hunks at one place: the second one's lines are not those that its header says
        (f"{HEAD}@@ -1 +1,2 @@\n one\n+two\n@@ -1 +1,2 @@\n one\n+three\n", {"src/a.py": {2: "two", 4: "three"}}),
        ("+++ /dev/tty\n", {"x.patch": {1: "++ /dev/tty"}}),
        # to unidiff a carriage return is a whole line, and what stands behind it is gone with the line's end
        (f"{HEAD}@@ -1,2 +1,3 @@\n\rone\n+two\n three\n", {"src/a.py": {1: "two"}}),
    ],
)
def test_every_added_line_is_there_and_something_is_said(text: str, expected: dict[str, dict[int, str]]) -> None:
    lines, problems = added(text)

    assert lines == expected
    assert len(problems) == 1


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("counts", ["-1,9 +1,9", "-1 +1", "-0,0 +1,0"])
def test_a_secret_in_a_short_hunk_is_found(counts: str) -> None:
    broken = f"{HEAD}@@ {counts} @@\n one\n+x = '{GITHUB_TOKEN}'\n".encode()

    found = gate("diff", "--patch", "-", "--format", "json", stdin=broken)

    assert found.code == 2
    assert [(one["path"], one["rule"], one["start"]) for one in found.data["findings"]] == [
        ("src/a.py", "secret/github-token", {"line": 2, "column": 6})
    ]
    assert found.data["problems"]


@pytest.mark.parametrize(
    ("name", "path"),
    [(b'"b/\\303\\244\\t.md"', "\u00e4\t.md"), (b'"b/\\9\xb2.md"', "9\udcb2.md"), (b'"b/a\\\xb6.md"', "a\udcb6.md"),
     (b'"b/\xc2\xb2\\\xc2\xb2"', "\u00b2\u00b2")],
)  # fmt: skip
def test_escapes_in_a_path(name: bytes, path: str) -> None:
    data = b"diff --git " + name.replace(b"b/", b"a/") + b" " + name + b"\n--- /dev/null\n+++ " + name
    (blob,) = patch.read(data + b"\n@@ -0,0 +1 @@\n+x\n", "x.patch", Tree(Path(), None, Config())).items

    assert blob.path == path


@pytest.mark.parametrize("context", [0, 1, 3])
def test_hunks_that_only_remove_overlap_nothing(context: int, tmp_path: Path) -> None:
    made = Repository(tmp_path)
    made.commit({"a": "".join(f"{n}\n" for n in range(12))})
    made.write("a", "0\n2\nnew\n4\n5\n6\n9\n10\n")
    written = made.git("diff", f"-U{context}")

    lines, problems = added(written)

    assert problems == []
    assert list(lines["a"].values()) == ["new"]


def test_a_patch_in_good_order_is_read_as_ever() -> None:
    assert added(f"{HEAD}@@ -1 +1,2 @@\n one\n+two\n") == ({"src/a.py": {2: "two"}}, [])
    assert list(patch.read(b"", "x", Tree(Path(), None, Config(), Exposure.INTERNAL)).items) == []


def test_no_added_line_is_lost_by_a_hunk_that_begins_at_line_0() -> None:
    patch = f"--- a/p.py\n+++ b/p.py\n@@ -1,2 +0,3 @@\n a\n+t = '{GITHUB_TOKEN}'\n c\n"

    found = gate("diff", "--patch", "-", "--no-index", stdin=patch.encode())

    assert found.code == 2
    assert "a hunk starts at line 0" in found.out + found.err
