"""Code of this repository in a text that goes out, as the private index finds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from privacy_gate.checkers.patterns import Context
from privacy_gate.model import Document, Exposure, Finding, Position, Related, Severity
from privacy_gate.ruleset import Rule

if TYPE_CHECKING:
    from privacy_gate.index.query import Match

_SEVERITIES = {1: Severity.NOTE, 2: Severity.WARNING, 3: Severity.ERROR}
_HOW_SURE = {1: "may be from", 2: "is like", 3: "is from"}


def check(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """A finding for each place of the repository that the text holds code of.

    A rule with the option `never_send` reports code that is marked as never to be sent, the others the rest.
    """
    wanted = [rule for rule in rules if rule.level(document.exposure) is not Severity.OFF]
    if not wanted or document.exposure is not Exposure.OUTBOUND or context.code is None:
        return
    for match in context.code.matches(document.text):
        start, end = document.line_span(match.prompt[0])[0], document.line_span(match.prompt[1])[1]
        if document.in_scope(start, end):
            for rule in wanted:
                if bool(rule.options.get("never_send")) == match.never_send:
                    yield _finding(document, rule, match, start, end)


def _finding(document: Document, rule: Rule, match: Match, start: int, end: int) -> Finding:
    ours = f"{match.path}, {_lines(match.source)}"
    here = _lines(match.prompt)
    if match.never_send:
        message = f"{here} of this text: {ours}, a file that never leaves"
    else:
        changed = ", with other names" if match.renaming else ""
        message = f"{here} of this text: {_HOW_SURE[match.strength]} {ours}{changed}"
    return Finding(
        rule=rule.id,
        path=document.path,
        exposure=document.exposure,
        start=start,
        end=end,
        message=message[0].upper() + message[1:],
        suggestion=rule.suggestion,
        related=(Related(match.path, Position(match.source[0], 1), f"the code in question, {_lines(match.source)}"),),
        at_most=Severity.ERROR if match.never_send else _SEVERITIES[match.strength],
        identity=f"{match.path} {match.least:016x}",
    )


def _lines(lines: tuple[int, int]) -> str:
    first, last = lines
    return f"line {first}" if first == last else f"lines {first} to {last}"
