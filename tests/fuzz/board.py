"""What a worker leaves behind when it dies: how many inputs it ran, and the one that it was at."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

_SIZE = 1 << 20
_HEAD = 24  # bytes: how many inputs, the length of the last, seconds of processor time


class Board:
    """A file that is mapped into memory, so that what is written is there after any death."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(bytes(_SIZE))
        with file.open("r+b") as opened:
            self._map = mmap.mmap(opened.fileno(), _SIZE)

    def begin(self, data: bytes) -> None:
        data = data[: _SIZE - _HEAD]
        self._map[8:16] = len(data).to_bytes(8, "little")
        self._map[_HEAD : _HEAD + len(data)] = data
        self._map[:8] = (self.count + 1).to_bytes(8, "little")

    @property
    def count(self) -> int:
        return int.from_bytes(self._map[:8], "little")

    @property
    def last(self) -> bytes:
        return bytes(self._map[_HEAD : _HEAD + int.from_bytes(self._map[8:16], "little")])

    @property
    def spent(self) -> float:
        """Seconds of processor time of the worker."""
        return float(struct.unpack("<d", self._map[16:_HEAD])[0])

    @spent.setter
    def spent(self, seconds: float) -> None:
        self._map[16:_HEAD] = struct.pack("<d", seconds)
