"""Count findings by rule and by directory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from privacy_gate.base.text import one_line
from privacy_gate.model import Shown

MOST_LISTED = 100
_LEVELS = 2  # depth of directories


def count_rules(findings: Sequence[Shown]) -> list[tuple[str, str, int]]:
    """Return rules with their severity and number of findings, the most frequent first."""
    counts = Counter((found.rule, found.severity.label) for found in findings)
    return [(rule, label, count) for (rule, label), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]


def count_directories(findings: Sequence[Shown]) -> list[tuple[str, int]]:
    """Return directories, at most two levels deep, with their number of findings, the most first."""
    counts = Counter(_directory(found.path) for found in findings)
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def lines(findings: Sequence[Shown]) -> list[str]:
    """Return both tables, for people."""
    if not findings:
        return []
    rules, directories = count_rules(findings), count_directories(findings)
    width = len(str(max(rules[0][2], directories[0][1])))
    out = [f"{count:>{width}}  {rule} ({label})" for rule, label, count in rules]
    out += ["", *(f"{count:>{width}}  {one_line(name)}" for name, count in directories[:MOST_LISTED])]
    if (left := len(directories) - MOST_LISTED) > 0:
        out.append(f"{'':>{width}}  {left:,} more {'directory' if left == 1 else 'directories'}")
    return [*out, ""]


def _directory(path: str) -> str:
    if path.startswith("<"):  # standard input or commit messages
        return path.split("/", maxsplit=1)[0]
    parents = PurePosixPath(path).parts[:-1]
    return f"{PurePosixPath(*parents[: _LEVELS + path.startswith('/')])}/"
