"""A stream of UTF-8 whose pieces may end within a character. Bytes that are no UTF-8 stay as they are."""

from __future__ import annotations

import codecs

from privacy_gate.cleanroom.masking.streams import TextStream


class ByteStream:
    """The bytes of a text in pieces, with other texts in the place of those that a stream of text replaces."""

    def __init__(self, stream: TextStream) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def feed(self, piece: bytes) -> bytes:
        """The next part of the result."""
        return encode(self._stream.feed(self._decoder.decode(piece)))

    def end(self) -> bytes:
        """The last part of the result."""
        last = self._stream.feed(self._decoder.decode(b"", final=True))
        return encode(last + self._stream.end())


def encode(text: str) -> bytes:
    """A text as bytes. An original may have surrogates that stand for no byte."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return b"".join(
            one.encode("utf-8", "surrogateescape" if "\udc80" <= one <= "\udcff" else "surrogatepass") for one in text
        )
