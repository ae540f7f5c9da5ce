"""The patterns of rules. The databases of the engine are built from them if they are not in the cache."""

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
"""The name of the database with the patterns of split values and encodings.

They contain no literal words. In a database of their own they are small, and in the large one they would make every
search slower by a third.
"""

HIDING = "hiding"
"""The name of the database with the patterns of everything that is redacted. Every scan uses it."""

SHOWN = ("personal", "telling")
"""The names of the databases with the other built-in patterns.

A hook inside a repository uses only the first of them.
"""


def make_patterns(name: str, rules: Sequence[Rule]) -> list[Pattern]:
    """Return the patterns of a database. `rules` are the built-in rules."""
    if name == PIECES:
        return _joints()
    return [one for rule in rules if database(rule) == name for one in patterns_of_rule(rule)]


def database(rule: Rule) -> str:
    """Return the name of the database with the patterns of a built-in rule."""
    if rule.hides:
        return HIDING
    return rule.family if rule.family in SHOWN else SHOWN[-1]


def without_expressions(rule: Rule) -> Rule:
    """Return a rule without its expressions, because they are compiled already.

    Terms stay if the checker reads them itself.
    """
    terms = rule.terms if checker(rule.checker).reads_words else {}
    return msgspec.structs.replace(rule, patterns=[], services={}, terms=terms)


def _joints() -> list[Pattern]:
    from privacy_gate.rules.disguises import encodings, escapes, insertions, joined_variables, url_escapes
    from privacy_gate.rules.split_values import PATTERNS

    modules = (escapes, encodings, insertions, joined_variables, url_escapes)
    every = (*PATTERNS, *(trigger for module in modules for trigger in module.TRIGGERS))
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
    """Check the expressions of a rule of the user. Raises GateError for one that would make each run slow."""
    from privacy_gate.rules import expressions as written
    from privacy_gate.rules import regex_cost

    for label, regex in written.expressions(rule):
        try:
            matching.pattern(rule.id, regex)
        except GateError:
            continue  # it is reported when it is used
        if not label:  # an expression with a label consists of literal words
            regex_cost.refuse_slow(regex, rule.id)


def patterns_of_settings(rule: Rule, settings: Settings, allowed: Plugins) -> list[Pattern]:
    """Return the patterns that depend on the settings.

    These are patterns of the user's plugins, and of the user's terms that a `TermMatcher` cannot find: very long ones,
    and ones of separators alone.
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
