"""Decide whether a word is a form of a revealing word: its plural, another form of its stem, or its abbreviation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

_SUFFIXES = (
    "izations ization isations isation ations ation itions ition ments ment ings ing ities ity ancies ancy ances ance "
    "ences ence ives ive ions ion als ally al ables able ables ers er ors or ies ied ees ee eds ed ates ate izes ize "
    "ises ise es ly s y e"
).split()
_SHORTEST_STEM = 3
_SHORTEST_PREFIX = 4

# Abbreviations of programmers. Their long forms reveal nothing.
_TECHNICAL = frozenset(
    "args attr attrs calc calcs cols config configs coord coords coeff coeffs conn desc dims dist elem elems enum exec "
    "expr func funcs hist idxs info infos init inits lims meas meta opts orig param params perm perms poly prep prev "
    "prob probs prod prop props quant recs regs repo repr reqs resp sels sess spec specs stat stats subs summ temp "
    "trans tran vals vars vecs".split()
)


AMBIGUOUS = frozenset(
    "service services route routes support recommend recommends recommendation recommendations "
    "acceleration withdraw exchange discharge holder holders library libraries milestone issue issues consult "
    "promote negotiate".split()
)
"""Generic words that are as often about a trade. A neutral name has none of them that the revealing name has."""


@lru_cache(4096)
def stem(word: str) -> str:
    """Return a word without its endings: `payments`, `paying` and `pay` give pay."""
    for _ in range(2):
        found = next((one for one in _SUFFIXES if word.endswith(one) and len(word) - len(one) >= _SHORTEST_STEM), None)
        if found is None:
            break
        word = word[: -len(found)]
    return word[:-1] if len(word) > _SHORTEST_STEM and word[-1] == word[-2] else word


def extend_to_forms(parts: Sequence[str], reveals: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return a function that is also true for other forms of the revealing words among `parts`."""
    revealing = [word for word in parts if reveals(word)]
    revealing += (word for word in parts if word in AMBIGUOUS and word not in revealing and len(parts) > 1)
    stems = {stem(word) for word in revealing}
    short = tuple(word for word in revealing if len(word) >= _SHORTEST_PREFIX and word not in _TECHNICAL)

    def told(word: str) -> bool:
        return reveals(word) or (word.isalpha() and stem(word) in stems) or (bool(short) and word.startswith(short))

    return told
