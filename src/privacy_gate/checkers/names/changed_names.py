"""Report the revealing names that a change adds, all in one note.

Such names are fine in the repository, but not in a prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from privacy_gate.base.naming import words
from privacy_gate.base.text import plural
from privacy_gate.checkers.names import identifiers
from privacy_gate.checkers.names.free_names import Taken
from privacy_gate.checkers.names.revealing_names import RevealingTerms, find_revealing_words, list_terms
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Change, Document, Exposure, Finding, Related, Severity
from privacy_gate.rules import Rule

if TYPE_CHECKING:
    from privacy_gate.checkers.names.identifiers import RevealingName
    from privacy_gate.checkers.names.value_roles import Purpose

_LISTED = 5  # names that a note mentions
_KEPT = 2  # original words that a proposed name must keep if the code shows no purpose
_WORD = re.compile(r"[^\W\d]\w{0,200}")
_Named = tuple[Document, "RevealingName"]


def check(change: Change, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield one finding for the revealing names that a change adds, at the first of them.

    Only names with an industry term or a glossary term count. Names in tests, documentation, configuration and
    translations do not count. Neither does the name of the repository.
    """
    for rule in rules:
        if rule.level(Exposure.INTERNAL) is Severity.OFF:
            continue
        terms = list_terms(rule, context.config)
        own = set(words(context.project_name))
        found = [
            (document, name)
            for document in change.documents
            if document.exposure is Exposure.INTERNAL and document.added
            for name in _names(rule, document, context)
            if _is_of_trade(name, terms, own) and _is_own_code(document)
        ]
        first = {one.telling.name: (document, one) for document, one in reversed(found)}
        named = [both for both in found if first[both[1].telling.name] == both]
        if named:
            yield _finding(rule, named, context)


def _is_own_code(document: Document) -> bool:
    from privacy_gate.checkers.change.novelty import excluded_files

    left_out = excluded_files.reason_by_path(document.path) or excluded_files.reason_by_text(document.text)
    return left_out is None


def _names(rule: Rule, document: Document, context: Context) -> list[RevealingName]:
    from privacy_gate.checkers.names.name_locations import candidates

    found = identifiers.find_revealing(rule, document, candidates(document), context)
    return [one for one in found if not one.is_weak]


def _is_of_trade(name: RevealingName, terms: RevealingTerms, own: set[str]) -> bool:
    parts = set(words(name.telling.name)) - own
    return bool(parts & (terms.trades | terms.certain))


def _finding(rule: Rule, named: Sequence[_Named], context: Context) -> Finding:
    listed = named if context.shows_names else named[:_LISTED]
    document, first = named[0]
    more = f", and {len(named) - len(listed)} more (`diff --show-names` lists them)" if len(named) > len(listed) else ""
    return Finding(
        rule=rule.id,
        path=document.path,
        exposure=document.exposure,
        start=first.place.start,
        end=first.place.end,
        message=(
            f"{plural(len(named), 'added name')} {'reveals' if len(named) == 1 else 'reveal'} the domain (OK in code, "
            f"rename before prompting): {', '.join(_proposals(rule, listed, context))}{more}"
        ),
        suggestion=None,
        related=tuple(
            Related(other.path, other.position(one.place.start), f"`{one.telling.name}`") for other, one in listed[1:]
        ),
        identity="names",
    )


def _proposals(rule: Rule, listed: Sequence[_Named], context: Context) -> Iterator[str]:
    """Yield the names, each with a neutral name if the code or the remaining words give a good one."""
    taken = Taken()
    is_revealing = find_revealing_words(rule, context.config)
    does: dict[str, Mapping[tuple[str, ...], Purpose]] = {}
    for document, (telling, place, _) in listed:
        if document.path not in does:
            does[document.path] = identifiers.purposes_of(document)
            for name in _WORD.findall(document.text):
                taken.add(name)
        purpose = does[document.path].get(tuple(words(telling.name)))
        kept = [word for word in words(telling.name) if word not in telling.dropped]
        if not (purpose and (purpose.verbs or purpose.objects)) and len(kept) < _KEPT:
            yield f"`{telling.name}`"
            continue
        proposed = identifiers.propose_name(telling, place.kind, taken, is_revealing, purpose)
        taken.add(proposed)
        yield f"`{telling.name}` → `{proposed}`"
