"""Find the verb in the name of a function, and decide whether it fits the code."""

from __future__ import annotations

from collections.abc import Callable

from privacy_gate.checkers.names.generic_words import PREDICATES, VERBS, is_noun, singular
from privacy_gate.checkers.names.value_roles import Purpose

DIRECTIONS = frozenset(("to", "from", "as", "on", "with"))
"""Words with which the name of a function may begin in place of a verb."""

_BEFORE_VERB = frozenset("do try maybe async safe auto bulk action api py".split())  # words that may precede the verb
# Verbs that are never nouns in names. They are the verb at any position.
_CLEAR = frozenset(
    "get compute calculate load save read write parse fetch find create delete remove validate build generate convert "
    "merge send render acquire release apply serialize deserialize optimize initialize plot verify calc search".split()
)
_CHECKING = frozenset(("check", "validation", "verification"))  # at the end of a name they stand for a verb
_GLUED = (
    "calc",
    "clean",
    "compute",
    "convert",
    "fetch",
    "get",
    "parse",
    "send",
)  # may precede a word without a separator
_SHORT = 2  # a verb and its object
_SHORTEST_REST = 4  # minimum letters of the word that is joined to a verb
_ENDINGS = ("ing", "ings", "ment", "able", "ance", "ation", "aways", "ively")  # the endings of one word, not of two
VAGUE = frozenset(
    "allow decide do end enter expect explore follow give go guarantee help hold impose inform issue keep lift make "
    "pass proceed protect provide put reach respect satisfy suggest support take touch use utilize".split()
)
"""Verbs that say nothing without an object."""
_OFTEN_NOUNS = frozenset("report record request schedule reload exit post".split())
# Verbs that are as often nouns. At the beginning of a name they may say what is returned.
_EITHER_WAY = frozenset(
    "factor index issue label level mirror model order pivot position profile project queue sample scale segment "
    "sequence shape stack stage title view".split()
)


def find_own_verb(parts: list[str], stays: Callable[[str], bool], known: Purpose) -> tuple[list[str], list[str]]:
    """Return the verb of a function's name if it is generic, and the other words."""
    while len(parts) > _SHORT and parts[0] in _BEFORE_VERB and parts[1] in VERBS:
        parts = parts[1:]
    if glued := next((one for one in _GLUED if _is_glued(parts[:1], one)), None):
        return ([glued], parts[1:]) if stays(glued) and not known.is_noun else ([], parts)
    if not parts or (len(parts) == 1 and parts[0] not in VERBS):
        return [], parts
    first, last = parts[0], parts[-1]
    if first in ("num", "n", "nb", "number") and len(parts) > 1 and singular(last) != last:
        return ([], ["item", "count"]) if known.is_noun else (["count"], parts[1:])
    gives = bool(known.verbs) and not known.is_action  # the code was read, and returns a value
    if first in ("on", "at") and len(parts) > 1:
        if gives:
            return [], []
        return ["handle"], ["event"] if not stays(parts[1]) else [*parts[1:], "event"]
    if known.is_noun and first not in PREDICATES | _CLEAR:
        return [], parts
    if gives and known.parameters and known.objects[:1] != ("request",) and _converts(parts):
        return ["convert"], []
    if "check" in parts[1:-1] and known.verbs[:1] and known.verbs[0] in PREDICATES and stays("check"):
        return ["check"], parts[parts.index("check") + 1 :]
    if (first in VERBS | PREDICATES and stays(first)) or (first in DIRECTIONS and len(parts) > 1):
        return [first], parts[1:]
    if known.is_action and "on" in parts[1:-1]:
        return ["handle"], ["event"]
    return _find_inner_verb(parts, stays)


def _find_inner_verb(parts: list[str], stays: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """Return the verb within a name or at its end."""
    if parts[-1] in _CHECKING and stays("check"):
        return ["check"], []
    for at, word in enumerate(parts[1:], 1):
        if word in ("is", "has") and at + 1 < len(parts):
            return [word], parts[at + 1 :]
        if word in _CLEAR and stays(word):
            return [word], parts[at + 1 :] or parts[:at]
    return [], parts


def _is_glued(parts: list[str], verb: str) -> bool:
    word = parts[0] if parts else ""
    rest = word.removeprefix(verb)
    return rest != word and len(rest) >= _SHORTEST_REST and not rest.endswith(_ENDINGS) and word not in VERBS


def _converts(parts: list[str]) -> bool:
    """Whether a name is a conversion such as `inches_to_points` or `inches2points`.

    A span such as `days_to_end` is none.
    """
    for at, word in enumerate(parts[1:-1], 1):
        if word in ("to", "2") and len(parts[at - 1]) > 1 and len(parts[at + 1]) > 1:
            return parts[0] not in VERBS | PREDICATES and not is_noun(parts[at - 1])
    return False


def keeps_verb(verb: str, known: Purpose, head: str | None) -> bool:
    """Whether the verb of a name stays although the code was read: it has an object, and fits the code."""
    if not known.verbs:
        return True
    if verb in PREDICATES:
        return not known.is_action and (head is not None or known.verbs[0] not in PREDICATES)
    if verb == "get" and known.is_action and known.verbs[0] not in ("run", "execute", "process"):
        return False
    if head is not None:
        return True
    if verb in ("handle", "process"):
        return known.is_action or known.said_verb == verb or known.verbs[0] in ("handle", "get", "find")
    if verb == "to":
        return known.said_verb is None
    if verb in _OFTEN_NOUNS and known.verbs[0] in ("validate", "check", "get", "collect", "build", "compute"):
        return False
    weak = verb in VAGUE or (verb in _EITHER_WAY and known.verbs[0] in ("build", "compute", "create"))
    return not weak


def says_less(verb: str, rest: list[str], known: Purpose, said: str | None) -> bool:
    """Whether the verb of a name without an object of its own says less than what the code does."""
    if verb != "get" or known.is_noun or said or not known.verbs or any(singular(word) != word for word in rest[-1:]):
        return False
    return known.verbs[0] in _STRONG and known.objects[:1] in _BARE


_STRONG = frozenset("calculate compute count create estimate fetch find load parse read".split())
_BARE = (("value",), ("result",), ("data",), ("object",))
