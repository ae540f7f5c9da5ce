"""Make names unique: reserved words of programming languages, and numbers for names that are taken."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable
from zlib import crc32

from privacy_gate.base.naming import CaseStyle, style, words

# Reserved words of programming languages. A suggestion that is one of them gets a number.
RESERVED = frozenset(
    (
        "and as assert async await break case catch class const continue def default del delete do elif else enum "
        "except export extends false final finally fn for from func function global goto if impl implements "
        "import in instanceof int interface is lambda let long match mod module mut namespace new nil none "
        "nonlocal not null of operator or override package pass private protected public pub raise return select "
        "self short static struct super switch this throw trait true try type typeof union unsafe use using val "
        "var virtual void volatile when where while with yield"
    ).split()
)


class Taken(set[str]):
    """The names that are taken, and for each the next number to try.

    A thousand equal names therefore cost little time.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        super().__init__(names)
        self.numbers: dict[str, int] = {}


def add_number(name: str, of: str, taken: Collection[str]) -> str:
    """Return a name with a number that makes it unused.

    The first number to try depends only on the original name (`of`).
    """
    separator = {CaseStyle.SNAKE: "_", CaseStyle.SCREAMING: "_", CaseStyle.KEBAB: "-"}.get(style(name), "")
    first = f"{name}{separator}{2 + crc32('_'.join(words(of)).encode('utf-8', 'replace')) % 98}"
    if first not in taken:
        return first
    numbers = taken.numbers if isinstance(taken, Taken) else {}
    found = next(at for at in itertools.count(numbers.get(name, 100)) if f"{name}{separator}{at}" not in taken)
    numbers[name] = found + 1
    return f"{name}{separator}{found}"
