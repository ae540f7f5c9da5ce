"""Compute the features of a sentence for the wording model: its words, their order, and the kind of each word.

training/wording computes the weights with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

from msgspec import Struct

from privacy_gate.index import vocabulary

SIZE = 1 << 19
"""The number of slots for the weights of features. A feature is hashed to its slot."""
LONGEST = 60
"""The number of words that are read of a sentence."""

_TOKEN = re.compile(r"[^\W\d_]{1,40}(?:['’][^\W\d_]{1,20})?|[0-9]{1,20}(?:[.,:][0-9]{1,20}){0,6}|[%€$£¥§]|[^\w\s]|_")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+|[A-Z]")
_CJK = (range(0x3040, 0x3100), range(0x3400, 0xA000), range(0xAC00, 0xD7B0))  # an expression would take 2 ms
_END = frozenset('.!?:;-–—|/*#"“„«(>[')
# Function words. Features of the word order contain the kinds of all other words.
_SMALL = frozenset(
    """
    a about after again all also an and any are as at be because been before being both but by can could did do does
    don't each else every except few first for from gets get got had has have he her him his how i if in instead into
    is isn't it it's its just keep last later let like may me more most must my need needs never new next no nobody
    not now of off on once one only or other otherwise our out over own per please same say says she should since so
    some still such than that that's the their them then there these they this those though till to too two under
    unless until up us was we well were what when where which while who whose why will with without won't would yet
    you your
    aber alle als am auch auf aus bei bis damit das dem den der des die dies doch ein eine einem einen einer er es
    für hat ihr ihre im in ist ja kein keine man mit nach nicht noch nur ob oder ohne sein seine seit sich sie sind
    sonst über um und uns unser unsere vom von vor weil wenn wer wie wir wird zu zum zur
    au aux avec car ce cela ces cette dans de des du elle en est et eux ici il ils je la le les leur leurs lui mais
    ne nos notre nous on ou par pas plus pour que qui sa sans sauf se ses si son sont sous sur tant un une vous
    al como con cuando del desde donde el ella ellos entre era es esta este hasta hay la las lo los más muy ni no nos
    nuestro nuestra o para pero por porque que quien se según ser si sin sino solo son su sus también un una y ya
    ao às com da das dele do dos e ela ele em foi já mas na nas no nos nossa nosso num não o os ou pela pelo porque
    quando quem se sem ser seu sua só tem um uma até
    anche che chi ci con cui da dal dalla degli dei del della di e fino gli ha i il in la le lo loro ma nel nella noi
    non nostra nostro o per perché più quando se senza si solo sono su sul tra un una
    aan alleen als bij dan dat de die door een en er geen het hun ik is maar met naar niet nog om onze ook op te tot
    uit van voor want wat we wij worden zij zonder
    """.split()
)


class WordingToken(Struct, frozen=True):
    """A word, a number or a punctuation mark of a text, with its offsets. `low` is its text in lower case."""

    start: int
    end: int
    text: str
    low: str


def tokens(text: str) -> list[WordingToken]:
    """Return the first tokens of a text. Names of code and paths are split into their words."""
    found: list[WordingToken] = []
    for match in _TOKEN.finditer(text):
        whole, start = match[0], match.start()
        if whole[0].isalpha() and not whole.islower() and not whole.istitle() and not whole.isupper():
            found += [
                WordingToken(start + p.start(), start + p.end(), p[0], p[0].lower()) for p in _PARTS.finditer(whole)
            ]
        elif len(whole) > 1 and _is_cjk(whole[0]):
            found += [WordingToken(start + at, start + at + 1, one, one) for at, one in enumerate(whole)]
        elif whole != "_":
            found.append(WordingToken(start, match.end(), whole, whole.lower()))
        if len(found) >= LONGEST:
            break
    return found[:LONGEST]


def _is_cjk(sign: str) -> bool:
    """Whether a character belongs to a script without spaces between words."""
    return sign > "\u303f" and any(ord(sign) in one for one in _CJK)


@lru_cache(20_000)
def rarity(word: str) -> int:
    """Return how rare a word is in public prose and names, from 0 (very common) to 15 (unknown)."""
    use = vocabulary.word(word)
    return 15 - min(15, max(vocabulary.prose(word), use.packages))


def kinds(found: Sequence[WordingToken]) -> list[str]:
    """Return the kind of each token: for a function word the word itself, for others their rarity and form."""
    kinds_: list[str] = []
    begins = True
    for token in found:
        text, low = token.text, token.low
        first = text[0]
        if low in _SMALL:
            kind = low
        elif first.isdigit():
            plain = text.strip("0123456789")
            kind = "#y" if len(text) == 4 and text[:2] in ("19", "20") else "#" if not plain else "#" + plain[0]
            kind += str(min(len(text), 4))
        elif not first.isalnum():
            kind = first
        elif _is_cjk(first):
            kind = "J"
        else:
            rare = rarity(low)
            band = "0" if rare < 4 else "1" if rare < 7 else "2" if rare < 10 else "3" if rare < 15 else "4"
            style = "w"
            if first.isupper():
                style = "A" if text.isupper() and len(text) > 1 else "B" if begins else "N"
            kind = style + band
        kinds_.append(kind)
        begins = first in _END or (begins and not first.isalnum())
    return kinds_


def _hashed(key: str) -> int:
    return crc32(key.encode("utf-8", "replace")) & (SIZE - 1)


def of_tokens(found: Sequence[WordingToken], kinds_: Sequence[str]) -> list[list[int]]:
    """Return for each token the slots of its features: its word, its letters, its kind, and pairs with the tokens
    before it.
    """
    features: list[list[int]] = []
    before, before_kind, two_kinds = "^", "^", "^^"
    for token, kind in zip(found, kinds_, strict=True):
        low = token.low
        form = kind if low[0].isdigit() else low
        own = [_hashed(f"p{before} {form}"), _hashed(f"m{before_kind} {form}"), _hashed(f"l{before_kind} {kind}")]
        own += [_hashed(f"t{two_kinds} {kind}"), _hashed(f"n{before} {kind}")]
        own += _alone(low, form, kind)
        features.append(own)
        two_kinds = f"{before_kind} {kind}"
        before, before_kind = form, kind
    return features


@lru_cache(8192)
def _alone(low: str, form: str, kind: str) -> list[int]:
    """Return the slots of those features of a token that do not depend on its neighbours."""
    own = [_hashed(f"w{form}"), _hashed(f"k{kind}")]
    if len(low) > 3 and low not in _SMALL and low[0].isalpha():
        edged = f"<{low}>"
        own += [_hashed(f"c{edged[at : at + 4]}") for at in range(min(len(edged) - 3, 14))]
    return own


def is_small(word: str) -> bool:
    """Whether a word (in lower case) is a function word. Such a word reveals nothing by itself."""
    return word in _SMALL
