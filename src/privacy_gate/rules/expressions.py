"""The regular expressions of a rule: its patterns, and those that its terms and services stand for."""

from __future__ import annotations

import re
from typing import Any

from privacy_gate.rules import Rule

_LETTER_BEFORE = r"(?<![^\W_])"  # a letter or digit; an underscore is a boundary in names

_LETTER_AFTER = r"(?![^\W_])"


def expressions(rule: Rule) -> list[tuple[str, str]]:
    """The regular expressions of a rule, each with its label: its patterns, then one for each group of terms
    and for each form of value that services give out."""
    groups = [(label, _any_of(terms)) for label, terms in rule.terms.items() if terms]
    near = [("", regex) for value, names in rule.services.items() for regex in _near_a_name(names, value)]
    return [("", regex) for regex in rule.patterns] + groups + near


_ANYWHERE = 6  # letters from which a name is rare enough to count within a longer word

_BETWEEN = r"(?P<gap>[\t -~]{0,50}?(?:\r?\n[\t -~]{0,40}?)?)(?<=[\s\"'`=:>,(|\[{])"


def _near_a_name(names: list[str], value: str) -> list[str]:
    """The name of a service, and behind it, on its line or the next, a value: the groups `gap` and `match`.

    Names are in any case, with any of space, dot, hyphen and underscore, or nothing, between their words; a
    short one is no part of a longer word. The value keeps its case, and is no part of a path or of a longer
    value. The filter `named-key` reads the gap. All but the name is looked ahead for, so that the database
    has nothing to search but literals: with the values in it, it takes five times as long.
    """
    ahead = rf"(?={_BETWEEN}(?P<match>{value})(?![A-Za-z0-9/+_=-]|\.[A-Za-z0-9]))"
    long = [name for name in names if len(name) >= _ANYWHERE]
    short = [name for name in names if len(name) < _ANYWHERE]
    found = [f"(?i:{_any_name(long)}){ahead}"] if long else []
    return [*found, f"(?<![A-Za-z])(?i:{_any_name(short)})(?![a-z]){ahead}"] if short else found


def _any_name(names: list[str]) -> str:
    """An expression for any of the names, their common beginnings written once, for `re` tries them in turn."""
    tree: dict[str, Any] = {}
    for name in names:
        node = tree
        for sign in name:
            node = node.setdefault("[ ._-]{0,1}" if sign == " " else re.escape(sign), {})
        node[""] = {}

    def written(node: dict[str, Any]) -> str:
        # the end of a name comes last, so that the longest one is taken
        branches = [sign + written(node[sign]) for sign in sorted(node, key=lambda sign: (not sign, sign))]
        return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"

    return written(tree)


def keyword_expressions(keyword: str) -> list[str]:
    """Expressions for a keyword of the user: as words in any case, and within names in camel case."""
    found = [_any_of([keyword])]
    words = keyword.split()
    if all(word.isascii() and word.isalnum() for word in words):
        camel = "".join(word[:1].upper() + word[1:].lower() for word in words)
        found.append(rf"(?<![A-Z]){camel}(?![a-z])")
        if len(words) > 1:
            found.append(rf"(?<![A-Za-z0-9]){camel[:1].lower()}{camel[1:]}(?![a-z])")
    return found


def _any_of(terms: list[str]) -> str:
    """Whole words in any case, in the singular or plural, with any of space, hyphen or underscore between them."""
    alternatives = []
    for term in sorted(set(terms), key=lambda term: (-len(term), term)):
        words = r"[\s_-]{1,3}".join(re.escape(word) for word in term.split())
        plural = "(?:e?s)?" if term[-1:].isascii() and term[-1:].isalpha() else ""
        before = _LETTER_BEFORE if has_boundaries(term[0]) else ""
        after = _LETTER_AFTER if has_boundaries(term[-1]) else ""
        alternatives.append(f"{before}{words}{plural}{after}")
    if all(has_boundaries(term[0]) for term in terms):
        alternatives = [alternative.removeprefix(_LETTER_BEFORE) for alternative in alternatives]
        return f"(?i){_LETTER_BEFORE}(?:{'|'.join(alternatives)})"
    return f"(?i)(?:{'|'.join(alternatives)})"


def has_boundaries(character: str) -> bool:
    """Whether words of this script stand apart: letters and digits, but not Chinese, Japanese, Thai and the like."""
    return character.isalnum() and ord(character) < 0x0E00
