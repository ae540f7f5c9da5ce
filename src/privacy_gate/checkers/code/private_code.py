"""Find code of this repository, or of the organisation's other repositories, in an outbound text.

Indexes of the code find it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Exposure, Finding, Position, Related, Severity
from privacy_gate.rules import Rule

if TYPE_CHECKING:
    from privacy_gate.index.code_index import Code
    from privacy_gate.index.evidence import Match

_SEVERITIES = {1: Severity.NOTE, 2: Severity.WARNING, 3: Severity.ERROR}
_VERBS = {1: ("may match", "may match"), 2: ("resembles", "resemble"), 3: ("matches", "match")}


def check(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield a finding for each file whose code the text contains.

    Rules with the option `never_send` report never-send code. Rules with the option `organisation` report code of other
    repositories. All other rules report the rest.
    """
    wanted = [rule for rule in rules if rule.level(document.exposure) is not Severity.OFF]
    if not wanted or document.exposure is not Exposure.OUTBOUND or context.code is None:
        return
    found: list[tuple[int, int, str]] = []
    for match in _matches(document, context.code, context):
        start, end = document.line_span(match.prompt[0])[0], document.line_span(match.prompt[1])[1]
        known = any(path == match.path and first < end and start < last for first, last, path in found)
        if known or not document.in_scope(start, end):
            continue
        for rule in wanted:
            if _reports(rule, match):
                yield _finding(document, rule, match, start, end)
        found.append((start, end, match.path))


def _matches(document: Document, code: Code, context: Context) -> Iterator[Match]:
    """Yield the matches in a text and in its views, in which disguised text is decoded."""
    yield from code.matches(document.text)
    for view in context.whole(document):
        if view.alike:
            read = Document(document.path, view.text, document.exposure)
            for match in code.matches(view.text):
                start, end = view.place(read.line_span(match.prompt[0])[0], read.line_span(match.prompt[1])[1])
                yield replace(match, prompt=(document.line_at(start), document.line_at(max(start, end - 1))))


def _reports(rule: Rule, match: Match) -> bool:
    if rule.options.get("never_send"):
        return match.never_send
    return not match.never_send and bool(rule.options.get("organisation")) == bool(match.repository)


def _finding(document: Document, rule: Rule, match: Match, start: int, end: int) -> Finding:
    here, place = _lines(match.prompt), _place(match)
    ours = f"{place}, {_lines(match.source)}" if match.path else f"code in the repository {place}"
    one_line = match.prompt[0] == match.prompt[1]
    if match.never_send:
        message = f"{here} {'matches' if one_line else 'match'} {ours}, a never-send file"
    else:
        verb = _VERBS[match.strength][0 if one_line else 1]
        message = f"{here} {verb} {ours}{' (with other names)' if match.renaming else ''}"
    what = f"the matching code, {_lines(match.source)}" if match.path else "the repository that contains this code"
    return build_finding(
        rule,
        document,
        start,
        end,
        message[0].upper() + message[1:],
        related=(Related(place, Position(max(1, match.source[0]), 1), what),),
        at_most=Severity.ERROR if match.never_send else _SEVERITIES[match.strength],
        identity=f"{place} {match.least:016x}",
    )


def _place(match: Match) -> str:
    """Return the path of a file of this repository, or `repository:path` for a file of another one."""
    if not match.repository:
        return match.path
    return f"{match.repository}:{match.path}" if match.path else match.repository


def _lines(lines: tuple[int, int]) -> str:
    first, last = lines
    return f"line {first}" if first == last else f"lines {first} to {last}"
