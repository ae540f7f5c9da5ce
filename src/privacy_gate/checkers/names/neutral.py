"""Build a neutral name from the generic words of a name, or else from the purpose of the code."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator

from privacy_gate.base.naming import join, words
from privacy_gate.checkers.names.free_names import RESERVED, add_number
from privacy_gate.checkers.names.function_forms import function_forms
from privacy_gate.checkers.names.generic_words import (
    MODIFIERS,
    PREDICATES,
    is_generic,
    is_noun,
    plural,
    singular,
)
from privacy_gate.checkers.names.name_head import BREAKS, about_of, is_counter, phrases
from privacy_gate.checkers.names.related_words import extend_to_forms
from privacy_gate.checkers.names.value_roles import Purpose

_MOST_TESTED = 3  # generic words that stay in the name of a test

# Used if neither the name nor the code gives a word.
_VALUES = ("value", "item", "entry")
_NEUTRAL = ("value", "item", "entry", "component", "process", "part")
_FALLBACKS = {
    "class": ("component", "record", "entry"),
    "module": ("helpers", "tools", "parts"),
    "test": ("case", "example", "behavior"),
}


def neutral(  # noqa: PLR0917  (each is known to its callers under another name)
    name: str,
    kind: str,
    reveals: Callable[[str], bool],
    taken: Collection[str],
    purpose: Purpose | None = None,
    is_revealing: Callable[[str], object] = lambda _name: False,
) -> str:
    """Return a neutral name without the words for which `reveals` is true, and without their other forms.

    Only generic words stay: the verb, the head (the last noun of what the name is about), and the words that say which
    or how many. If the verb or the head is missing, `purpose` supplies it. The case style stays. The result is not in
    `taken`, not a reserved word and never the name itself. If every candidate is taken, it gets a number that depends
    only on the name, so that the name gets the same one in other files. A name for which `is_revealing` is true is
    proposed only if every other one is taken.
    """
    parts = words(name)
    told = extend_to_forms(parts, reveals)
    forms = [form for form in _forms(parts, kind, told, purpose) if form != parts and not any(map(told, form))]
    if not forms:
        forms = [[word] for word in (*_NEUTRAL, "placeholder") if not reveals(word) or word == "placeholder"]
    proposed = list(dict.fromkeys(join(form, name) for form in forms))
    usable = (one for one in proposed if one not in taken and one not in RESERVED)
    free = next((one for one in usable if not is_revealing(one)), None)
    return free or add_number(next((one for one in proposed if not is_revealing(one)), proposed[0]), name, taken)


def _forms(parts: list[str], kind: str, reveals: Callable[[str], bool], purpose: Purpose | None) -> Iterator[list[str]]:
    """Yield the words of neutral names, the best first. There is always at least one."""

    def stays(word: str) -> bool:
        return is_generic(word) and not reveals(word)

    objects = [word for word in (purpose.objects if purpose else ()) if not reveals(word)]
    if kind == "test" or (kind == "function" and parts[:1] == ["test"]):
        yield from _of_test(parts, stays)
    elif kind in ("class", "module"):
        yield from _of_class(parts, stays, [*objects, *_FALLBACKS[kind]])
    elif kind == "function":
        yield from function_forms(parts, stays, purpose, reveals)
    else:
        yield from _of_value(parts, stays, objects)


def _is_plural(parts: list[str]) -> bool:
    last = next((word for word in reversed(parts) if not word.isdigit()), "")
    return len(last) > 3 and singular(last) != last


def _of_class(parts: list[str], stays: Callable[[str], bool], objects: list[str]) -> Iterator[list[str]]:
    number = parts[-1:] if len(parts) > 1 and is_counter(parts[-1]) else []
    lead = parts[:1] if len(parts) > 1 and parts[0] == "test" else []
    about = list(itertools.takewhile(lambda word: word not in BREAKS, parts[len(lead) : len(parts) - len(number)]))
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
    modifiers, head, number = about_of(parts[len(predicate) :], stays, whole=bool(predicate))
    some = _is_plural(parts)
    nouns = [head] if head else [plural(one) if some else one for one in (objects or _VALUES)]
    yield from phrases(predicate, modifiers, nouns, number)
    for word in reversed([one for one in parts if stays(one) and one != head]):  # a word that distinguishes the name
        if head:
            yield [word, head]
    for one in (*objects, *_VALUES):
        yield [plural(one) if some else one]
