"""Decide whether a change adds much new core logic, and whether added code is already in a prompt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from privacy_gate.base.language_table import weighed_language
from privacy_gate.base.text import plural
from privacy_gate.model import (
    Change,
    ChangeFigures,
    Compared,
    Document,
    Exposure,
    FileFigures,
    Finding,
    LogicPart,
    Measured,
    Position,
    Related,
    Severity,
)
from privacy_gate.rules import Rule

if TYPE_CHECKING:
    from privacy_gate.checkers.protocol import Context

_NAMED = 3  # files that the reminder names
_MOST_PARTS = 5
_LEAST_PART = 3.0  # minimum score of a function that is named
LEAST = 15
"""The minimum number of added lines of code. A smaller change is neither weighed nor compared with prompts."""


def check(change: Change, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield a reminder for a change with enough new logic.

    Its place is the function with the most new logic. The other functions are listed as related places.
    """
    measured = context.measure(change)
    documents = {document.path: document for document in change.documents}
    for rule in rules:
        if measured is None or rule.level(Exposure.INTERNAL) is Severity.OFF or not is_much(measured, rule):
            continue
        parts = [part for part in measured.parts if part.score >= _LEAST_PART][:_MOST_PARTS] or measured.parts[:1]
        if not parts:
            continue
        yield _reminder(measured, rule, documents, parts)


def is_small(change: Change) -> bool:
    """Whether a change adds too little code to be weighed."""
    code = (path for path in change.paths if path.status != "D" and weighed_language(path.path))
    return sum(hunk.count for path in code for hunk in path.hunks) < LEAST


def without_weights(change: Change) -> ChangeFigures:
    """Return the figures of a small change: only the numbers of added lines."""
    counts = [(path.path, sum(hunk.count for hunk in path.hunks)) for path in change.paths]
    return ChangeFigures(
        tuple(FileFigures(path, 0, 0, 0, count) for path, count in counts if count), compared=Compared.NOTHING
    )


def is_much(measured: Measured, rule: Rule) -> bool:
    """Whether a change has the new logic that the options of a rule require: enough, and not mostly old code."""
    figures = measured.figures
    if figures.core < int(rule.options["lines"]):
        return False
    return figures.score >= float(rule.options["score"]) and figures.score >= float(rule.options["share"]) * figures.raw


def _reminder(measured: Measured, rule: Rule, documents: Mapping[str, Document], parts: Sequence[LogicPart]) -> Finding:
    figures, largest = measured.figures, parts[0]
    by_file = dict.fromkeys((part.path for part in measured.parts), 0.0)
    for part in measured.parts:
        by_file[part.path] += part.score
    named = sorted(by_file, key=lambda path: (-by_file[path], path))
    shown = [*named[:_NAMED], *(["…"] if len(named) > _NAMED else [])]
    document = documents[largest.path]
    return Finding(
        rule=rule.id,
        path=document.path,
        exposure=Exposure.INTERNAL,
        start=document.line_span(largest.first)[0],
        end=document.line_span(largest.last)[1],
        message=(
            f"This diff adds {plural(figures.core, 'line')} of core algorithm logic ({', '.join(shown)}). "
            "Verify this code is not destined for external AI prompts."
        ),
        suggestion=rule.suggestion,
        related=tuple(Related(part.path, Position(part.first, 1), _describe(part)) for part in parts),
        identity="reminder",
    )


def _describe(part: LogicPart) -> str:
    where = f"in `{part.name}`" if part.name else "outside functions"
    return f"{plural(part.lines, 'line')} of new logic {where} (lines {part.first} to {part.last})"


def check_candidates(change: Change, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield a finding for each part of the added code that is in a prompt of the change or of the repository."""
    wanted = [rule for rule in rules if rule.level(Exposure.INTERNAL) is not Severity.OFF]
    documents = {document.path: document for document in change.documents}
    if not wanted or is_small(change):
        return
    from privacy_gate.checkers.change.novelty.candidates import candidates

    prompts = context.base.prompts() if context.base is not None else ()
    for found in candidates(change, prompts):
        document = documents[found.path]
        first, last = found.prompt_lines
        for rule in wanted:
            yield Finding(
                rule=rule.id,
                path=document.path,
                exposure=Exposure.INTERNAL,
                start=document.line_span(found.added[0])[0],
                end=document.line_span(found.added[1])[1],
                message=(
                    f"Lines {found.added[0]} to {found.added[1]} also appear in {found.prompt}, lines {first} to {last}"
                ),
                suggestion=rule.suggestion,
                related=(Related(found.prompt, Position(first, 1), "the prompt that contains this code"),),
                identity=f"candidate {found.prompt}",
            )
