"""Pure functions from a document or a change to findings, one package for each family of rules.

A rule names its checker. A rule without that name uses the checker of patterns. A checker is imported when a rule needs
it, because most hooks need few of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from privacy_gate.checkers.protocol import Context
from privacy_gate.checkers.registry import CHECKERS, DEFAULT
from privacy_gate.checkers.reusable_prompts import limit_findings
from privacy_gate.model import Change, Document, Finding
from privacy_gate.rules import Rule
from privacy_gate.rules.placeholders import holds_placeholders, is_placeholder

_DOCUMENT = {one.name: one.document for one in CHECKERS.values() if one.document}
_LAST = {one.name: one.last for one in CHECKERS.values() if one.last}
_CHANGE = {one.name: one.change for one in CHECKERS.values() if one.change}
_HIDDEN = {one.name: one.hidden for one in CHECKERS.values() if one.hidden}


def check_document(document: Document, rules: Mapping[str, Sequence[Rule]], context: Context) -> Iterator[Finding]:
    """Yield the findings of all document checkers, in no particular order. `rules` are grouped by checker.

    Placeholders of `clean` are not reported: a placeholder for a password is no password.
    """
    found: list[Finding] = []
    for name, load in _DOCUMENT.items():
        if name in rules:
            found += load()(document, rules[name], context)
    if found and holds_placeholders(document.text):
        found = [one for one in found if one.identity or not is_placeholder(document.text, one.start, one.end)]
    found = list(limit_findings(document, found, rules))
    yield from found
    for name, load_last in _LAST.items():
        if name in rules:
            yield from limit_findings(document, load_last()(document, rules[name], context, found), rules)


def find_hidden(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield the texts of a document that must be redacted.

    `rules` are those that hide their matches. Rules that are off count too.
    """
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(rule.checker if rule.checker in _HIDDEN else DEFAULT, []).append(rule)
    may_hold = holds_placeholders(document.text)
    for name, load in _HIDDEN.items():
        if name in groups:
            for one in load()(document, groups[name], context, even_off=True):
                if not (may_hold and is_placeholder(document.text, one.start, one.end)):
                    yield one


def check_change(change: Change, rules: Mapping[str, Sequence[Rule]], context: Context) -> Iterator[Finding]:
    """Yield the findings of all change checkers. `rules` are grouped by checker."""
    for name, load in _CHANGE.items():
        if name in rules:
            yield from load()(change, rules[name], context)
