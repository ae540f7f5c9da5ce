"""Find the terms of the user's glossary. It contains terms as plain text and as digests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from privacy_gate.checkers import patterns
from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Finding, Severity
from privacy_gate.rules import Rule, is_confidential


def check(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield a finding for each term in a document. Digests are compared only for rules that are not off."""
    yield from patterns.findings(document, rules, context)
    for rule in rules:
        digests = context.config.digests(confidential=is_confidential(rule))
        if digests and rule.level(document.exposure) is not Severity.OFF:
            yield from _digested(document, rule, digests, context)


def _digested(document: Document, rule: Rule, digests: Sequence[str], context: Context) -> Iterator[Finding]:
    from privacy_gate.index.term_digests import MOST, find

    found, whole = find(document.text, digests)
    spans = [(run.start, run.end) for run in found]
    for view in (one for one in context.whole(document) if one.alike):
        otherwise, all_of_it = find(view.text, digests)
        whole = whole and all_of_it
        spans += [span for run in otherwise if (span := view.source(run.start, run.end, led=False))]
    for start, end in dict.fromkeys(spans):
        if not document.in_scope(start, end):
            continue
        said = " ".join(document.text[start:end].split())
        yield _finding(document, rule, (start, end), (rule.message or rule.title).replace("{match}", said))
    if not whole:
        message = (
            f"Only {MOST:,} word sequences were compared with the glossary digests; split the text to check the rest"
        )
        yield replace(_finding(document, rule, (0, min(1, len(document.text))), message), identity="incomplete")


def _finding(document: Document, rule: Rule, span: tuple[int, int], message: str) -> Finding:
    return build_finding(rule, document, span[0], span[1], message)
