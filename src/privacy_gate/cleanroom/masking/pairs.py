"""Hold the pairs (original, stand-in) of a repository for one conversation."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct

from privacy_gate.base.naming import words
from privacy_gate.cleanroom.masking.search import Search
from privacy_gate.cleanroom.masking.stand_ins import make_token, squeeze
from privacy_gate.rules.placeholders import is_token


class Pair(Struct, frozen=True):
    """An original and its stand-in.

    `kind` is the kind of a token. It is empty for a name. A `secret` is never stored. A `retired` pair is used only in
    conversations that already sent it.
    """

    stand_in: str
    original: str
    kind: str = ""
    secret: bool = False
    retired: bool = False


class PairMap:
    """Pairs by original and by stand-in, for one conversation.

    `sent` are the stand-ins that the conversation sent. Only these are restored. `met` are the stand-ins that its texts
    contained as literal text. They are neither used nor restored. `back` finds stand-ins in a text, `forth` finds
    originals.
    """

    def __init__(self, key: bytes, pairs: Iterable[Pair] = (), sent: Iterable[str] = ()) -> None:
        self.key = key
        self.pairs: dict[str, Pair] = {}
        self.sent = set(sent)
        self.met: set[str] = set()
        self.back, self.forth = Search(), Search(joins=True)
        self._current: dict[str, str] = {}
        self._by_bare: dict[str, list[Pair]] = {}  # names, by the form that their variants share
        for pair in pairs:
            self.add(pair)

    def add(self, pair: Pair) -> None:
        """Add a pair. If its stand-in exists already, the old pair stays."""
        if pair.stand_in in self.pairs:
            return
        self.pairs[pair.stand_in] = pair
        if not pair.retired:
            self._current[pair.original] = pair.stand_in
        if is_token(pair.stand_in):
            self.back.add_token(pair.stand_in, pair.original)
            self._add_original(pair)
        elif pair.kind:
            self.back.add(pair.stand_in, pair.original, pair.stand_in)
            self._add_original(pair)
        else:
            self.back.add_name(pair.stand_in, pair.original, pair.stand_in)
            self.forth.add_name(pair.original, pair.stand_in, pair.stand_in)
            self._by_bare.setdefault(_strip_form(pair.stand_in), []).append(pair)

    def _add_original(self, pair: Pair) -> None:
        self.forth.add(pair.original, pair.stand_in, pair.stand_in)
        self.forth.add_spellings(pair.original, pair.stand_in)

    def find(self, original: str) -> Pair | None:
        """Return the pair of an original; None if there is none that the conversation may use."""
        stand_in = self._current.get(original)
        if stand_in is None or not self.may_write(stand_in):
            return None
        return self.pairs[stand_in]

    def may_write(self, stand_in: str) -> bool:
        """Whether the conversation may use a stand-in: it was sent, or it is neither retired nor literal text."""
        return stand_in in self.sent or (stand_in not in self.met and not self.pairs[stand_in].retired)

    def may_restore(self, stand_in: str) -> bool:
        return stand_in in self.sent

    def find_variant(self, name: str) -> str | None:
        """Return the stand-in of a name whose pair has it in another case style or number; None if there is none."""
        found = self.forth.scan(name, self.may_write).found
        if len(found) == 1 and (found[0].start, found[0].end) == (0, len(name)):
            return found[0].instead
        return None

    def new_token(self, kind: str, original: str) -> str:
        """Return a token that stands for no other original and that the conversation does not contain."""
        turns = (make_token(kind, original, self.key, turn) for turn in itertools.count())
        return next(token for token in turns if self.is_unused(token, original))

    def is_taken(self, name: str, original: str) -> bool:
        """Whether a name cannot be a new stand-in: it or a variant stands for something else, or it is literal text."""
        return name in self.met or name in self.pairs or self._stands_for_other(name, original)

    def is_unused(self, name: str, original: str) -> bool:
        """Whether a name can stand for an original.

        It must not be literal text in the conversation, and it and its variants must not stand for anything else.
        """
        known = self.pairs.get(name)
        if known is not None:
            return name not in self.met and known.original == original and not known.retired
        return name not in self.met and not self._stands_for_other(name, original)

    def _stands_for_other(self, name: str, original: str) -> bool:
        bare = _strip_form(original)
        return any(_strip_form(pair.original) != bare for pair in self._by_bare.get(_strip_form(name), ()))

    def retire(self, stand_in: str) -> None:
        """Exclude a pair from conversations that have not sent it."""
        pair = self.pairs[stand_in]
        self.pairs[stand_in] = Pair(pair.stand_in, pair.original, pair.kind, pair.secret, retired=True)
        if self._current.get(pair.original) == stand_in:
            del self._current[pair.original]

    def used(self) -> Iterator[Pair]:
        """Yield the pairs that the conversation sent."""
        return (pair for stand_in, pair in self.pairs.items() if stand_in in self.sent)


def _strip_form(name: str) -> str:
    """Return the form that all variants of a name share. Variants of a single word differ only in case."""
    return squeeze(name) if len(words(name)) > 1 else name.lower()


class MaskedChange(NamedTuple):
    """A stretch of a text that was masked, its replacement (`instead`), and the pair."""

    start: int
    end: int
    instead: str
    pair: Pair
