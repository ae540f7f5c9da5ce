"""The checker of patterns: it creates findings from the matches of a rule. Rules of all families use it."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.locale_files import is_locale_file, is_words
from privacy_gate.checkers.protocol import Context, covered_span
from privacy_gate.model import Document, Finding, Kind, Severity
from privacy_gate.rules import Rule, Rules
from privacy_gate.rules.advice import advise
from privacy_gate.rules.matching import Hit, Hits

if TYPE_CHECKING:  # imported for outbound texts, or for values in pieces
    from privacy_gate.rules.disguises.views import View


def findings(
    document: Document, rules: Sequence[Rule], context: Context, *, even_off: bool = False
) -> Iterator[Finding]:
    """Yield a finding for each match in scope that passes the filters and is in a kind of segment that its rule reads.

    Rules that are off find nothing, unless `even_off`.
    """
    ids = rules.ids if isinstance(rules, Rules) else frozenset(rule.id for rule in rules)
    if context.find_reported(document).isdisjoint(ids):
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
            # otherwise the first piece alone would be reported as well
            found = chain([one for one in found if not covering.covers(one)], pieced)
    yield from found


class _Covering:
    """Tells whether a finding begins within another finding of the same rule."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._starts: dict[str, list[int]] = {}
        self._furthest: dict[str, list[int]] = {}  # greatest end of the findings up to each start
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
    """Yield the findings in a view, in which the pieces of a value are joined. Their spans refer to the document."""
    whole = Document(document.path, view.text, document.exposure)
    hits = context.matches(whole)
    secret = [rule for rule in _reported(rules, hits) if rule.hides or view.alike]
    for found in _findings(whole, secret, context, even_off=even_off):
        place = view.source(found.start, found.end, led=found.masked)
        # words in another alphabet are no disguise in a file of translations
        if place is not None and is_locale_file(document.path) and is_words(document.text[slice(*place)]):
            continue
        if place is not None and document.in_scope(*place):
            yield replace(found, start=place[0], end=place[1])


def _findings(document: Document, rules: Sequence[Rule], context: Context, *, even_off: bool) -> Iterator[Finding]:
    hits = context.matches(document)
    if not hits:
        return
    for rule in _reported(rules, hits):
        if rule.level(document.exposure) is Severity.OFF and not even_off:
            continue
        wanted = [context.filter(name) for name in rule.filters]
        doubts = [context.filter(name) for name in rule.doubts]
        for hit in hits[rule.id]:
            if applies(rule, hit, document) and all(keep(hit.match, document) for keep in wanted):
                found = make_finding(rule, hit, document)
                doubted = any(doubt(hit.match, document) for doubt in doubts)
                yield replace(found, at_most=Severity.WARNING) if doubted else found


def _reported(rules: Sequence[Rule], hits: Hits) -> list[Rule]:
    names = hits.keys()
    return rules.named(names) if isinstance(rules, Rules) else [rule for rule in rules if rule.id in names]


def applies(rule: Rule, hit: Hit, document: Document) -> bool:
    """Whether a hit is in scope, and in a kind of segment that its rule reads."""
    start, end = covered_span(hit.match)
    if not document.in_scope(start, end):
        return False
    if not rule.where:
        return True
    # `closer` is slow, and is only needed to tell docstrings from other strings
    closer = (Kind.STRING in rule.where) != (Kind.DOCSTRING in rule.where)
    return document.segment_at(start, closer=closer).kind in rule.where


def make_finding(rule: Rule, hit: Hit, document: Document) -> Finding:
    start, end = covered_span(hit.match)
    text = document.text[start:end]
    message = rule.title
    if rule.message:
        message = rule.message.replace("{label}", hit.pattern.label)
        if not rule.hides:
            message = message.replace("{match}", " ".join(text.split()))
    return build_finding(
        rule,
        document,
        start,
        end,
        message,
        suggestion=advise(rule, document.exposure),
        masked=rule.hides,
        shown=min(hit.pattern.shown, 8),
    )
