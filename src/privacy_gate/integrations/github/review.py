"""Comments on the lines of a pull request's diff: the worst findings, each once.

GitHub rejects a whole review for one line outside the diff, and slows down accounts that write many comments.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from privacy_gate.base.text import plural
from privacy_gate.model import Report, Shown
from privacy_gate.reporters.markup import code, prose

MOST = 30
_MARKER = re.compile(r"<!-- privacy-gate ([0-9a-f]{32}(?:-[0-9]{1,6})?) -->")

Lines = Mapping[str, Collection[int]]
"""By path: the lines that a change added."""


def commented_fingerprints(bodies: Sequence[str]) -> set[str]:
    """Return the fingerprints of the findings that the comments are about."""
    return {found[1] for body in bodies for found in _MARKER.finditer(body)}


def wanted_comments(report: Report, added: Lines, known: Collection[str]) -> list[tuple[Shown, int]]:
    """Return the findings that need a comment, with the line for it.

    A finding that only an earlier commit has is on no line of the diff.
    """
    new = (one for one in report.worst_first() if one.origin is None and one.fingerprint not in known)
    placed = ((found, _line(found, added)) for found in new)
    return [(found, line) for found, line in placed if line is not None and _marker(found)]


def body(count: int, more: int) -> str:
    """Return the text of the review as a whole."""
    rest = f"; {plural(more, 'more')} in the job summary".replace("mores", "more") if more else ""
    return f"privacy-gate: {plural(count, 'finding')} in the added lines{rest}."


def comment(found: Shown, line: int) -> dict[str, Any]:
    """Return a comment in the form that GitHub's API expects."""
    text = (
        f"**{found.severity.label}** {code(found.rule)}: {prose(found.message)}\n\n"
        f"{''.join(f'Also {code(one.rule)}, {one.place}: {prose(one.message)}{chr(10) * 2}' for one in found.asides)}"
        f"Help: {prose(found.suggestion or found.remedy)}\n\nWhy: {prose(found.why, 1000)}\n\n{_marker(found)}"
    )
    return {"path": found.path, "line": line, "side": "RIGHT", "body": text}


def _line(found: Shown, added: Lines) -> int | None:
    lines = added.get(found.path, ())
    return next((line for line in range(found.start.line, found.end.line + 1) if line in lines), None)


def _marker(found: Shown) -> str:
    marker = f"<!-- privacy-gate {found.fingerprint} -->"
    return marker if _MARKER.fullmatch(marker) and found.path.isprintable() else ""
