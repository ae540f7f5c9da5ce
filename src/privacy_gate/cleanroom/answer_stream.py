"""Restore an answer while it arrives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.base.json_strings import SpanEdit
from privacy_gate.cleanroom.masking.byte_streams import ByteStream
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.places import Found
from privacy_gate.cleanroom.masking.streams import TextStream


class AnswerStream(ByteStream):
    """An answer that is restored while it arrives in pieces.

    `conversations` are those of one map, newest first. The newest conversation that sent all stand-ins found so far
    restores the answer. A stand-in that this conversation did not send is not restored.
    """

    def __init__(self, conversations: Sequence[tuple[str, PairMap]]) -> None:
        self._left = list(conversations)
        every = PairMap(b"", (pair for _, pairs in conversations for pair in pairs.pairs.values()))
        every.sent.update(stand_in for _, pairs in conversations for stand_in in pairs.sent)
        super().__init__(TextStream(every.back, self._is_sent, self._choose))

    @property
    def chosen_conversation(self) -> tuple[str, PairMap]:
        """Return the conversation that restores the answer: its name and its pairs."""
        return self._left[0]

    def _is_sent(self, stand_in: str) -> bool:
        return any(pairs.may_restore(stand_in) for _, pairs in self._left)

    def _choose(self, _text: str, found: Sequence[Found]) -> Iterator[SpanEdit]:
        for one in found:
            senders = [(name, pairs) for name, pairs in self._left if pairs.may_restore(one.stand_in)]
            if senders:
                self._left = senders
                yield SpanEdit(one.start, one.end, one.instead)
