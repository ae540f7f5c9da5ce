"""What a name is called instead: generic words of the name itself, and where they do not suffice what the code does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from privacy_gate.base.naming import join, words
from privacy_gate.checkers.names.free_names import RESERVED, add_number
from privacy_gate.checkers.names.generic_words import (
    MODIFIERS,
    PREDICATES,
    VERBS,
    is_generic,
    is_noun,
    plural,
    singular,
)

if TYPE_CHECKING:
    from privacy_gate.checkers.names.value_roles import Purpose

# Words at which a name stops saying what it is about, and begins to say when, why or for whom.
_BREAKS = frozenset(
    (
        "after at before below above by during except for from if in into on only per than then to unless until upon "
        "via when where while with within without because since so but and or of"
    ).split()
)
_DIRECTIONS = frozenset(("to", "from", "as", "on"))  # that may begin the name of a function
_MOST_MODIFIERS = 2
_SHORT = 2  # words of a name that gets none more
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
        if purpose is not None and not purpose.verbs:  # it is only called here
            objects = []
        verbs = [word for word in (purpose.verbs if purpose else ()) if not tells(word)]
        yield from _of_function(
            parts, stays, verbs, objects, is_noun=bool(verbs) and purpose is not None and purpose.is_noun
        )
    else:
        yield from _of_value(parts, stays, objects)


def _of_function(
    parts: list[str], stays: Callable[[str], bool], verbs: list[str], objects: list[str], *, is_noun: bool
) -> Iterator[list[str]]:
    own_verb, rest = _verb(parts, stays)
    asks = bool(own_verb) and own_verb[0] in PREDICATES
    modifiers, head, number = _about(rest, stays, whole=asks)
    nouns = [head] if head else _instead(own_verb, rest, objects, stays)
    if asks and not head:
        modifiers, number = [], []
    if head and not own_verb and len(parts) == _SHORT:
        yield [*modifiers, head, *number]
    leads = own_verb or ([] if is_noun else [*verbs, *_FALLBACKS["function"]])
    if not leads:
        yield from _phrases([], modifiers, nouns, number)
    for verb in leads:
        yield from _phrases([verb], modifiers, nouns, number)
    for verb in (*leads, *verbs, *_FALLBACKS["function"]):
        for noun in (*nouns, *objects, *_OBJECTS):
            yield [verb, noun]


def _verb(parts: list[str], stays: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """The verb with which a function's name begins, if that is a generic one, and the other words."""
    if not parts or (len(parts) == 1 and parts[0] not in VERBS):
        return [], parts
    first = parts[0]
    if first in ("num", "n", "nb", "number") and len(parts) > 1:
        return ["count"], parts[1:]
    if first in ("on", "at") and len(parts) > 1:
        return ["handle"], ["event"] if not stays(parts[1]) else [*parts[1:], "event"]
    if (first in VERBS | PREDICATES and stays(first)) or (first in _DIRECTIONS and len(parts) > 1):
        return [first], parts[1:]
    return [], parts


def _instead(verb: list[str], rest: list[str], objects: list[str], stays: Callable[[str], bool]) -> list[str]:
    """Nouns for a head that cannot stay: what usually follows the verb, then what the code gives."""
    first = verb[0] if verb else ""
    if first in ("should", "can", "may", "must", "will", "did", "does"):
        return [*(word for word in rest if word in VERBS and stays(word)), "apply", "proceed"]
    if first in PREDICATES:
        if first in ("is", "are", "was"):
            return [*(one for one in objects if one in _STATES or one in ("match", "instance")), "valid", "match"]
        return ["items", "value", "match"]
    if first:
        objects = [one for one in objects if one not in _STATES]
    usual = _USUAL.get(first, ())
    nouns = list(dict.fromkeys([*usual, *objects] if first in _USUAL else [*objects, *_OBJECTS]))
    some = _is_plural(rest)
    return [plural(one) if some and one in _COUNTED else one for one in nouns]


# What usually follows a verb, whatever the code holds.
_USUAL: dict[str, tuple[str, ...]] = {
    "run": ("process", "job"),
    "save": ("data", "record"),
    "plot": ("data", "chart"),
    "send": ("message", "request"),
    "check": ("condition", "input"),
    "from": ("data", "source"),
    "to": ("data", "output"),
    "add": ("item", "entry"),
    "remove": ("item", "entry"),
    "count": ("items", "entries"),
    "handle": ("event", "request"),
    "initialize": ("state", "component"),
    "init": ("state", "component"),
    "setup": ("environment", "component"),
    "display": ("items", "output"),
    "solve": ("problem", "system"),
    "on": ("event", "change"),
    "load": ("data", "table"),
    "match": ("items", "pattern"),
    "notify": ("users", "listeners"),
    "train": ("model",),
    "call": ("function",),
    "group": ("items", "rows"),
    "create": ("object", "record"),
    "define": ("object", "constraint"),
}
_STATES = frozenset("valid enabled included".split())  # that only a predicate can be followed by
_COUNTED = frozenset("item value record entry row object component difference product event".split())


def _phrases(verb: list[str], modifiers: list[str], nouns: Sequence[str], number: list[str]) -> Iterator[list[str]]:
    """A verb with each noun, first with what says which."""
    for noun in nouns[:3]:
        if verb and singular(noun) == verb[0]:
            continue
        for count in range(min(len(modifiers), _MOST_MODIFIERS), -1, -1):
            kept = [word for word in modifiers[len(modifiers) - count :] if word not in (*verb, noun)]
            yield [*verb, *kept, noun, *number]


def _about(
    rest: list[str], stays: Callable[[str], bool], *, whole: bool = False
) -> tuple[list[str], str | None, list[str]]:
    """The modifiers, the head and the number of what a name is about, before it says when, why or for whom."""
    number = rest[-1:] if len(rest) > 1 and rest[-1].isdigit() else []
    about = rest if whole else list(itertools.takewhile(lambda word: word not in _BREAKS, rest))
    if not any(stays(word) and is_noun(word) for word in about):
        about = about or rest
    nouns = [at for at, word in enumerate(about) if is_noun(word) and stays(word)]
    if whole and about and about[-1] in MODIFIERS and stays(about[-1]):
        return [], about[-1], number
    if not nouns:
        return [word for word in about if word in MODIFIERS and stays(word)], None, number
    before = [word for word in about[: nouns[-1]] if word in MODIFIERS and stays(word)]
    return before, about[nouns[-1]], number


def _is_plural(parts: list[str]) -> bool:
    last = next((word for word in reversed(parts) if not word.isdigit()), "")
    return len(last) > 3 and singular(last) != last


def _of_class(parts: list[str], stays: Callable[[str], bool], objects: list[str]) -> Iterator[list[str]]:
    number = parts[-1:] if len(parts) > 1 and parts[-1].isdigit() else []
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
