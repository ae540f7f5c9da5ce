"""Find many terms of an industry close together. Each is harmless, but together they reveal the industry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.patterns import applies
from privacy_gate.checkers.protocol import Context, covered_span
from privacy_gate.model import Document, Finding, Severity
from privacy_gate.rules import Rule
from privacy_gate.rules.advice import advise
from privacy_gate.rules.matching import Hit

_WORD = re.compile(r"[^\W\d_]{2,}")


def check(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield at most one finding for a document, on the line with the most terms.

    Options: `of` is the rule whose matches are counted. `terms` is the minimum number of different terms.
    `per_hundred_words` is the minimum number of matches per hundred words, in the kinds of segments that the rule
    reads.
    """
    for rule in rules:
        least = int(rule.options["terms"])
        hits = context.matches(document).get(str(rule.options["of"]), [])
        if len(hits) < least or rule.level(document.exposure) is Severity.OFF:
            continue
        hits = [hit for hit in hits if applies(rule, hit, document)]
        terms = Counter(" ".join(hit.match[0].lower().split()) for hit in hits)
        if len(terms) < least:
            continue
        words = _words(document, rule)
        if 100 * len(hits) >= float(rule.options["per_hundred_words"]) * words:
            yield _finding(rule, document, hits, terms, words)


def _words(document: Document, rule: Rule) -> int:
    """Count the words in scope that are in segments of the rule's kinds."""
    count = 0
    for segment in document.segments:
        if rule.where and segment.kind not in rule.where:
            continue
        if document.added is None:
            count += sum(1 for _ in _WORD.finditer(document.text, segment.start, segment.end))
        else:
            found = _WORD.finditer(document.text, segment.start, segment.end)
            count += sum(document.line_at(word.start()) in document.added for word in found)
    return count


def _finding(rule: Rule, document: Document, hits: Sequence[Hit], terms: Counter[str], words: int) -> Finding:
    lines = Counter(document.line_at(covered_span(hit.match)[0]) for hit in hits)
    worst = min(lines, key=lambda line: (-lines[line], line))
    on_line = [covered_span(hit.match) for hit in hits if document.line_at(covered_span(hit.match)[0]) == worst]
    trade = Counter(hit.pattern.label for hit in hits).most_common(1)[0][0]
    named = ", ".join(sorted(terms, key=lambda term: (-terms[term], term))[:5])
    message = (rule.message or rule.title).replace("{label}", trade)
    return build_finding(
        rule,
        document,
        min(start for start, _ in on_line),
        max(end for _, end in on_line),
        f"{message}: {len(terms)} different terms in {words:,} words ({named})",
        suggestion=advise(rule, document.exposure),
    )
