"""Find stand-ins in a file of the repository. They come from an assistant's answer that was not restored."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from privacy_gate.base.text import one_line
from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.protocol import Context, LeftStandIn
from privacy_gate.model import Document, Exposure, Finding, Severity
from privacy_gate.rules import Rule


def check(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield a finding for each stand-in, at its first place in scope.

    The suggestion is the command that restores it.
    """
    rules = [rule for rule in rules if rule.level(document.exposure) is not Severity.OFF]
    if not rules or context.stand_ins is None or document.exposure is Exposure.OUTBOUND:
        return
    seen: set[str] = set()
    for left in context.stand_ins.find(document.text):
        said = document.text[left.start : left.end]
        if said in seen or not document.in_scope(left.start, left.end):
            continue
        seen.add(said)
        for rule in rules:
            yield build_finding(
                rule,
                document,
                left.start,
                left.end,
                _describe(said, left),
                suggestion=_advise(document.path, left) or rule.suggestion,
                identity=said,
            )


def _describe(said: str, left: LeftStandIn) -> str:
    if not left.restored_by:
        return f"`{said}` looks like a placeholder of `privacy-gate clean`, and the map does not contain it"
    return f"`{said}` stands for a name or value that was removed from {one_line(left.restored_by)}"


def _advise(path: str, left: LeftStandIn) -> str | None:
    if not left.restored_by:
        return None
    words = ["privacy-gate", "restore", one_line(path), "--for", one_line(left.restored_by), "--in-place"]
    return f"Run `{shlex.join(words + ['--secrets'] * left.secret)}`, and stage the file again"
