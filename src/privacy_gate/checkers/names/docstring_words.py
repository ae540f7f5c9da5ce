"""Read the purpose of a function from the first sentence of its docstring, in generic words only."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from privacy_gate.checkers.names import generic_words

_WORD = re.compile(r"[A-Za-z]+|[.:;\n]")
_MARKUP = re.compile(r"<[^>]{0,200}>|https?:\S{0,200}|`{1,3}[^`\n]{0,100}`{1,3}")
_FEW = 8  # the verb is among the first words
_OPENING = frozenset(
    "helper convenience function method utility this a the simple internal private used to wrapper".split()
)
_GIVES = frozenset("return retrieve obtain give yield".split())
_ENDS = frozenset(
    "of above below for from in on with by to that which as at given and or if when where using based into per between "
    "within over is are can be has have after before without via during . : ; \n".split()
)
_DETERMINERS = frozenset("the a an all each this these any one some its if whether that".split())
_CONTAINERS = frozenset("list set collection sequence iterable tuple array iterator generator".split())
_EMPTY = frozenset(
    "list set value values arg args kwarg kwargs text method test call use self user http handler helper".split()
)
_EITHER_WAY = frozenset(  # as often a noun as a verb
    "average count factor group index label level list map mean model profile project query range rank record report "
    "sample scale score sequence set start test time title total update use value view weight".split()
)
_WHICH = frozenset("average current default first last latest maximum minimum next previous total".split())
_NOUNS = {"dataframe": "table", "dict": "mapping", "dictionary": "mapping", "string": "text", "number": "count"}


def describe(docstring: str) -> tuple[str | None, str | None]:
    """Return the verb and the noun of the first sentence, None for each that is not a generic word."""
    found = [one.lower() for one in _WORD.findall(_MARKUP.sub(" ", docstring[:400]))]
    while found and found[0] in _OPENING:
        del found[0]
    if not found:
        return None, None
    verb = _verb(found[0])
    if found[0] in _EITHER_WAY and found[0] == verb and found[1:2] and found[1] not in _DETERMINERS:
        verb = None  # a noun: "Average rate"
    if verb is None:
        return None, None
    noun = _noun(found[1:])
    return verb, None if noun == "values" and verb == "get" else noun


def describe_noun(docstring: str) -> str | None:
    """Return the noun of a first sentence without a verb, with a word that specifies it: `The first date of …`."""
    found = [one.lower() for one in _WORD.findall(_MARKUP.sub(" ", docstring[:400]))]
    while found and found[0] in _DETERMINERS:
        del found[0]
    phrase: list[str] = []
    for word in found[:_FEW]:
        if word in _ENDS:
            break
        phrase.append(word)
    which = next((word for word in phrase[:1] if word in _WHICH), None)
    noun = phrase[-1] if phrase and generic_words.is_noun(phrase[-1]) and phrase[-1] not in _EMPTY else None
    noun = _NOUNS.get(noun or "", noun)
    return f"{which}_{noun or 'value'}" if which and which != noun else noun


def find_measure(docstring: str) -> str | None:
    """Return what the first sentence measures: `Returns an int of the number of …` gives count."""
    said = [one.lower() for one in _WORD.findall(docstring[:200].partition(".")[0])]
    found = next((_MEASURES[one] for one in said if one in _MEASURES), None)
    return found or ("count" if any(pair == ("number", "of") for pair in itertools.pairwise(said)) else None)


_MEASURES = {"average": "average", "mean": "average", "percentage": "percentage", "percent": "percentage"}
_MEASURES |= {"ratio": "ratio", "fraction": "ratio"}


def _verb(word: str) -> str | None:
    bare = generic_words.singular(word)
    for one in (word, bare, word.removesuffix("es")):
        if one in _GIVES:
            return "get"
        if one in generic_words.VERBS:
            return one
    return None


def _noun(found: Sequence[str]) -> str | None:
    """Return the last word of the phrase after the verb."""
    phrase: list[str] = []
    for word in found[:_FEW]:
        if word in _ENDS:
            break
        phrase.append(word)
    if not phrase:
        return None
    last = phrase[-1]
    after = found[len(phrase) : len(phrase) + 1]
    if last in _CONTAINERS and list(after) == ["of"]:
        return "items"
    if last in _NOUNS:
        return _NOUNS[last] if last != "number" or list(after) == ["of"] else "number"
    return (
        last
        if generic_words.is_noun(last) and (last == "values" or generic_words.singular(last) not in _EMPTY)
        else None
    )
