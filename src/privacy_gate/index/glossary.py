"""Find terms that are frequent in this repository and rare in public code and prose.

A term is one to three consecutive words in names, comments and documentation. Its score is the product of two factors.
The first says how much more frequent it is here than in public text: the base-2 logarithm of the ratio (I. J. Good's
weight of evidence, in bits). The second grows with the logarithm of the number of files with the term. A term in a
single file is a detail of that file. A term in many files belongs to the business.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from privacy_gate.base.naming import words
from privacy_gate.index import file_kinds, vocabulary
from privacy_gate.index.file_parts import find_family, parts

LEAST_USES, LEAST_FILES = 3, 2
LEAST_BITS = 3.0
"""The minimum of the first factor, in bits: eight times as frequent here as in public text."""

_LONGEST = 3
_PUBLIC_PROSE = 30_000_000
"""The number of words in the public prose that was counted, rounded."""
_PUBLIC_NAMES = 9_000_000
"""The number of words in the public names that were counted, rounded. Each name counts once per package."""
_FEW = 20_000
"""A number that is added to the word count of this repository.

In a small repository, a single use therefore counts little.
"""
_EVERYWHERE = 8  # on the scale of `vocabulary`: names in 128 packages or more, such as keywords and `task`
_COMMON_PROSE = 12  # on the scale of `vocabulary`: 2,048 uses or more
_SMALL = frozenset(
    (
        "a an the this that these those of by in on at from with without for and or nor but not no to is are be "
        "been was were has have had do does did must should can could may might will would shall if when then "
        "than else as it its we our us you your they them their he she his her i me my so such also only just all "
        "any each every both some more most other another same own too very see e g ie eg etc via per into onto "
        "over under out up down off about new old get set use uses used using one two three which who whom whose "
        "what where why how there here now yet"
    ).split()
)
_SENTENCE = re.compile(r"[^\W\d_]{2,40}(?:[ '-][^\W\d_]{2,40}){0,400}")


class Term(NamedTuple):
    """A term in lower case, its score, its number of uses, its number of files, and one of these files."""

    text: str
    score: float
    uses: int
    files: int
    example: str


class Counts:
    """The frequencies of words and word sequences in this repository."""

    def __init__(self) -> None:
        self.uses: Counter[str] = Counter()
        self.in_names: Counter[str] = Counter()
        self.files: Counter[str] = Counter()
        self.example: dict[str, str] = {}
        self.total = 0

    def add(self, path: str, text: str) -> None:
        """Count the words of a file. Generated files, and files that are neither code nor documents, are skipped."""
        family = find_family(path)
        if family is None or (family != "prose" and (not file_kinds.is_code(path) or file_kinds.is_generated(text))):
            return
        found = parts(text, family)
        here: Counter[str] = Counter()
        for name, count in Counter(found.names).items():
            for said in _runs([word for word in words(name) if len(word) > 1 and not word.isdigit()]):
                here[said] += count
                self.in_names[said] += count
        for sentence in _SENTENCE.findall(found.prose.lower()):
            said_words = re.split(r"[ '-]", sentence)
            self.total += len(said_words)
            here.update(_runs(said_words))
        self.total += len(found.names)
        self.uses.update(here)
        self.files.update(here.keys())
        for said in here:
            self.example.setdefault(said, path)


def _runs(said: Sequence[str]) -> Iterable[str]:
    for size in range(1, _LONGEST + 1):
        for at in range(len(said) - size + 1):
            run = said[at : at + size]
            if _SMALL.isdisjoint(run):
                yield " ".join(run)


def rank_terms(counts: Counts, known: Iterable[str] = ()) -> list[Term]:
    """Return the terms that may belong in a glossary, best first, without those in `known`."""
    skipped = {" ".join(words(term)) for term in known}
    found: dict[str, Term] = {}
    for said, uses in counts.uses.items():
        files = counts.files[said]
        if uses < LEAST_USES or files < LEAST_FILES or said in skipped:
            continue
        bits = _bits(said, uses, counts)
        if bits >= LEAST_BITS:
            found[said] = Term(said, bits * math.log2(1 + files), uses, files, counts.example[said])
    return sorted(_drop_redundant(found), key=lambda term: (-term.score, term.text))


def _bits(said: str, uses: int, counts: Counts) -> float:
    """Return how much more frequent a term is here than in public text, in bits."""
    single = said.split(" ")
    here = uses / (counts.total + _FEW)
    if len(single) == 1:
        if len(said) < 3 or vocabulary.prose(said) == 15 or vocabulary.known_name(said) >= _EVERYWHERE:
            return 0.0
        prose = _middle(vocabulary.prose(said)) / _PUBLIC_PROSE
        names = _middle(vocabulary.word(said).uses) / _PUBLIC_NAMES
        return math.log2(here / max(prose, names, 0.3 / _PUBLIC_PROSE))
    if not counts.in_names[said] and all(vocabulary.prose(word) >= _COMMON_PROSE for word in single):
        return 0.0  # common words that sentences happen to join
    together = [vocabulary.pair(first, second) for first, second in itertools.pairwise(single)]
    public = min(_middle(count) for count in together) / _PUBLIC_NAMES
    rarest = min(_middle(vocabulary.prose(word)) for word in single) / _PUBLIC_PROSE
    # the pair is in no public name: assume that it is a hundredth as frequent as its rarer word
    return math.log2(here / max(public, rarest / 100, 0.3 / _PUBLIC_NAMES))


def _middle(value: int) -> float:
    """Return a typical count for a value on the vocabulary's scale, from the middle of its range."""
    return 0.0 if value == 0 else 2 ** (value - 1) * 1.4


def _drop_redundant(found: dict[str, Term]) -> list[Term]:
    """Remove terms that are mostly used within a longer one, and longer terms that add nothing to a shorter one."""
    longer: defaultdict[str, list[Term]] = defaultdict(list)
    for term in found.values():
        for part in _runs(term.text.split(" ")):
            if part != term.text:
                longer[part].append(term)
    dropped = set()
    for part, wholes in longer.items():
        own = found.get(part)
        if own is None:
            continue
        for whole in wholes:
            if whole.uses >= 0.8 * own.uses:
                dropped.add(part)
            elif own.score >= whole.score:
                dropped.add(whole.text)
    return [term for term in found.values() if term.text not in dropped]
