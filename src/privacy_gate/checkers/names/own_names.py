"""Find names in an outbound text that only this repository uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Exposure, Finding, Position, Related, Severity
from privacy_gate.rules import Rule

_KINDS = {
    "class": "a class",
    "function": "a function",
    "constant": "a constant",
    "table": "a table",
    "variable": "an environment variable",
    "module": "a module",
    "package": "a package",
    "organisation": "the organisation",
    "repository": "the name",
    "host": "a host",
}


def check(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield a finding for each name, at its first place in scope. For an internal text, no names are loaded."""
    rules = [rule for rule in rules if rule.level(document.exposure) is not Severity.OFF]
    if not rules or document.exposure is not Exposure.OUTBOUND:
        return
    names = context.own_names
    if names is None:
        return
    from privacy_gate.index.own_names import find_mentions

    for rule in rules:
        seen: set[str] = set()
        written = [(document.text, one, (one.start, one.end)) for one in find_mentions(document.text, names)]
        for view in (one for one in context.whole(document) if one.alike):
            read = find_mentions(view.text, names)
            written += [(view.text, one, at) for one in read if (at := view.source(one.start, one.end, led=False))]
        for text, mention, (start, end) in written:
            said = text[mention.start : mention.end]
            if said in seen or not document.in_scope(start, end):
                continue
            seen.add(said)
            place = mention.place
            where = f"{place.path}:{place.line}" if place.line else place.path
            message = (rule.message or rule.title).replace("{match}", said).replace("{label}", _KINDS[place.kind])
            yield build_finding(
                rule,
                document,
                start,
                end,
                f"{message} ({where})" if where else message,
                related=(Related(place.path, Position(max(1, place.line), 1), f"`{said}` is defined here"),)
                if place.path
                else (),
            )
