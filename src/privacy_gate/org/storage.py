"""A folder with the files of an index: on this machine, or in an object store, by way of fsspec."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable, Iterator

import fsspec

from privacy_gate.errors import GateError
from privacy_gate.text import one_line


class Storage:
    """A folder by its address: a path, or what fsspec knows (`s3://`, `gs://`, `https://`, …).

    Whatever goes wrong is a GateError, but for a file that is not there: FileNotFoundError.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        with self._explained():
            self._files, self._root = fsspec.core.url_to_fs(address)
        self._root = self._root.rstrip("/")
        self._is_local = "file" in _words(self._files.protocol)

    def read(self, name: str, start: int | None = None, end: int | None = None) -> bytes:
        """The bytes of a file, or those from `start` to `end`."""
        with self._explained():
            data = self._files.cat_file(f"{self._root}/{name}", start=start, end=end)
        assert isinstance(data, bytes)
        return data

    def size(self, name: str) -> int | None:
        """The bytes of a file; None where there is none."""
        with self._explained():
            try:
                return int(self._files.info(f"{self._root}/{name}")["size"])
            except FileNotFoundError:
                return None

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file whole or not at all."""
        path = f"{self._root}/{name}"
        with self._explained():
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            # of an object store a file is there when all of it is
            first = f"{path}.{uuid.uuid4().hex}.partial" if self._is_local else path
            with self._files.open(first, "wb") as file:
                for piece in pieces:
                    file.write(piece)
            if first != path:
                self._files.mv(first, path)

    def remove(self, names: Iterable[str]) -> None:
        with self._explained():
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    self._files.rm_file(f"{self._root}/{name}")

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            self._forget()
            yield
        except (FileNotFoundError, GateError):
            raise
        except ImportError as error:  # fsspec names the package that the scheme needs
            raise GateError(
                f"{one_line(self._address)}: {one_line(str(error))}", "pip install it beside this"
            ) from None
        except Exception as error:  # noqa: BLE001  (each store has its own)
            raise GateError(f"{one_line(self._address)}: {one_line(str(error)) or type(error).__name__}") from None

    def _forget(self) -> None:
        """What was listed before says nothing about now."""
        if hasattr(self, "_files"):
            self._files.invalidate_cache()


def _words(protocol: str | tuple[str, ...]) -> tuple[str, ...]:
    return (protocol,) if isinstance(protocol, str) else protocol
