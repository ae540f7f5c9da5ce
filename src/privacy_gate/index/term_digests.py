"""Digests of glossary terms, for a list that must not show its terms.

scrypt (RFC 7914) with n = 1024, r = 1, p = 1 takes half a millisecond and 128 kB. This protection is weak: anybody can
try a list of words within minutes. But nobody reads the terms at a glance, a search does not find them, and no model
learns them. Stronger settings would be slow, because every word of a prompt is hashed. A prompt of 50 lines already
takes 0.2 s for each length of term. All digests have the same salt, because each further salt would take the same time
again.
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
"""The maximum number of distinct word sequences that are hashed for a text. This takes two seconds."""

_SCRYPT = {"n": 1024, "r": 1, "p": 1, "dklen": 16}
_PART = re.compile(r"[^\W_]+(?:_[^\W_]+)*")
_BETWEEN = re.compile(r"[\s_'/-]{1,4}|\.")


class WordRun(NamedTuple):
    """Consecutive words: their offsets in the text, and the words in lower case."""

    start: int
    end: int
    said: str


def digest(term: str, others: Sequence[str] = ()) -> str:
    """Return the digest of a term. If there are other digests, it gets their salt.

    Raises ValueError for a term without words, or with more than five.
    """
    said = [word for found in _PART.finditer(term) for word in words(found[0])]
    if not 1 <= len(said) <= LONGEST:
        raise ValueError(f"a term has one to {LONGEST} words")
    salt = others[0].split("$")[1] if others else secrets.token_hex(16)
    return f"{len(said)}${salt}${_hash(' '.join(said), salt)}"


def _hash(said: str, salt: str) -> str:
    return hashlib.scrypt(said.encode(), salt=bytes.fromhex(salt), **_SCRYPT).hex()


def find(text: str, digests: Sequence[str]) -> tuple[list[WordRun], bool]:
    """Return the mentions of the terms in a text, and whether the whole text was compared."""
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
    """Yield the sequences of `size` words in a text. Words within a name count as well, in any case style.

    A sequence does not cross the end of a sentence.
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
