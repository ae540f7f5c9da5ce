"""How often public code uses names, words and pairs of words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from privacy_gate.base.naming import words
from privacy_gate.index.file_parts import parts
from privacy_gate.index.vocabulary import fold_name
from training.public_code.archives import Member

_HEXADECIMAL = re.compile(r"(?i)[0-9a-f_]{16,}|(?:[a-z]{0,3}[0-9]){4,}\w*")
_LONGEST = 60
_WORD = re.compile(r"[^\W\d_]{2,30}")
_HOST = re.compile(r"(?://|@)((?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,12})\b")


class Package(NamedTuple):
    """The figures of one package: names (folded, and hosts) with their uses, words of prose with theirs."""

    names: Counter[str]
    prose: Counter[str]


def count(members: Iterable[Member]) -> Package:
    """Count the files of one package."""
    exact: Counter[str] = Counter()
    prose: Counter[str] = Counter()
    servers: set[str] = set()
    for member in members:
        found = parts(member.text, member.family)
        exact.update(found.names)
        servers.update(_HOST.findall(member.text.lower()))
        prose.update(_WORD.findall(found.prose.lower()))
    names: Counter[str] = Counter()
    for name, uses in exact.items():
        if _worth(name):
            names[fold_name(name)] += uses
    names.update(servers)
    return Package(names, prose)


class Counts:
    """The figures of all packages. `packages` counts, of each thing, the packages that it stands in."""

    def __init__(self) -> None:
        self.names: Counter[str] = Counter()
        self.name_packages: Counter[str] = Counter()
        self.words: Counter[str] = Counter()
        self.word_packages: Counter[str] = Counter()
        self.pairs: Counter[str] = Counter()
        self.prose: Counter[str] = Counter()
        self.standard: set[str] = set()

    def size(self, table: str) -> int:
        """How many different things were counted for a table."""
        return len(getattr(self, table))

    def add(self, package: Package, *, standard: bool = False) -> None:
        """Each name counts once a package in words and pairs, so that a package that says something
        often weighs no more than one that says it once."""
        self.prose.update(package.prose)
        self.names.update(package.names)
        self.name_packages.update(package.names.keys())
        if standard:
            self.standard.update(package.names)
        of_package: set[str] = set()
        for name in package.names:
            if "." not in name:
                said = list(_letters(name))
                self.words.update(said)
                self.pairs.update(f"{first} {second}" for first, second in pairwise(said))
                of_package.update(said)
        self.word_packages.update(of_package)


def _worth(name: str) -> bool:
    return 1 < len(name) <= _LONGEST and not _HEXADECIMAL.fullmatch(name)


def _letters(name: str) -> Iterator[str]:
    return (word for word in words(name) if len(word) > 1 and not word.isdigit())


def scale(count: int, most: int = 15) -> int:
    """A count on the scale of `privacy_gate.index.vocabulary`: 1 for one, 2 for two and three, 3 for four to seven."""
    return min(most, count.bit_length())
