"""Checkers: pure functions from a document (or a whole change), rules and a context to findings.

A rule names its checker; without a name it is found by its patterns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from privacy_gate.checkers import (
    concentration,
    configuration,
    density,
    encoding,
    glossary,
    identifiers,
    large_block,
    manifests,
    novelty,
    own_names,
    patterns,
    plugins,
    private_code,
    template,
    unread,
    wording,
)
from privacy_gate.checkers.patterns import Context
from privacy_gate.model import Change, Document, Finding
from privacy_gate.placeholders import holds_placeholders, is_placeholder
from privacy_gate.ruleset import Rule

DocumentChecker = Callable[[Document, Sequence[Rule], Context], Iterator[Finding]]
ChangeChecker = Callable[[Change, Sequence[Rule], Context], Iterator[Finding]]

DOCUMENT_CHECKERS: dict[str, DocumentChecker] = {
    "patterns": patterns.findings,
    "glossary": glossary.check,  # the expressions come from the configuration
    "plugins": plugins.check,
    "density": density.check,
    "concentration": concentration.check,
    "encoding": encoding.check,
    "identifiers": identifiers.check,
    "large_block": large_block.check,
    "own_names": own_names.check,
    "manifests": manifests.check,
    "template": template.check,
    "private_code": private_code.check,
    "unread": unread.check,  # last: it says what the others had to do without
}

CHANGE_CHECKERS: dict[str, ChangeChecker] = {
    "configuration": configuration.check,
    "concentration": concentration.check_change,
    novelty.LOGIC: novelty.check,
    novelty.CANDIDATE: novelty.check_candidates,
}

_FOUND_ALIKE = {
    "keywords": "patterns",  # the expressions come from the configuration
    "detect-secrets": "patterns",  # they are those of its detectors
}

LAST = "wording"
"""The `checker` that is told what the others found: beside other evidence it needs less."""

POLICY_RULES = "ignores"
"""The `checker` of rules that `policy` itself reports by."""


def known(name: str) -> bool:
    return name in (POLICY_RULES, LAST) or by(name) in DOCUMENT_CHECKERS or name in CHANGE_CHECKERS


def by(name: str) -> str:
    """The checker that serves the rules which name one. Each costs time for each text, so that there are few."""
    return _FOUND_ALIKE.get(name, name)


def check_document(document: Document, rules: Mapping[str, Sequence[Rule]], context: Context) -> Iterator[Finding]:
    """Everything that document checkers find, in no particular order. `rules` are grouped by checker.

    What `clean` wrote is nothing to find: a placeholder for a password is no password.
    """
    found: list[Finding] = []
    for name, check in DOCUMENT_CHECKERS.items():
        if name in rules:
            found += check(document, rules[name], context)
    if holds_placeholders(document.text):
        found = [one for one in found if one.identity or not is_placeholder(document.text, one.start, one.end)]
    yield from found
    if LAST in rules:
        yield from wording.check(document, rules[LAST], context, found)


def hidden(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """What must not be shown of a document, by the `rules` that hide what they find, also where they are off."""
    apart = {"manifests": manifests.check, "plugins": plugins.check}
    plain = [rule for rule in rules if rule.checker not in apart]
    yield from patterns.findings(document, plain, context, even_off=True)
    for name, check in apart.items():
        if own := [rule for rule in rules if rule.checker == name]:
            yield from check(document, own, context, even_off=True)


def check_change(change: Change, rules: Mapping[str, Sequence[Rule]], context: Context) -> Iterator[Finding]:
    """Everything that change checkers find."""
    for name, check in CHANGE_CHECKERS.items():
        if name in rules:
            yield from check(change, rules[name], context)
