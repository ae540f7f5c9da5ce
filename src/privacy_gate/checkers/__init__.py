"""Pure functions from a document or a change to findings, one package a family of rules.

A rule names its checker; without a name it is found by its patterns. A checker is loaded when a rule needs it:
most hooks need few of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from privacy_gate.base.lazily import lazily
from privacy_gate.checkers import patterns
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Change, Document, Finding
from privacy_gate.rules import Rule
from privacy_gate.rules.placeholders import holds_placeholders, is_placeholder

DocumentChecker = Callable[[Document, Sequence[Rule], Context], Iterator[Finding]]
ChangeChecker = Callable[[Change, Sequence[Rule], Context], Iterator[Finding]]


DOCUMENT_CHECKERS: dict[str, Callable[[], DocumentChecker]] = {
    "patterns": lazily("privacy_gate.checkers.patterns", "findings"),
    "glossary": lazily("privacy_gate.checkers.wording.glossary_terms", "check"),  # the settings list its terms
    "plugins": lazily("privacy_gate.checkers.secrets.plugin_findings", "check"),
    "density": lazily("privacy_gate.checkers.wording.density", "check"),
    "concentration": lazily("privacy_gate.checkers.wording.concentration", "check"),
    "encoding": lazily("privacy_gate.checkers.gate.text_encoding", "check"),
    "identifiers": lazily("privacy_gate.checkers.names.identifiers", "check"),
    "large_block": lazily("privacy_gate.checkers.code.large_block", "check"),
    "own_names": lazily("privacy_gate.checkers.names.own_names", "check"),
    "manifests": lazily("privacy_gate.checkers.secrets.kubernetes_manifests", "check"),
    "template": lazily("privacy_gate.checkers.prompt.template", "check"),
    "private_code": lazily("privacy_gate.checkers.code.private_code", "check"),
    # last: it says what the others had to do without
    "unread": lazily("privacy_gate.checkers.gate.parse_shortfalls", "check"),
}

CHANGE_CHECKERS: dict[str, Callable[[], ChangeChecker]] = {
    "configuration": lazily("privacy_gate.checkers.gate.gate_configuration", "check"),
    "guards": lazily("privacy_gate.checkers.gate.never_send_changes", "check"),
    "calls": lazily("privacy_gate.checkers.gate.gate_callers", "check"),
    "assistant_disabled": lazily("privacy_gate.checkers.gate.assistant_disabled", "check"),
    "concentration": lazily("privacy_gate.checkers.wording.concentration", "check_change"),
    "novelty": lazily("privacy_gate.checkers.change.novelty", "check"),
    "prompt_candidate": lazily("privacy_gate.checkers.change.novelty", "check_candidates"),
}

_FOUND_ALIKE = {
    "keywords": "patterns",  # the expressions come from the configuration
    "detect-secrets": "patterns",  # they are those of its detectors
}

LAST = "wording"
"""The `checker` that is told what the others found: beside other evidence it needs less."""

POLICY_RULES = "ignores"
"""The `checker` of rules that `policy` itself reports by."""


def is_known(name: str) -> bool:
    return name in (POLICY_RULES, LAST) or serving_checker(name) in DOCUMENT_CHECKERS or name in CHANGE_CHECKERS


def serving_checker(name: str) -> str:
    """The checker that serves the rules which name one. Each costs time for each text, so that there are few."""
    return _FOUND_ALIKE.get(name, name)


def check_document(document: Document, rules: Mapping[str, Sequence[Rule]], context: Context) -> Iterator[Finding]:
    """Everything that document checkers find, in no particular order. `rules` are grouped by checker.

    What `clean` wrote is nothing to find: a placeholder for a password is no password.
    """
    found: list[Finding] = []
    for name, load in DOCUMENT_CHECKERS.items():
        if name in rules:
            found += load()(document, rules[name], context)
    if found and holds_placeholders(document.text):
        found = [one for one in found if one.identity or not is_placeholder(document.text, one.start, one.end)]
    yield from found
    if LAST in rules:
        from privacy_gate.checkers.wording import business_wording

        yield from business_wording.check(document, rules[LAST], context, found)


def find_hidden(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """What must not be shown of a document, by the `rules` that hide what they find, also where they are off."""
    from privacy_gate.checkers.secrets import kubernetes_manifests, plugin_findings

    apart = {"manifests": kubernetes_manifests.check, "plugins": plugin_findings.check}
    plain = [rule for rule in rules if rule.checker not in apart]
    yield from patterns.findings(document, plain, context, even_off=True)
    for name, check in apart.items():
        if own := [rule for rule in rules if rule.checker == name]:
            yield from check(document, own, context, even_off=True)


def check_change(change: Change, rules: Mapping[str, Sequence[Rule]], context: Context) -> Iterator[Finding]:
    """Everything that change checkers find."""
    for name, load in CHANGE_CHECKERS.items():
        if name in rules:
            yield from load()(change, rules[name], context)
