"""A folder with the files of an index, on this computer or in an object store, through fsspec."""

from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import fsspec

from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line

_AT_ONCE = 16_000_000  # bytes
_WRITTEN = ("mtime", "LastModified", "last_modified", "updated", "created")  # keys for the time of a file


class Storage:
    """A folder with an address: a path, or a URL that fsspec supports (`s3://`, `gs://`, `https://`, …).

    All errors are GateErrors, except FileNotFoundError for a missing file.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        with self._explain():
            self._files, self._root = fsspec.core.url_to_fs(address)
        self._root = self._root.rstrip("/")
        self._is_local = "file" in _words(self._files.protocol)

    def read(self, name: str, start: int | None = None, end: int | None = None) -> bytes:
        """Read a file, or the bytes from `start` to `end`."""
        with self._explain():
            data = self._files.cat_file(f"{self._root}/{name}", start=start, end=end)
        assert isinstance(data, bytes)
        return data

    def read_many(self, pieces: Sequence[tuple[str, int, int]]) -> list[bytes]:
        """Read parts of several files. With an object store, many are read at once."""
        names, starts, ends = ([one[at] for one in pieces] for at in range(3))
        with self._explain():
            paths = [f"{self._root}/{name}" for name in names]
            found = self._files.cat_ranges(paths, starts, ends, on_error="raise")
        assert all(isinstance(data, bytes) for data in found)
        return list(found)

    def pieces(self, name: str, size: int) -> Iterator[bytes]:
        """Yield the first `size` bytes of a file, some megabytes at a time."""
        for start in range(0, size, _AT_ONCE):
            yield self.read(name, start, min(size, start + _AT_ONCE))

    def older(self, folder: str, than: float) -> Iterator[str]:
        """Yield the files of a folder that were not written for a number of seconds, if the store has such times."""
        with self._explain():
            try:
                found = self._files.ls(f"{self._root}/{folder}".rstrip("/"), detail=True)
            except FileNotFoundError:
                return
        for one in found:
            written = next((one[word] for word in _WRITTEN if word in one), None)
            seconds = written.timestamp() if isinstance(written, datetime) else written
            if one["type"] == "file" and isinstance(seconds, int | float) and time.time() - seconds > than:
                yield f"{folder}/{one['name'].rpartition('/')[2]}".lstrip("/")

    def size(self, name: str) -> int | None:
        """Return the size of a file, or None if it does not exist."""
        with self._explain():
            try:
                return int(self._files.info(f"{self._root}/{name}")["size"])
            except FileNotFoundError:
                return None

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file completely or not at all."""
        path = f"{self._root}/{name}"
        with self._explain():
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            # in an object store, a file appears only when it is complete
            first = f"{path}.{uuid.uuid4().hex}.partial" if self._is_local else path
            with self._files.open(first, "wb") as file:
                for piece in pieces:
                    file.write(piece)
            if first != path:
                self._files.mv(first, path)

    def remove(self, names: Iterable[str]) -> None:
        with self._explain():
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    self._files.rm_file(f"{self._root}/{name}")

    @contextlib.contextmanager
    def _explain(self) -> Iterator[None]:
        try:
            self._forget()
            yield
        except (FileNotFoundError, GateError):
            raise
        except ImportError as error:  # fsspec names the package that the scheme needs
            raise GateError(
                f"{one_line(self._address)}: {one_line(str(error))}", "Install it in the environment of privacy-gate."
            ) from None
        except Exception as error:  # noqa: BLE001  (each store has its own errors)
            raise GateError(
                f"{one_line(self._address)}: {one_line(str(error)) or type(error).__name__}",
                "Check the address and your access rights.",
            ) from None

    def _forget(self) -> None:
        """Clear the cached listings, because they may be outdated."""
        if hasattr(self, "_files"):
            self._files.invalidate_cache()


def _words(protocol: str | tuple[str, ...]) -> tuple[str, ...]:
    return (protocol,) if isinstance(protocol, str) else protocol
