"""What a name is called instead: generic words of the name itself, and where they do not suffice what the code does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence

from privacy_gate.base.naming import join, words
from privacy_gate.checkers.names.free_names import RESERVED, add_number
from privacy_gate.checkers.names.generic_words import (
    MODIFIERS,
    PREDICATES,
    is_generic,
    is_noun,
    plural,
    singular,
)
from privacy_gate.checkers.names.own_verbs import DIRECTIONS, find_own_verb, keeps_verb
from privacy_gate.checkers.names.result_nouns import name_noun
from privacy_gate.checkers.names.usual_objects import follow
from privacy_gate.checkers.names.value_roles import Purpose

# Words at which a name stops saying what it is about, and begins to say when, why or for whom.
_BREAKS = frozenset(
    (
        "after at before below above by during except for from if in into on only per than then to unless until upon "
        "via when where while with within without because since so but and or of "
        "no only can has is was using over under between against across"
    ).split()
)
_MOST_MODIFIERS = 2
_SHORT = 2  # words of a question and what it is about
_LONGEST_COUNTER = 2  # digits
_MOST_TESTED = 3  # words of a test's name that stay

# Where neither the name nor the code gives a word.
_OBJECTS = ("data", "items", "values")
_VALUES = ("value", "item", "entry")
_FALLBACKS = {
    "class": ("component", "record", "entry"),
    "module": ("helpers", "tools", "parts"),
    "function": ("process", "handle", "compute"),
    "test": ("case", "example", "behavior"),
}


def neutral(
    name: str, kind: str, tells: Callable[[str], bool], taken: Collection[str], purpose: Purpose | None = None
) -> str:
    """What a name can be called without the words for which `tells` is true.

    Only generic words stay: the verb, the head, which is the last noun of what the name is about, and what says
    which or how many. Where verb or head is missing, `purpose` gives what the code does. The case style stays. The
    result is none of `taken`, no reserved word and never the name itself; where everything is taken it gets a
    number, by the name alone, so that the name is called the same in other files.
    """
    parts = words(name)
    forms = [form for form in _forms(parts, kind, tells, purpose) if form != parts]
    proposed = list(dict.fromkeys(join(form, name) for form in forms))
    free = next((one for one in proposed if one not in taken and one not in RESERVED), None)
    return free or add_number(proposed[0], name, taken)


def _forms(parts: list[str], kind: str, tells: Callable[[str], bool], purpose: Purpose | None) -> Iterator[list[str]]:
    """Words for a neutral name, the best first; never none."""

    def stays(word: str) -> bool:
        return is_generic(word) and not tells(word)

    objects = [word for word in (purpose.objects if purpose else ()) if not tells(word)]
    if kind == "test" or (kind == "function" and parts[:1] == ["test"]):
        yield from _of_test(parts, stays)
    elif kind in ("class", "module"):
        yield from _of_class(parts, stays, [*objects, *_FALLBACKS[kind]])
    elif kind == "function":
        yield from _of_function(parts, stays, purpose, tells)
    else:
        yield from _of_value(parts, stays, objects)


def _of_function(
    parts: list[str], stays: Callable[[str], bool], purpose: Purpose | None, tells: Callable[[str], bool]
) -> Iterator[list[str]]:
    known = purpose if purpose is not None and purpose.verbs else Purpose()  # else it is only called here
    verbs = [word for word in known.verbs if not tells(word)]
    objects = [word for word in known.objects if not tells(word)]
    own_verb, rest = find_own_verb(parts, stays, known)
    if own_verb and own_verb[0] in DIRECTIONS and verbs and verbs[0] in PREDICATES:
        own_verb = []  # it asks whether something is so
    asks = bool(own_verb) and own_verb[0] in PREDICATES
    modifiers, head, number = _about(rest, stays, whole=asks)
    said = known.said if known.said and not tells(known.said) else None

    if own_verb and not keeps_verb(own_verb[0], known, head):
        own_verb = []
        asks = False
    if head in known.parameters and not own_verb and verbs[:1] == ["get"]:
        verbs = ["process"]  # it gets something of what it is given
    if head in known.parameters and not own_verb and known.said_verb in verbs[:1]:
        modifiers, head = [], None
    if (
        said
        and head
        and not own_verb
        and known.said_verb in verbs[:1]
        and not known.said_words & {head, singular(head)}
    ):
        modifiers, head = [], None  # the docstring says what the verb is done to
    if not own_verb and head is None and "permission" in objects:
        modifiers = []

    if own_verb and known.said_verb not in (None, own_verb[0]):
        said = None  # the docstring speaks of something else

    given = [noun for one in known.parameters[:1] if (noun := name_noun(one)) and not tells(noun)]
    if own_verb == ["convert"] and not rest:
        objects = [*given, *objects]
        said = None

    def nouns_after(verb: list[str]) -> list[str]:
        found = list(follow(verb, rest, objects, said, stays, is_action=known.is_action, is_own=verb == own_verb))
        return [found[0], f"current_{found[0]}", *found[1:]] if known.is_noun and found[0] not in _VALUES else found

    if asks and not head:
        modifiers, number = [], []
    if asks and head and is_noun(head) and own_verb[0] == "is" and len(parts) > len(modifiers) + len(number) + _SHORT:
        modifiers = ["matching" if "match" in objects else "valid"]  # it is one of the same, but which
    if head and verbs and verbs[0] in PREDICATES:
        verbs = verbs[1:]
    leads = own_verb or ([] if known.is_noun else [*verbs, *_FALLBACKS["function"]])
    for verb in ([one] for one in leads) if leads else ([],):
        yield from _phrases(verb, modifiers, [head] if head else nouns_after(verb), number)
    for one in (*leads, *verbs, *_FALLBACKS["function"]):
        for noun in (*([head] if head else ()), *nouns_after([one]), *objects, *_OBJECTS):
            yield [one, *noun.split("_")]


def _phrases(verb: list[str], modifiers: list[str], nouns: Sequence[str], number: list[str]) -> Iterator[list[str]]:
    """A verb with each noun, first with what says which."""
    for noun in nouns[:3]:
        if verb and singular(noun) == verb[0]:
            continue
        for count in range(0 if noun in _MASSES or noun in _MEASURES else min(len(modifiers), _MOST_MODIFIERS), -1, -1):
            kept = [word for word in modifiers[len(modifiers) - count :] if word not in (*verb, noun)]
            yield [*verb, *kept, *noun.split("_"), *number]


# Of which no word says which or how many.
_MASSES = frozenset("condition conditions input state data event access details output table mapping array".split())


_MEASURES = frozenset("mean average maximum minimum total count".split())  # that say how they are measured


def _about(
    rest: list[str], stays: Callable[[str], bool], *, whole: bool = False
) -> tuple[list[str], str | None, list[str]]:
    """The modifiers, the head and the number of what a name is about, before it says when, why or for whom.

    The head is the last word. Where that cannot stay, no other noun takes its place: of the words before it, only
    those stay that say how many or which of several.
    """
    number = rest[-1:] if len(rest) > 1 and _is_counter(rest[-1]) else []
    about = rest if whole else list(itertools.takewhile(lambda word: word not in _BREAKS, rest))
    about = [word for word in about if not word.isdigit()]
    while len(about) > 1 and about[-1] in _SHAPES:
        about.pop()
    if not about:
        return [], None, number
    last = about[-1]
    if whole and last in MODIFIERS and stays(last):
        return [], last, number
    if not (stays(last) and is_noun(last)):
        if last in MODIFIERS and stays(last) and any(stays(word) and is_noun(word) for word in about[-2:-1]):
            return [last], about[-2], number
        return [word for word in about if word in _QUANTITIES and stays(word)], None, number
    before = list(itertools.takewhile(_is_kept(stays), reversed(about[:-1])))[:_MOST_MODIFIERS]
    far = [word for word in about[: len(about) - 1 - len(before)] if word in _QUANTITIES and stays(word)]
    return [*far, *reversed(before)], last, number


def _is_kept(stays: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda word: (word in MODIFIERS or is_noun(word)) and stays(word)


# How many, or which of several: true of whatever follows.
_QUANTITIES = frozenset(
    "all any average current cumulative default each first final initial last latest max maximum mean median min "
    "minimum minimal multiple new next old previous relative single top total unique".split()
)
_SHAPES = frozenset("df dataframe array arr list dict json csv helper impl internal".split())  # that a name ends with


def _is_counter(word: str) -> bool:
    """Whether a word is a number that counts alike names; a longer one is of a standard, a form or a law."""
    return word.isdigit() and len(word) <= _LONGEST_COUNTER


def _is_plural(parts: list[str]) -> bool:
    last = next((word for word in reversed(parts) if not word.isdigit()), "")
    return len(last) > 3 and singular(last) != last


def _of_class(parts: list[str], stays: Callable[[str], bool], objects: list[str]) -> Iterator[list[str]]:
    number = parts[-1:] if len(parts) > 1 and _is_counter(parts[-1]) else []
    lead = parts[:1] if len(parts) > 1 and parts[0] == "test" else []
    about = list(itertools.takewhile(lambda word: word not in _BREAKS, parts[len(lead) : len(parts) - len(number)]))
    kept = [stays(word) for word in about]
    if about and kept[-1] and (is_noun(about[-1]) or about[-1] in _ENDINGS):
        if len(about) > 1 and kept[-2] and (is_noun(about[-2]) or about[-2] in MODIFIERS):
            yield [*lead, *about[-2:], *number]
        yield [*lead, about[-1], *number]
        for noun in objects:
            yield [*lead, noun, about[-1]] if noun != about[-1] else [*lead, noun]
    for noun in objects:
        yield [*lead, noun, *number]


_ENDINGS = frozenset("exception test case mixin args kwargs".split())


def _of_test(parts: list[str], stays: Callable[[str], bool]) -> Iterator[list[str]]:
    lead = parts[:1] if parts[:1] == ["test"] else []
    kept = [word for word in parts[len(lead) :] if stays(word)]
    while kept and kept[-1] in PREDICATES:
        kept.pop()
    for count in range(min(len(kept), _MOST_TESTED), 0, -1):
        yield [*lead, *kept[:count]]
    for noun in _FALLBACKS["test"]:
        yield [*lead, noun]


def _of_value(parts: list[str], stays: Callable[[str], bool], objects: list[str]) -> Iterator[list[str]]:
    predicate = parts[:1] if len(parts) > 1 and parts[0] in PREDICATES and stays(parts[0]) else []
    modifiers, head, number = _about(parts[len(predicate) :], stays, whole=bool(predicate))
    some = _is_plural(parts)
    nouns = [head] if head else [plural(one) if some else one for one in (objects or _VALUES)]
    yield from _phrases(predicate, modifiers, nouns, number)
    for word in reversed([one for one in parts if stays(one) and one != head]):  # one that tells it from others
        if head:
            yield [word, head]
    for one in (*objects, *_VALUES):
        yield [plural(one) if some else one]
