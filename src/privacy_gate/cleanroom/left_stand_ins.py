"""Find stand-ins of the map in files of the repository. They come from answers that were not fully restored.

Every token and placeholder is reported. A neutral name is reported if the last commit does not contain it. A name that
a person may also have written, such as `value_2`, is reported only if the text contains another, less common one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from privacy_gate.base.errors import GateError
from privacy_gate.base.git import listing
from privacy_gate.base.text import one_line
from privacy_gate.checkers.protocol import LeftStandIn
from privacy_gate.cleanroom.map.store import MapStore, map_folder, open_existing
from privacy_gate.cleanroom.masking.places import Found
from privacy_gate.cleanroom.masking.search import Search
from privacy_gate.index import vocabulary
from privacy_gate.rules import placeholders
from privacy_gate.scan.session import Session, complain

if TYPE_CHECKING:
    from privacy_gate.base.git import Repository
    from privacy_gate.cleanroom.masking.pairs import PairMap

_COMMON = 3  # on the scale of `index.vocabulary`: four or more public packages


def look_for_stand_ins(session: Session) -> None:
    """Make the run of a session report stand-ins in files. Without a map, nothing is reported."""
    if session.repository is None or session.repository.bare:
        return
    try:
        store = open_existing(map_folder(session.repository))
        if store is not None:
            session.run.look_for(SentStandIns(session.repository, store))
    except GateError as error:
        if session.options is None or not session.options.quiet:
            complain(f"privacy-gate: {error.message}: it cannot tell what was not restored\n  hint: {error.hint}")


class SentStandIns:
    """The stand-ins that the conversations of a repository sent."""

    def __init__(self, repository: Repository, store: MapStore) -> None:
        self._repository = repository
        self._search = Search()
        self._sent_by: dict[str, str] = {}
        self._stored: set[str] = set()
        self._committed: dict[str, bool] = {}
        for name, pairs in store.conversations():
            self._add(one_line(name), pairs)

    def find(self, text: str) -> Iterator[LeftStandIn]:
        """Yield the stand-ins in a text. Those that can be restored come first."""
        found = [one for one in self._search.scan(text, self._sent_by.__contains__).found if self._counts(text, one)]
        if not all(_is_weak(text[one.start : one.end], one.stand_in) for one in found):
            for one in found:
                secret = one.stand_in not in self._stored
                yield LeftStandIn(one.start, one.end, self._sent_by[one.stand_in], secret)
        for start, end in placeholders.token_spans(text):
            if not self._is_known(text[start:end]) and not self._is_committed(text[start:end]):
                yield LeftStandIn(start, end)

    def _add(self, conversation: str, pairs: PairMap) -> None:
        """Add the stand-ins of a conversation, except those that were added before. Newer conversations are added
        first.
        """
        for stand_in in sorted(pairs.sent - self._sent_by.keys()):
            pair = pairs.pairs.get(stand_in)
            if placeholders.is_token(stand_in):
                self._search.add_token(stand_in, stand_in)
            elif pair is not None and not pair.retired:
                self._search.add_name(stand_in, pair.original, stand_in)
            else:
                continue
            self._sent_by[stand_in] = conversation
            if pair is not None:
                self._stored.add(stand_in)

    def _is_known(self, token: str) -> bool:
        return placeholders.normal_token(token) in self._sent_by

    def _counts(self, text: str, found: Found) -> bool:
        return placeholders.is_token(found.stand_in) or not self._is_committed(text[found.start : found.end])

    def _is_committed(self, word: str) -> bool:
        """Whether the last commit contains a word."""
        commit = self._repository.commit
        if word not in self._committed:
            self._committed[word] = bool(commit) and listing.has_word(self._repository.root, word, commit)
        return self._committed[word]


def _is_weak(said: str, stand_in: str) -> bool:
    """Whether a person could have written a neutral name: it ends with a digit, or public code often has it in the
    singular or plural.
    """
    if placeholders.is_token(stand_in):
        return False
    return said[-1:].isdigit() or any(
        vocabulary.known_name(name) >= _COMMON for name in (said, stand_in, said.rstrip("sS"))
    )
