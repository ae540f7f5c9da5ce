"""Find the parts of a name: the head (what it is about), modifiers (which one), and a number."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from privacy_gate.checkers.names.generic_words import MODIFIERS, is_noun, singular

# Words after which a name says when, why or for whom.
BREAKS = frozenset(
    (
        "after at before below above by during except for from if in into on only per than then to unless until upon "
        "via when where while with within without because since so but and or of "
        "no not only can has is was using over under between against across"
    ).split()
)
_MOST_MODIFIERS = 2
_LONGEST_COUNTER = 2  # digits
_SHORTEST_PLURAL = 3


def phrases(verb: list[str], modifiers: list[str], nouns: Sequence[str], number: list[str]) -> Iterator[list[str]]:
    """Yield the words of names: the verb with each noun, first with all modifiers, then with fewer."""
    for noun in nouns[:3]:
        if verb and singular(noun) == verb[0]:
            continue
        for count in range(0 if noun in MASSES or noun in MEASURES else min(len(modifiers), _MOST_MODIFIERS), -1, -1):
            kept = [
                word
                for word in modifiers[len(modifiers) - count :]
                if word not in (*verb, noun) and not (verb and verb[0].startswith(word))
            ]
            yield [*verb, *kept, *noun.split("_"), *number]


# Nouns that are never preceded by a word for which or how many.
MASSES = frozenset("condition conditions input state data event access details output table mapping array".split())


MEASURES = frozenset("mean average maximum minimum total count".split())  # they specify how something is measured


def about_of(
    rest: list[str], stays: Callable[[str], bool], *, whole: bool = False
) -> tuple[list[str], str | None, list[str]]:
    """Return the modifiers, the head and the number of a name. Its parts about when, why or for whom are ignored.

    The head is the last word, or the noun before a modifier at the end. If the head must be dropped, it is None. Then
    only the words for how many, or for which of several, are returned as modifiers.
    """
    number = rest[-1:] if len(rest) > 1 and is_counter(rest[-1]) else []
    about = rest if whole else list(itertools.takewhile(lambda word: word not in BREAKS, rest))
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
    apart = about[: len(about) - 1 - len(before)]
    is_other = any(singular(word) != word and len(word) > _SHORTEST_PLURAL for word in apart)  # "last five meetings …"
    fitting = _MEASURING if is_other else _QUANTITIES
    far = [word for word in apart if word in fitting and stays(word)]
    return [*far, *reversed(before)], last, number


def _is_kept(stays: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda word: (word in MODIFIERS or is_noun(word)) and stays(word)


# Words for how many, or for which of several. They fit any noun.
_QUANTITIES = frozenset(
    "all any average current cumulative default each first final initial last latest max maximum mean median min "
    "minimum minimal multiple new next old previous relative single top total unique".split()
)
# Of these, the words that still fit the head if the plural after them is dropped.
_MEASURING = frozenset("average max maximum mean median min minimum total".split())
_AUXILIARIES = frozenset("should can may must will did does".split())  # only a verb can follow them
_SHAPES = frozenset(
    "df dataframe array arr list dict tuple json csv helper impl internal".split()
)  # a name may end with them


def is_counter(word: str) -> bool:
    """Whether a word is a number that tells equal names apart.

    A longer number belongs to a standard, a form or a law.
    """
    return word.isdigit() and len(word) <= _LONGEST_COUNTER and not word.startswith("0")
