"""One function has one neutral name, whichever command names it first, and the answer to each of them comes back."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from tests.gate import gate
from tests.repository import Repository

SOURCE = '''\
def merge_halvard_rate_bands(halvard_bands: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merge halvard_bands that overlap.

    >>> merge_halvard_rate_bands([(1, 3), (2, 4)])
    [(1, 4)]
    """
    merged = []
    for start, end in sorted(halvard_bands):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
'''
NAME = "merge_halvard_rate_bands"
FUNCTION = f"src/bands.py:{NAME}"


pytestmark = pytest.mark.repository(
    {"src/bands.py": SOURCE, "privacy-gate.yaml": "keywords: [halvard]\n"},
    files={
        "prompts/code.md": f"Make this faster:\n\n```python\n{SOURCE}```\n",
        "prompts/mention.md": f"Why is `{NAME}([])` empty?\n",
    },
)


def _rename_map() -> str:
    renames = json.loads(gate("rename-map", "src/bands.py", "--format", "json").out)["renames"]
    return next((one["suggestion"] for one in renames if one["name"] == NAME), "")


def _new() -> str:
    Path("prompts/new.md").unlink(missing_ok=True)
    gate("new", "new", "--from-function", FUNCTION, "--with-docstring")
    found = re.search(r"`(\w+)\(", Path("prompts/new.md").read_text())
    return found[1] if found else ""


def _clean() -> str:
    found = re.search(r"def (\w+)", gate("clean", "prompts/code.md", "--quiet").out)
    return found[1] if found else ""


def _mention() -> str:
    found = re.search(r"`(\w+)\(", gate("clean", "prompts/mention.md", "--quiet").out)
    return found[1] if found else ""


@pytest.mark.parametrize("order", list(itertools.permutations([_rename_map, _new, _clean])))
def test_whichever_command_comes_first(order: tuple[object, ...], repository: Repository) -> None:
    names = {command() for command in order if callable(command)}

    assert len(names) == 1
    assert names == {_mention()}
    assert "halvard" not in names.pop()


def test_what_new_writes_is_restored_and_cleaned_again(repository: Repository) -> None:
    gate("new", "new", "--from-function", FUNCTION, "--with-docstring")
    text = Path("prompts/new.md").read_text()

    assert "halvard" not in text
    assert re.search(r"TESTS: `\w+\(\[\(1, 3\), \(2, 4\)\]\)` returns `\[\(1, 4\)\]`", text)
    assert NAME in gate("restore", "-", "--for", "prompts/new.md", stdin=text.encode()).out
    dropped = gate("clean", "prompts/new.md", "--drop-context", "--quiet")
    assert (dropped.code, dropped.out) == (0, text)


def test_what_rename_map_proposes_is_restored_by_no_prompt(repository: Repository) -> None:
    name = _rename_map()
    repository.write("prompts/other.md", "Sort [2, 1].\n")
    gate("clean", "prompts/other.md")

    assert gate("restore", "-", "--for", "prompts/other.md", stdin=name.encode()).out == name
    assert name in gate("map", "show").out
