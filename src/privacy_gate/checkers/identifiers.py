"""Names in code that tell the business, and what to call them instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from privacy_gate.checkers.patterns import Context
from privacy_gate.config import Config
from privacy_gate.matching import Hit
from privacy_gate.model import Document, Exposure, Finding, Kind, Name, Severity
from privacy_gate.naming import Taken, neutral, words
from privacy_gate.ruleset import Rule

_IDENTIFIER = re.compile(r"[^\W\d]\w{0,200}")
_CERTAIN = "marker"  # the group of terms that tell something in any name
_LISTED = 5  # names that a note inside the repository mentions


def check(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Outbound one finding for each different name, where it first stands in scope; inside one for
    all names on changed lines, since telling names are good there and only a prompt needs others."""
    if document.exposure is Exposure.INTERNAL and document.added is None:
        return
    for rule in rules:
        if rule.level(document.exposure) is Severity.OFF:
            continue
        hits = [hit for hit in context.matches(document).get(rule.id, []) if _in_code(hit, document)]
        if hits:
            findings = list(_findings(rule, hits, document, context))
            yield from findings if document.exposure is Exposure.OUTBOUND else _as_one(findings)


def _in_code(hit: Hit, document: Document) -> bool:
    start, end = hit.match.span()
    return document.in_scope(start, end) and document.segment_at(start, closer=False).kind is Kind.CODE


def _findings(rule: Rule, hits: Sequence[Hit], document: Document, context: Context) -> Iterator[Finding]:
    told = words_that_tell(rule, own_words(context.config))
    taken = Taken(_IDENTIFIER.findall(document.text))
    seen: set[str] = set()
    for name, hit in _named(hits, document):
        text = document.text[name.start : name.end]
        if text in seen or not _tells(text, hit.pattern.label):
            continue
        seen.add(text)
        suggestion = neutral(text, name.kind.value, told.__contains__, taken)
        taken.add(suggestion)
        message = (rule.message or rule.title).replace("{match}", text).replace("{label}", hit.pattern.label)
        yield Finding(
            rule=rule.id,
            path=document.path,
            exposure=document.exposure,
            start=name.start,
            end=name.end,
            message=message,
            suggestion=suggestion,
        )


def _named(hits: Sequence[Hit], document: Document) -> Iterator[tuple[Name, Hit]]:
    """The names that hold the hits, in order; of several hits in one name the certain one first."""
    starts = sorted(hits, key=lambda hit: (hit.match.start(), hit.pattern.label != _CERTAIN))
    names = iter(document.names_near([hit.match.start() for hit in starts]))
    name = next(names, None)
    found: dict[Name, Hit] = {}
    for hit in starts:
        while name is not None and name.end <= hit.match.start():
            name = next(names, None)
        if name is not None and name.start <= hit.match.start():
            known = found.setdefault(name, hit)
            if known.pattern.label != _CERTAIN and hit.pattern.label == _CERTAIN:
                found[name] = hit
    yield from found.items()


def _tells(name: str, label: str) -> bool:
    """A word of a trade alone is textbook; with another word it is somebody's process."""
    return label == _CERTAIN or sum(not word.isdigit() for word in words(name)) > 1


def own_words(config: Config) -> list[str]:
    """The words of the user's business, as far as they stand in the configuration as text."""
    return [*config.keywords, *config.terms(confidential=False), *config.terms(confidential=True)]


def words_that_tell(rule: Rule, keywords: Sequence[str]) -> set[str]:
    """The words that a neutral name must not hold: the rule's and the user's, singular and plural."""
    told = {word for terms in rule.terms.values() for term in terms for word in words(term)}
    told |= {word for keyword in keywords for word in words(keyword)}
    return told | {f"{word}s" for word in told}


def _as_one(findings: Sequence[Finding]) -> Iterator[Finding]:
    """One note for a file: what to rename before it is shown to an assistant."""
    if not findings:
        return
    first = findings[0]
    pairs = [f"{one.message.split('`')[1]} → {one.suggestion}" for one in findings[:_LISTED]]
    more = f", and {len(findings) - _LISTED} more" if len(findings) > _LISTED else ""
    yield Finding(
        rule=first.rule,
        path=first.path,
        exposure=first.exposure,
        start=first.start,
        end=first.end,
        message=f"telling names, fine here; rename before prompting: {', '.join(pairs)}{more}",
        suggestion=None,
    )
