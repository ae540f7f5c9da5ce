"""Read thousands of git's objects while git works ahead."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from privacy_gate.base.errors import GateError
from privacy_gate.base.git import FAILED, failure_reason, start
from privacy_gate.base.git.objects import TooLarge, skip_bytes

_AHEAD = 1 << 20  # bytes; the maximum size of a pipe for Linux users


class Object(NamedTuple):
    """An object: its kind (`blob`, `commit`, `tag`), and its bytes."""

    kind: str
    data: bytes


def stream(root: Path, oids: Sequence[str], limit: int) -> Generator[Object | TooLarge | None, None, None]:
    """Yield objects as `read_contents` does, for thousands of them. All are requested at once, and git works ahead."""
    if not oids:
        return
    with tempfile.TemporaryFile() as asked:
        asked.write("".join(f"{oid}\n" for oid in oids).encode())
        asked.seek(0)
        with start(["cat-file", "--batch", "--buffer"], root, stdin=asked) as process:
            stderr = drain_stderr(process)
            assert process.stdout is not None
            try:
                yield from _objects(_widen(process.stdout), len(oids), limit)
            except _CutShortError:
                process.kill()
                raise GateError(f"git cat-file stopped before the end of its output: {stderr()}", FAILED) from None
            except BaseException:
                process.kill()
                raise


def _widen(pipe: IO[bytes]) -> IO[bytes]:
    """Return a pipe with a larger buffer, so that git and its reader rarely wait for each other."""
    with contextlib.suppress(ImportError, AttributeError, OSError):  # only Linux, within a limit per user
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _AHEAD)
    return open(pipe.fileno(), "rb", buffering=_AHEAD, closefd=False)


class _CutShortError(Exception):
    pass


def _objects(stdout: IO[bytes], count: int, limit: int) -> Iterator[Object | TooLarge | None]:
    for _ in range(count):
        words = stdout.readline().split()
        if len(words) == 2 and words[1] == b"missing":
            yield None
            continue
        if len(words) != 3:
            raise _CutShortError
        size = int(words[2])
        if size > limit and words[1] == b"blob":
            skip_bytes(stdout, size)
            yield TooLarge(size)
        else:
            data = stdout.read(size)
            if len(data) < size:
                raise _CutShortError
            yield Object(words[1].decode(), data)
        stdout.read(1)


def drain_stderr(process: subprocess.Popen[bytes]) -> Callable[[], str]:
    """Read the standard error of a process in a thread, so that neither side waits.

    Returns a function for its reason.
    """
    lines: list[bytes] = []

    def read() -> None:
        assert process.stderr is not None
        lines.append(process.stderr.read())

    thread = threading.Thread(target=read, daemon=True)
    thread.start()

    def answer() -> str:
        thread.join()
        return failure_reason(b"".join(lines))

    return answer
