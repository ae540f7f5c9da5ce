"""Findings from the matches of pattern rules: what all families of such rules share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

from privacy_gate.config import Config
from privacy_gate.matching import Hit, Hits
from privacy_gate.model import Document, Exposure, Finding, Kind, Severity
from privacy_gate.ruleset import Rule

if TYPE_CHECKING:  # loaded when a text goes out, and not for a commit
    from privacy_gate.index.code import Code
    from privacy_gate.index.own import Names

Filter = Callable[[re.Match[str], Document], bool]
"""Whether a match is worth a finding. Sees the match with its groups, and the document around it."""


class Context(Protocol):
    """What a checker may know beside the document: the settings, and what the engine found."""

    @property
    def config(self) -> Config: ...

    @property
    def code(self) -> Code | None:
        """The code of this repository; None where there is none, or nobody asks."""
        ...

    @property
    def own_names(self) -> Names | None:
        """The telling names of this repository; None where there is none."""
        ...

    def matches(self, document: Document) -> Hits:
        """The matches of all patterns in a document."""
        ...


@cache
def filters() -> dict[str, Filter]:
    """What a rule may name under `filters`. Loaded when the first match needs one."""
    from privacy_gate.checkers import personal_numbers, places, secret_values

    return {**secret_values.FILTERS, **personal_numbers.FILTERS, **places.FILTERS}


def covered(match: re.Match[str]) -> tuple[int, int]:
    """The span that a finding covers: the group `match` where there is one and it took part, else all."""
    if "match" in match.re.groupindex and match.start("match") >= 0:
        return match.span("match")
    return match.span()


def findings(
    document: Document, rules: Sequence[Rule], context: Context, *, even_off: bool = False
) -> Iterator[Finding]:
    """A finding for each match that lies in scope, in a segment that its rule looks at, and passes the filters.

    A rule whose severity is off finds nothing, unless `even_off`.
    """
    hits = context.matches(document)
    if not hits:
        return
    reported = hits.keys()
    for rule in rules:
        if rule.id not in reported or (rule.level(document.exposure) is Severity.OFF and not even_off):
            continue
        wanted = [filters()[name] for name in rule.filters]
        for hit in hits[rule.id]:
            if applies(rule, hit, document) and all(keep(hit.match, document) for keep in wanted):
                yield finding(rule, hit, document)


def applies(rule: Rule, hit: Hit, document: Document) -> bool:
    """Whether a hit touches a line in scope and a kind of text that its rule looks at."""
    start, end = covered(hit.match)
    if not document.in_scope(start, end):
        return False
    if not rule.where:
        return True
    # a closer look is slow, and tells only strings that document from other strings
    closer = (Kind.STRING in rule.where) != (Kind.DOCSTRING in rule.where)
    return document.segment_at(start, closer=closer).kind in rule.where


def advice(rule: Rule, exposure: Exposure) -> str | None:
    """What to do instead. Inside the repository most of what tells is good, and only a prompt needs another word."""
    if rule.suggestion and exposure is Exposure.INTERNAL and rule.level(exposure) is Severity.NOTE:
        return f"fine here; in a prompt {rule.suggestion}"
    return rule.suggestion


def finding(rule: Rule, hit: Hit, document: Document) -> Finding:
    start, end = covered(hit.match)
    text = document.text[start:end]
    message = rule.title
    if rule.message:
        message = rule.message.replace("{label}", hit.pattern.label)
        if not rule.hides:
            message = message.replace("{match}", " ".join(text.split()))
    return Finding(
        rule=rule.id,
        path=document.path,
        exposure=document.exposure,
        start=start,
        end=end,
        message=message,
        suggestion=advice(rule, document.exposure),
        masked=rule.hides,
        shown=min(hit.pattern.shown, 8),
    )
