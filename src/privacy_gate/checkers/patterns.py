"""Findings from the matches of pattern rules: what all families of such rules share."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from privacy_gate.config import Config
from privacy_gate.matching import Hit, Hits
from privacy_gate.model import Change, Document, Exposure, Finding, Kind, Severity
from privacy_gate.plugins import Plugins
from privacy_gate.ruleset import Rule, Rules

if TYPE_CHECKING:  # loaded when a text goes out, or holds values in pieces
    from privacy_gate.checkers.novelty import Measured
    from privacy_gate.checkers.novelty.measure import Base
    from privacy_gate.disguises.views import View
    from privacy_gate.index.code import Code
    from privacy_gate.index.guards import Guards
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

    @property
    def plugins(self) -> Plugins:
        """The plugins that the user let run; none as a rule."""
        ...

    @property
    def own_files(self) -> Mapping[str, str]:
        """The files that the gate goes by, from the root, and what is in each."""
        ...

    @property
    def base(self) -> Base | None:
        """What the change began with; None where nobody knows, as of a patch."""
        ...

    @property
    def guards(self) -> Guards | None:
        """What never leaves before a change and after it; None where nobody knows."""
        ...

    def measured(self, change: Change) -> Measured | None:
        """How much new logic a change adds; None where no rule asks."""
        ...

    def judges_wording(self, document: Document) -> bool:
        """Whether the wording of a document is judged: it goes out, it changed, or somebody asked."""
        ...

    def matches(self, document: Document) -> Hits:
        """The matches of all patterns in a document."""
        ...

    def reported(self, document: Document) -> AbstractSet[str]:
        """The rules that may have a match in a document or in one of its views."""
        ...

    def whole(self, document: Document) -> list[View]:
        """The views of a document in which values that stand in pieces are whole; none where nothing is."""
        ...


@cache
def filters() -> dict[str, Filter]:
    """What a rule may name under `filters`. Loaded when the first match needs one."""
    from privacy_gate.checkers import (
        checksums,
        personal_numbers,
        places,
        prose_secrets,
        secret_files,
        secret_keys,
        secret_logins,
        secret_values,
        service_keys,
        wrapped_secrets,
    )

    tables = (
        checksums,
        personal_numbers,
        places,
        prose_secrets,
        secret_files,
        secret_keys,
        secret_logins,
        secret_values,
        service_keys,
        wrapped_secrets,
    )
    return {name: keep for table in tables for name, keep in table.FILTERS.items()}


LOOKS = 640
"""Code points around a match that a filter may look at, beside the lines around it; `no-exercise` looks furthest."""

_LOOKS_FURTHER = {"dumped-hash": 2048}


def looks(rule: Rule) -> int:
    """How far around a match the filters of a rule look, in code points. What is judged by its parts rests on it."""
    return max((_LOOKS_FURTHER.get(name, LOOKS) for name in rule.filters), default=LOOKS)


def covered(match: re.Match[str]) -> tuple[int, int]:
    """The span that a finding covers: the group `match`, or `other` where another branch took part, else all."""
    for name in ("match", "other"):
        if name in match.re.groupindex and match.start(name) >= 0:
            return match.span(name)
    return match.span()


def findings(
    document: Document, rules: Sequence[Rule], context: Context, *, even_off: bool = False
) -> Iterator[Finding]:
    """A finding for each match that lies in scope, in a segment that its rule looks at, and passes the filters.

    A rule whose severity is off finds nothing, unless `even_off`.
    """
    ids = rules.ids if isinstance(rules, Rules) else frozenset(rule.id for rule in rules)
    if context.reported(document).isdisjoint(ids):
        return
    found: Iterable[Finding] = _findings(document, rules, context, even_off=even_off)
    for view in context.whole(document):
        pieced = list(_in_pieces(document, view, rules, context, even_off=even_off))
        if pieced and view.doubtful:
            found = list(found)
            whole = {(one.rule, one.start) for one in found}
            pieced = [one for one in pieced if (one.rule, one.start) not in whole]
        if pieced:
            covering = _Covering(pieced)
            # the first piece alone may look like a value
            found = chain([one for one in found if not covering.covers(one)], pieced)
    yield from found


class _Covering:
    """Whether one of some findings covers another of the same rule."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._starts: dict[str, list[int]] = {}
        self._furthest: dict[str, list[int]] = {}  # end of those that begin no later
        for one in sorted(findings, key=lambda one: one.start):
            starts, furthest = self._starts.setdefault(one.rule, []), self._furthest.setdefault(one.rule, [])
            starts.append(one.start)
            furthest.append(max(one.end, furthest[-1] if furthest else 0))

    def covers(self, one: Finding) -> bool:
        at = bisect.bisect_right(self._starts.get(one.rule, ()), one.start)
        return at > 0 and self._furthest[one.rule][at - 1] >= one.end


def _in_pieces(
    document: Document, view: View, rules: Sequence[Rule], context: Context, *, even_off: bool
) -> Iterator[Finding]:
    """What is found only where the pieces of a value are joined, with the spans of the document."""
    whole = Document(document.path, view.text, document.exposure)
    hits = context.matches(whole)
    secret = [rule for rule in _reported(rules, hits) if rule.hides or view.alike]
    for found in _findings(whole, secret, context, even_off=even_off):
        place = view.source(found.start, found.end, led=found.masked)
        if place is not None and document.in_scope(*place):
            yield replace(found, start=place[0], end=place[1])


def _findings(document: Document, rules: Sequence[Rule], context: Context, *, even_off: bool) -> Iterator[Finding]:
    hits = context.matches(document)
    if not hits:
        return
    for rule in _reported(rules, hits):
        if rule.level(document.exposure) is Severity.OFF and not even_off:
            continue
        wanted = [filters()[name] for name in rule.filters]
        for hit in hits[rule.id]:
            if applies(rule, hit, document) and all(keep(hit.match, document) for keep in wanted):
                yield finding(rule, hit, document)


def _reported(rules: Sequence[Rule], hits: Hits) -> list[Rule]:
    names = hits.keys()
    return rules.named(names) if isinstance(rules, Rules) else [rule for rule in rules if rule.id in names]


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
