"""Digests of glossary terms, for a list that must not tell what is on it.

scrypt (RFC 7914) with n = 1024, r = 1, p = 1 takes half a millisecond and 128 kB. That is little: a
list of words is tried within minutes, as with any digest of a word; it keeps the list from being
read at a glance, found by a search, or learnt by a machine. More would be felt: every word of a
prompt is hashed, so a prompt of 50 lines takes 0.2 s for each length of term. All entries
share one salt, or it would be as much again for each of them.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from privacy_gate.base.naming import word_spans, words

LONGEST = 5
"""Words in a term."""
MOST = 4_000
"""Different runs of words of a text that are hashed; two seconds."""

_SCRYPT = {"n": 1024, "r": 1, "p": 1, "dklen": 16}
_PART = re.compile(r"[^\W_]+(?:_[^\W_]+)*")
_BETWEEN = re.compile(r"[\s_'/-]{1,4}|\.")


class WordRun(NamedTuple):
    """Some words that follow one another: offsets into the text, and the words in lower case."""

    start: int
    end: int
    said: str


def digest(term: str, others: Sequence[str] = ()) -> str:
    """The digest of a term, with the salt of other digests if there are any. Raises ValueError for one
    that has no word or too many."""
    said = [word for found in _PART.finditer(term) for word in words(found[0])]
    if not 1 <= len(said) <= LONGEST:
        raise ValueError(f"a term has one to {LONGEST} words")
    salt = others[0].split("$")[1] if others else secrets.token_hex(16)
    return f"{len(said)}${salt}${_hash(' '.join(said), salt)}"


def _hash(said: str, salt: str) -> str:
    return hashlib.scrypt(said.encode(), salt=bytes.fromhex(salt), **_SCRYPT).hex()


def find(text: str, digests: Sequence[str]) -> tuple[list[WordRun], bool]:
    """Where a text says one of the terms, and whether all of the text could be compared."""
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
    """The runs of `size` words, those of names in any case style among them; nothing across a sentence's end."""
    recent: list[tuple[int, int, str]] = []
    for found in _PART.finditer(text):
        if recent and not _BETWEEN.fullmatch(text, recent[-1][1], found.start()):
            recent = []
        at = found.start()
        for start, end, word in word_spans(found[0]):
            recent = [*recent, (at + start, at + end, word)][-size:]
            if len(recent) == size:
                yield WordRun(recent[0][0], end + at, " ".join(said for _, _, said in recent))
