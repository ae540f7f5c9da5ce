"""Digests of glossary terms, for a list that must not reveal its terms.

scrypt (RFC 7914) with n = 1024, r = 1, p = 1 takes half a millisecond and 128 kB. This is weak: a list of words can be
tried within minutes, as with any digest of a word. It prevents that the list is read at a glance, found by a search, or
learnt by a model. A stronger setting would be noticeable: every word of a prompt is hashed, so a prompt of 50 lines
takes 0.2 s for each length of term. All entries share one salt, because each salt would take the same time again.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from privacy_gate.base.naming import word_spans, words

LONGEST = 5
"""The maximum number of words in a term."""
MOST = 4_000
"""The maximum number of distinct word sequences of a text that are hashed. This takes two seconds."""

_SCRYPT = {"n": 1024, "r": 1, "p": 1, "dklen": 16}
_PART = re.compile(r"[^\W_]+(?:_[^\W_]+)*")
_BETWEEN = re.compile(r"[\s_'/-]{1,4}|\.")


class WordRun(NamedTuple):
    """Consecutive words: offsets in the text, and the words in lower case."""

    start: int
    end: int
    said: str


def digest(term: str, others: Sequence[str] = ()) -> str:
    """Return the digest of a term, with the salt of other digests if there are any.

    Raises ValueError for a term without words or with too many.
    """
    said = [word for found in _PART.finditer(term) for word in words(found[0])]
    if not 1 <= len(said) <= LONGEST:
        raise ValueError(f"a term has one to {LONGEST} words")
    salt = others[0].split("$")[1] if others else secrets.token_hex(16)
    return f"{len(said)}${salt}${_hash(' '.join(said), salt)}"


def _hash(said: str, salt: str) -> str:
    return hashlib.scrypt(said.encode(), salt=bytes.fromhex(salt), **_SCRYPT).hex()


def find(text: str, digests: Sequence[str]) -> tuple[list[WordRun], bool]:
    """Return the mentions of the terms in a text, and whether all of the text could be compared."""
    wanted: dict[tuple[int, str], set[str]] = {}
    for entry in digests:
        number, salt, hashed = entry.split("$")
        wanted.setdefault((int(number), salt), set()).add(hashed)
    found: list[WordRun] = []
    known: dict[tuple[str, str], str] = {}
    whole = True
    for (size, salt), hashes in sorted(wanted.items()):
        for run in runs(text, size):
            said = salt, run.said
            if said not in known:
                if len(known) >= MOST:
                    whole = False
                    break
                known[said] = _hash(run.said, salt)
            if known[said] in hashes:
                found.append(run)
    return sorted(found), whole


def runs(text: str, size: int) -> Iterator[WordRun]:
    """Yield the sequences of `size` words, including words in names of any case style.

    None crosses the end of a sentence.
    """
    recent: list[tuple[int, int, str]] = []
    for found in _PART.finditer(text):
        if recent and not _BETWEEN.fullmatch(text, recent[-1][1], found.start()):
            recent = []
        at = found.start()
        for start, end, word in word_spans(found[0]):
            recent = [*recent, (at + start, at + end, word)][-size:]
            if len(recent) == size:
                yield WordRun(recent[0][0], end + at, " ".join(said for _, _, said in recent))
