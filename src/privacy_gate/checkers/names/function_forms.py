"""Propose neutral names for a function: a verb and its object, from the name if they are generic, otherwise from the
code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from privacy_gate.checkers.names.generic_words import PREDICATES, is_noun, singular
from privacy_gate.checkers.names.name_head import BREAKS, MASSES, MEASURES, about_of, phrases
from privacy_gate.checkers.names.name_nouns import name_noun
from privacy_gate.checkers.names.own_verbs import DIRECTIONS, find_own_verb, keeps_verb, says_less
from privacy_gate.checkers.names.specific_nouns import VAGUE_NOUNS, find_key, find_specific_nouns
from privacy_gate.checkers.names.usual_objects import propose_nouns
from privacy_gate.checkers.names.value_roles import Purpose

_SHORT = 2  # words of a question and its subject
_VERBS = ("process", "handle", "compute")  # used if neither the name nor the code gives a verb
_OBJECTS = ("data", "items", "values")
_VALUES = ("value", "item", "entry")
_AUXILIARIES = frozenset("should can may must will did does".split())  # only a verb can follow them


def function_forms(
    parts: list[str], stays: Callable[[str], bool], purpose: Purpose | None, reveals: Callable[[str], bool]
) -> Iterator[list[str]]:
    """Yield the words of neutral names for a function, the best first."""
    known = purpose if purpose is not None and purpose.verbs else Purpose()  # otherwise it is only called here
    verbs = [word for word in known.verbs if not reveals(word)]
    objects = [noun for noun in known.objects if not any(map(reveals, noun.split("_")))]
    own_verb, rest = ([], []) if known.is_decided else find_own_verb(parts, stays, known)
    if own_verb and own_verb[0] in DIRECTIONS and verbs and verbs[0] in PREDICATES:
        own_verb = []  # the function is a predicate
    asks = bool(own_verb) and own_verb[0] in PREDICATES
    modifiers, head, number = about_of(rest, stays, whole=asks)
    said = known.said if known.said and not any(map(reveals, known.said.split("_"))) else None
    given = [noun for one in known.parameters[:1] if (noun := name_noun(one)) and not reveals(noun)]

    if own_verb and (
        not keeps_verb(own_verb[0], known, head) or (head is None and says_less(own_verb[0], rest, known, said))
    ):
        own_verb = []
        asks = False
    if not own_verb:
        verbs, objects = _verbs_of_code(verbs, objects, head, given if not said else [], known)
        if (head and _gives_way(head, known, verbs, said)) or (head is None and "permission" in objects):
            modifiers, head = [], None
    elif known.said_verb not in (None, own_verb[0]):
        said = None  # the docstring is about something else
    if own_verb == ["convert"] and not rest:
        objects = [*given, *objects]
        said = None

    if own_verb == ["get"] and objects[:1] == ["result"]:
        objects = ["value", *objects]

    def nouns_after(verb: list[str]) -> list[str]:
        found = list(
            propose_nouns(verb, rest, objects, said, stays, is_action=known.is_action, is_own=verb == own_verb)
        )
        if verb and found[0] in VAGUE_NOUNS and not asks:
            found = [*(one for one in find_specific_nouns(verb[0], known) if not reveals(one)), *found]
        if verb and not modifiers and (key := find_key(verb[0], found[0], known)) and not reveals(key):
            found = [f"{found[0]}_by_{key}", *found]
        if modifiers and found[0].partition("_")[2] in MEASURES:
            found[0] = "value"  # the name specifies the measure
        return [found[0], _extend_noun(found[0]), *found[1:]] if known.is_noun and found[0] not in _VALUES else found

    if asks:
        modifiers, head, number = _asked_about(own_verb[0], (modifiers, head, number), parts, objects)
    if head and verbs and verbs[0] in PREDICATES:
        verbs = verbs[1:]
    if own_verb and head is None and not asks:
        yield from _directed(own_verb, rest, stays)
    leads = own_verb or ([] if known.is_noun else [*verbs, *_VERBS])
    for verb in ([one] for one in leads) if leads else ([],):
        yield from phrases(verb, modifiers, [head] if head else nouns_after(verb), number)
    for one in (*leads, *verbs, *_VERBS):
        for noun in (*([head] if head else ()), *nouns_after([one]), *objects, *_OBJECTS):
            yield [one, *noun.split("_")]


def _extend_noun(noun: str) -> str:
    """Return a longer form of a noun that is taken: `scores` gives score_list, `section` section_data."""
    one = singular(noun)
    if "_" in noun or one in VAGUE_NOUNS:
        return f"current_{noun}"
    return f"{one}_list" if one != noun else f"{noun}_{_KINDS.get(noun, 'value')}"


_KINDS = dict.fromkeys("section table report summary config metadata content settings".split(), "data")
_KINDS |= dict.fromkeys("title name label description comment message note".split(), "text")
_UNDIRECTED = DIRECTIONS | frozenset("parse get create make build generate find return compute calculate".split())


def _directed(verb: list[str], rest: list[str], stays: Callable[[str], bool]) -> Iterator[list[str]]:
    """Yield a form with the direction that the name states: `jump_to_position`, `load_from_file`."""
    at = next((at for at, word in enumerate(rest) if word in ("to", "into", "from")), None)
    if at is None or verb[0] in _UNDIRECTED or any(word in BREAKS for word in rest[:at]):
        return
    modifiers, head, number = about_of(rest[at + 1 :], stays)
    if head and head not in VAGUE_NOUNS:
        yield [*verb, rest[at], *modifiers, head, *number]


def _verbs_of_code(
    verbs: list[str], objects: list[str], head: str | None, given: list[str], known: Purpose
) -> tuple[list[str], list[str]]:
    """Return the verbs and objects that the code gives to a name that has no verb, or whose verb must be dropped."""
    if head and objects[:1] in (["action"], ["hook"]):
        return ["process"], objects
    if verbs[:1] == ["get"] and head in known.parameters:
        return ["process"], objects  # it computes something from its parameter
    if verbs[:1] == ["get"] and objects[:1] == ["result"] and not head and given:
        return ["process"], given
    if verbs[:1] == ["get"] and objects[:1] == ["result"]:
        return (["prepare"], ["result"]) if known.is_long else (["get"], ["value", *objects])
    return verbs, objects


def _gives_way(head: str, known: Purpose, verbs: list[str], said: str | None) -> bool:
    """Whether a noun of the name must be dropped because it does not fit the verb of the code."""
    if _contradicts(head, known):
        return True
    if known.said_verb not in verbs[:1]:
        return False
    # the docstring names the object of the verb
    return head in known.parameters or bool(said and not known.said_words & {head, singular(head)})


def _contradicts(head: str, known: Purpose) -> bool:
    """Whether the code contradicts a noun of the name: the function returns another kind of value, or sets fields."""
    if known.is_noun or not known.objects:
        return False
    if known.verbs[:1] == ("update",) and known.objects[0] == "state":
        return True
    noun = known.objects[0]
    return singular(head) == head and head not in MASSES and (noun in ("mapping", "function") or noun in _OBJECTS[1:])


def _asked_about(
    verb: str, about: tuple[list[str], str | None, list[str]], parts: list[str], objects: list[str]
) -> tuple[list[str], str | None, list[str]]:
    """Return the modifiers, the head and the number that follow the verb of a predicate."""
    modifiers, head, number = about
    if verb in _AUXILIARIES or not head:
        return [], None, []
    if is_noun(head) and verb == "is" and len(parts) > len(modifiers) + len(number) + _SHORT:
        modifiers = ["matching"] if "match" in objects else []  # one of several of the same kind
    return modifiers, head, number
