"""The regular expressions of a rule: its patterns, and the expressions for its terms and services."""

from __future__ import annotations

import re
from typing import Any

from privacy_gate.rules import Rule

_LETTER_BEFORE = r"(?<![^\W_])"  # no letter or digit; an underscore is a boundary in names

_LETTER_AFTER = r"(?![^\W_])"


def expressions(rule: Rule) -> list[tuple[str, str]]:
    """Return the regular expressions of a rule, each with its label.

    These are its patterns, one expression for each group of terms, and those for the values of services.
    """
    groups = [(label, _any_of(terms)) for label, terms in rule.terms.items() if terms]
    near = [("", regex) for value, names in rule.services.items() for regex in _match_near_name(names, value)]
    return [("", regex) for regex in rule.patterns] + groups + near


_ANYWHERE = 6  # names with this many letters are rare enough to match within a longer word

_BETWEEN = r"(?P<gap>[\t -~]{0,50}?(?:\r?\n[\t -~]{0,40}?)?)(?<=[\s\"'`=:>,(|\[{])"


def _match_near_name(names: list[str], value: str) -> list[str]:
    """Return expressions for the name of a service that is followed by a value on its line or the next one.

    They have the groups `gap` and `match`, and the filter `named-key` reads the gap.

    Names match in any case. Their words can be separated by a space, dot, hyphen or underscore, or by nothing. A short
    name does not match within a longer word. The value is case-sensitive, and must not be part of a path or of a longer
    value.

    Only the name is outside the lookahead, so that the database searches only for literals. With the values in it, the
    search takes five times as long.
    """
    ahead = rf"(?={_BETWEEN}(?P<match>{value})(?![A-Za-z0-9/+_=-]|\.[A-Za-z0-9]))"
    long = [name for name in names if len(name) >= _ANYWHERE]
    short = [name for name in names if len(name) < _ANYWHERE]
    found = [f"(?i:{_any_name(long)}){ahead}"] if long else []
    return [*found, f"(?<![A-Za-z])(?i:{_any_name(short)})(?![a-z]){ahead}"] if short else found


def _any_name(names: list[str]) -> str:
    """Return an expression for any of the names.

    Common beginnings are merged, because `re` tries alternatives in turn.
    """
    tree: dict[str, Any] = {}
    for name in names:
        node = tree
        for sign in name:
            node = node.setdefault("[ ._-]{0,1}" if sign == " " else re.escape(sign), {})
        node[""] = {}

    def written(node: dict[str, Any]) -> str:
        # the end of a name comes last, so that the longest name matches
        branches = [sign + written(node[sign]) for sign in sorted(node, key=lambda sign: (not sign, sign))]
        return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"

    return written(tree)


def keyword_expressions(keyword: str) -> list[str]:
    """Return expressions for a keyword of the user: as words in any case, and within names in camel case."""
    found = [_any_of([keyword])]
    words = keyword.split()
    if all(word.isascii() and word.isalnum() for word in words):
        camel = "".join(word[:1].upper() + word[1:].lower() for word in words)
        found.append(rf"(?<![A-Z]){camel}(?![a-z])")
        if len(words) > 1:
            found.append(rf"(?<![A-Za-z0-9]){camel[:1].lower()}{camel[1:]}(?![a-z])")
    return found


def _any_of(terms: list[str]) -> str:
    """Return an expression for whole words in any case, in singular or plural.

    Their words can be separated by spaces, hyphens or underscores.
    """
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
    """Whether words in the script of this character have boundaries.

    This is not so for Chinese, Japanese, Thai and similar scripts.
    """
    return character.isalnum() and ord(character) < 0x0E00
