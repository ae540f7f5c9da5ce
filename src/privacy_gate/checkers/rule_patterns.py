"""The patterns of rules, from which the engine is built if it is not in the cache."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.checkers.registry import checker
from privacy_gate.config import Settings
from privacy_gate.rules import JOINTS, Rule, matching
from privacy_gate.rules.matching import Pattern
from privacy_gate.rules.matching.terms import Word, is_word
from privacy_gate.rules.plugins import Plugins

PIECES = "pieces"
"""The database of patterns for split values and encodings.

These patterns contain no words. Separately they are a small automaton, but they would make the large database slower by
a third.
"""

HIDING = "hiding"
"""The database that every scan uses, with the patterns of everything that is masked."""

SHOWN = ("personal", "telling")
"""The databases of the other built-in patterns: those that a hook inside a repository also uses, and the rest."""


def make_patterns(name: str, rules: Sequence[Rule]) -> list[Pattern]:
    """Return the patterns of a database, from the built-in rules."""
    if name == PIECES:
        return _joints()
    return [one for rule in rules if database(rule) == name for one in patterns_of_rule(rule)]


def database(rule: Rule) -> str:
    """Return the name of the database with the patterns of a built-in rule."""
    if rule.hides:
        return HIDING
    return rule.family if rule.family in SHOWN else SHOWN[-1]


def without_expressions(rule: Rule) -> Rule:
    """Return a rule without its expressions, which are compiled already. Words of names are kept."""
    terms = rule.terms if checker(rule.checker).reads_words else {}
    return msgspec.structs.replace(rule, patterns=[], services={}, terms=terms)


def _joints() -> list[Pattern]:
    from privacy_gate.rules.disguises import encodings, escapes, insertions, joined_variables
    from privacy_gate.rules.split_values import PATTERNS

    every = (*PATTERNS, *escapes.TRIGGERS, *encodings.TRIGGERS, *insertions.TRIGGERS, *joined_variables.TRIGGERS)
    return [matching.pattern(JOINTS, regex, label) for label, regex in every]


def patterns_of_rule(rule: Rule) -> list[Pattern]:
    """Return the patterns of a rule that do not depend on the settings."""
    return _derived(rule, expressions(rule))


def expressions(rule: Rule) -> list[tuple[str, str]]:
    from privacy_gate.rules import expressions as written

    named = checker(rule.checker)
    found = [] if named.reads_words else written.expressions(rule)
    return [*found, *named.more_patterns()()] if named.more_patterns else found


def refuse_slow(rule: Rule) -> None:
    """Check the expressions of a user's rule. Raises GateError for one that would slow down every run."""
    from privacy_gate.rules import expressions as written
    from privacy_gate.rules import regex_cost

    for label, regex in written.expressions(rule):
        try:
            matching.pattern(rule.id, regex)
        except GateError:
            continue  # an invalid expression is reported when it is used
        if not label:  # one with a label consists of literal words
            regex_cost.refuse_slow(regex, rule.id)


def patterns_of_settings(rule: Rule, settings: Settings, allowed: Plugins) -> list[Pattern]:
    """Return the patterns from the user's plugins, and those of the user's terms that are
    only separators or very long.
    """
    if checker(rule.checker).by_plugins:
        return _derived(rule, allowed.expressions)
    from privacy_gate.rules.expressions import keyword_expressions

    odd = [term for term in _terms(rule, settings) if not is_word(term)]
    return _derived(rule, [(term, regex) for term in odd for regex in keyword_expressions(term)])


def words_of_settings(rule: Rule, settings: Settings) -> list[Word]:
    """Return the user's terms that a `TermMatcher` finds."""
    return [(rule.id, term) for term in _terms(rule, settings) if is_word(term)]


def _terms(rule: Rule, settings: Settings) -> list[str]:
    listed = checker(rule.checker).settings_terms
    return listed(rule, settings.config) if listed else []


def _derived(rule: Rule, expressions_: Sequence[tuple[str, str]]) -> list[Pattern]:
    patterns = []
    for label, regex in expressions_:
        try:
            patterns.append(matching.pattern(rule.id, regex, label))
        except GateError as error:
            raise GateError(f"{rule.id}: {regex!r}: {error.message}", error.hint) from None
    return patterns
