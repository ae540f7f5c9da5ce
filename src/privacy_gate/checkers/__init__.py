"""Pure functions from a document or a change to findings, one package a family of rules.

A rule names its checker; without a name it is found by its patterns. A checker is loaded when a rule needs it:
most hooks need few of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from privacy_gate.checkers import patterns
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Change, Document, Finding
from privacy_gate.rules import Rule
from privacy_gate.rules.placeholders import holds_placeholders, is_placeholder

DocumentChecker = Callable[[Document, Sequence[Rule], Context], Iterator[Finding]]
ChangeChecker = Callable[[Change, Sequence[Rule], Context], Iterator[Finding]]


def _patterns() -> DocumentChecker:
    return patterns.findings


def _glossary() -> DocumentChecker:
    from privacy_gate.checkers.wording import glossary_terms

    return glossary_terms.check


def _plugins() -> DocumentChecker:
    from privacy_gate.checkers.secrets import plugin_findings

    return plugin_findings.check


def _density() -> DocumentChecker:
    from privacy_gate.checkers.wording import density

    return density.check


def _concentration() -> DocumentChecker:
    from privacy_gate.checkers.wording import concentration

    return concentration.check


def _encoding() -> DocumentChecker:
    from privacy_gate.checkers.gate import text_encoding

    return text_encoding.check


def _identifiers() -> DocumentChecker:
    from privacy_gate.checkers.names import identifiers

    return identifiers.check


def _large_block() -> DocumentChecker:
    from privacy_gate.checkers.code import large_block

    return large_block.check


def _own_names() -> DocumentChecker:
    from privacy_gate.checkers.names import own_names

    return own_names.check


def _manifests() -> DocumentChecker:
    from privacy_gate.checkers.secrets import kubernetes_manifests

    return kubernetes_manifests.check


def _template() -> DocumentChecker:
    from privacy_gate.checkers.prompt import template

    return template.check


def _private_code() -> DocumentChecker:
    from privacy_gate.checkers.code import private_code

    return private_code.check


def _unread() -> DocumentChecker:
    from privacy_gate.checkers.gate import parse_shortfalls

    return parse_shortfalls.check


def _configuration_of() -> ChangeChecker:
    from privacy_gate.checkers.gate import gate_configuration

    return gate_configuration.check


def _guards_of() -> ChangeChecker:
    from privacy_gate.checkers.gate import never_send_changes

    return never_send_changes.check


def _calls_of() -> ChangeChecker:
    from privacy_gate.checkers.gate import gate_callers

    return gate_callers.check


def _assistant_disabled_of() -> ChangeChecker:
    from privacy_gate.checkers.gate import assistant_disabled

    return assistant_disabled.check


def _concentration_of() -> ChangeChecker:
    from privacy_gate.checkers.wording import concentration

    return concentration.check_change


def _logic_of() -> ChangeChecker:
    from privacy_gate.checkers.change import novelty

    return novelty.check


def _candidates_of() -> ChangeChecker:
    from privacy_gate.checkers.change import novelty

    return novelty.check_candidates


DOCUMENT_CHECKERS: dict[str, Callable[[], DocumentChecker]] = {
    "patterns": _patterns,
    "glossary": _glossary,  # the expressions come from the configuration
    "plugins": _plugins,
    "density": _density,
    "concentration": _concentration,
    "encoding": _encoding,
    "identifiers": _identifiers,
    "large_block": _large_block,
    "own_names": _own_names,
    "manifests": _manifests,
    "template": _template,
    "private_code": _private_code,
    "unread": _unread,  # last: it says what the others had to do without
}

CHANGE_CHECKERS: dict[str, Callable[[], ChangeChecker]] = {
    "configuration": _configuration_of,
    "guards": _guards_of,
    "calls": _calls_of,
    "assistant_disabled": _assistant_disabled_of,
    "concentration": _concentration_of,
    "novelty": _logic_of,
    "prompt_candidate": _candidates_of,
}

_loaded: Callable[[Callable[[], DocumentChecker]], DocumentChecker] = cache(lambda load: load())
"""The checker of a loader, which is asked once: an import that has nothing to do takes as long as most checks."""

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
            found += _loaded(load)(document, rules[name], context)
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
