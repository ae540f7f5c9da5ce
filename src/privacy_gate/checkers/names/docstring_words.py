"""Read the purpose of a function from the first sentence of its docstring, in generic words only."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from privacy_gate.checkers.names import generic_words

_WORD = re.compile(r"[A-Za-z]+|[.:;(\n]")
_MARKUP = re.compile(r"<[^>]{0,200}>|https?:\S{0,200}|`{1,3}[^`\n]{0,100}`{1,3}")
_FEW = 8  # words at the beginning that are read
_OPENING = frozenset(
    "try tries attempt attempts decorator "
    "helper convenience function method utility this a the simple internal private used to wrapper".split()
)
_GIVES = frozenset("return retrieve obtain give yield".split())
_ENDS = frozenset(
    "of above below for from in on with by to that which as at given and or if when where using based into per between "
    "within over is are can be has have after before without via during . : ; (".split()
)
_DETERMINERS = frozenset("the a an all each this these any one some its if whether that".split())
_CONTAINERS = frozenset("list set collection sequence iterable tuple array iterator generator".split())
_EMPTY = frozenset(
    "list set value values arg args kwarg kwargs text method test call use self user http handler helper "
    "property".split()
)
_PARTS = frozenset("version kind type way part instance copy variant form sort".split())
_EITHER_WAY = frozenset(  # as often a noun as a verb
    "average count factor group index label level list map mean model profile project query range rank record report "
    "sample scale score sequence set start test time title total update use value view weight".split()
)
_WHICH = frozenset("average current default first last latest maximum minimum next previous total".split())
_NOUNS = {"dataframe": "table", "dict": "mapping", "dictionary": "mapping", "string": "text", "number": "count"}


def describe(docstring: str) -> tuple[str | None, str | None]:
    """Return the verb and the noun of the first sentence, None for each that is not a generic word."""
    found = _skip_opening([one.lower() for one in _WORD.findall(_MARKUP.sub(" ", docstring[:400]))])
    if not found:
        return None, None
    verb = _verb(found[0])
    if verb is None and (later := _find_later_verb(docstring)):
        return later
    if found[0] in _EITHER_WAY and found[0] == verb and found[1:2] and found[1] not in _DETERMINERS:
        verb = None  # a noun: "Average rate"
    if verb is None:
        return None, None
    noun = _noun(found[1:])
    return verb, None if noun == "values" and verb == "get" else noun


def _skip_opening(found: list[str]) -> list[str]:
    """Return the words without an opening such as `This function that`."""
    at = 0
    while at < len(found) and (found[at] in _OPENING or (at and found[at] in _LINKS)):
        at += 1
    return found[at:]


def _find_later_verb(docstring: str) -> tuple[str, str | None] | None:
    """Return the verb and noun of a second sentence, or the verb of a participle: `The mean, computed from …`."""
    sentences = re.split(r"\n\s*\n|[.]\s", docstring[:400], maxsplit=2)
    for one in sentences[1:2]:
        found = [word.lower() for word in _WORD.findall(_MARKUP.sub(" ", one.strip()))]
        if found and (verb := _verb(found[0])) in _PLAIN_VERBS:
            return verb, _noun(found[1:])
    said = [one.lower() for one in _WORD.findall(sentences[0])]
    participle = next((_PARTICIPLES[one] for one in said if one in _PARTICIPLES), None)
    return (participle, None) if participle else None


_LINKS = frozenset("that which to will can".split())
_PARTICIPLES = {"calculated": "calculate", "computed": "compute", "estimated": "estimate"}
_PLAIN_VERBS = frozenset(
    "get compute calculate convert estimate find check create generate build load read write parse extract add remove "
    "update format validate plot fetch determine select filter transform normalize".split()
)


def describe_noun(docstring: str) -> str | None:
    """Return the noun of a first sentence without a verb, with a word that specifies it: `The first date of …` gives
    first_date.
    """
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
    """Return what the first sentence says is measured: `Returns an int of the number of …` gives count."""
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
    """Return the last noun of the phrase after the verb."""
    phrase: list[str] = []
    for word in found[:_FEW]:
        if word in ("and", "or") and phrase and not generic_words.is_noun(phrase[-1]):
            continue  # "consistency and precedence constraints"
        if word in _ENDS:
            break
        phrase.append(word)
    if not phrase or (phrase[-1] in _PARTS and list(found[len(phrase) : len(phrase) + 1]) == ["of"]):
        return None
    if phrase[-1] in ("object", "instance") and len(phrase) > 1 and generic_words.is_noun(phrase[-2]):
        phrase.pop()
    last = phrase[-1]
    after = found[len(phrase) : len(phrase) + 1]
    if last in _CONTAINERS and list(after) == ["of"]:
        return "items"
    if last in _NOUNS:
        return _NOUNS[last] if last != "number" or list(after) == ["of"] else "number"
    if not generic_words.is_noun(last) or (last != "values" and generic_words.singular(last) in _EMPTY):
        return None
    before = phrase[-2] if len(phrase) > 1 else ""
    qualifies = before in _QUALIFYING and before not in (last, generic_words.singular(last))
    return f"{before}_{last}" if qualifies else last


_QUALIFYING = frozenset(
    "column row cell index key field file path table matrix vector array graph node edge parameter argument attribute "
    "label color image pixel text string word line token header footer title page request response message "
    "event error constraint objective weight coefficient default current previous next first last latest initial "
    "final missing unique matching valid invalid active hidden average total minimum maximum cumulative relative "
    "absolute normalized weighted start end date time interval range boundary cache config configuration database "
    "query search filter template form layout menu user group permission access".split()
)
"""Words of a docstring that stay before a noun, because they are about programs or numbers in any business."""


def find_returned(docstring: str) -> str | None:
    """Return the noun of the part about the result: `Returns: list: the names of …` gives names."""
    found = _RETURNS.search(docstring[:4000])
    if not found:
        return None
    said = found[1].strip().splitlines()
    if len(said) > 1 and (" : " in said[0] or len(said[0].split()) == 1):
        del said[0]  # the name and the type, in the style of numpy
    first = re.sub(r"^[\w\[\], .|~`]{1,60}:\s", "", said[0].strip()) if said else ""
    phrase = [one.lower() for one in _WORD.findall(_MARKUP.sub(" ", first))]
    while phrase and phrase[0] in _DETERMINERS:
        del phrase[0]
    return _noun(phrase)


_RETURNS = re.compile(
    r"(?:^|\n)[ \t]{0,40}(?::returns?:|Returns?:?[ \t]*\n(?:[ \t]{0,40}-{2,20}[ \t]*\n)?)\s{0,60}"
    r"([^\n]{1,200}(?:\n[ \t]{1,60}[^\n]{1,200})?)"
)
