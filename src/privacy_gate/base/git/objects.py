"""The contents of git's objects, by object id."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import IO

from msgspec import Struct

from privacy_gate.base.errors import GateError
from privacy_gate.base.git import FAILED, run, start


class TooLarge(Struct, frozen=True):
    """An object that was not read in full: its size in bytes, and its first bytes, if they are known."""

    size: int
    head: bytes = b""


_HEAD = 8000  # bytes; git also uses this number to detect binary files


def sizes(root: Path, oids: Sequence[str]) -> list[int]:
    """Return the sizes of the objects in bytes, with -1 for one that is not in this clone."""
    if not oids:
        return []
    raw = run(["cat-file", "--batch-check=%(objectsize)"], root, "".join(f"{oid}\n" for oid in oids).encode())
    return [int(line) if line.isdigit() else -1 for line in raw.decode().splitlines()]


def read_committed(root: Path, commit: str, path: str) -> bytes | None:
    """Return the bytes of a file in a commit, or None if there is no such file. Links within the tree are followed.

    Raises GateError if it exists but cannot be read, as in a partial clone or for a broken link.
    """
    if "\n" in path:  # many installed versions of git do not have `cat-file -z`
        return None
    asked = f"{commit}:{path}\n".encode("utf-8", "surrogateescape")
    head, _, rest = run(["cat-file", "--batch", "--follow-symlinks"], root, asked).partition(b"\n")
    words = head.split(b" ")
    if len(words) == 3 and words[1] == b"blob":
        return rest[: int(words[2])]
    if run(["ls-tree", "-z", "--full-tree", commit, "--", path], root):
        raise GateError(f"cannot read {path} at commit {commit[:12]}", "Fetch that commit completely.")
    return None


def resolved_blobs(root: Path, names: Sequence[str]) -> list[str]:
    """Resolve names (`COMMIT:PATH`) and follow links within the tree.

    Each result is the id of a blob, the target of a link that leads elsewhere, or empty. A name must not contain a line
    break.
    """
    if not names:
        return []
    asked = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
    raw = run(["cat-file", "--batch-check=%(objecttype) %(objectname)", "--follow-symlinks"], root, asked)
    found: list[str] = []
    at = 0
    while len(found) < len(names) and (end := raw.find(b"\n", at)) >= 0:
        kind, _, rest = raw[at:end].partition(b" ")
        at = end + 1
        if kind in (b"symlink", b"dangling", b"loop", b"notdir") and rest.isdigit():
            end = at + int(rest)
            found.append(f"{kind.decode()} {raw[at:end].decode('utf-8', 'replace')}")
            at = end + 1
        else:
            found.append(rest.decode() if kind == b"blob" else "")
    return found


def read_contents(
    root: Path, oids: Sequence[str], limit: int, *, elsewhere: bool = False
) -> Generator[bytes | TooLarge | None, None, None]:
    """Yield the bytes of the objects, in order, with None for one that is not in this clone (a partial clone).

    An object of more than `limit` bytes is skipped without being kept in memory.
    """
    if not oids:
        return
    with start(["cat-file", "--batch"], root, elsewhere=elsewhere) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for oid in oids:
            process.stdin.write(f"{oid}\n".encode())
            process.stdin.flush()
            words = process.stdout.readline().split()
            if not words or words[-1] == b"missing":
                yield None
                continue
            size = int(words[2])
            if size > limit:
                head = process.stdout.read(min(size, _HEAD))
                skip_bytes(process.stdout, size - len(head))
                yield TooLarge(size, head)
            else:
                data = process.stdout.read(size)
                if len(data) < size:
                    raise GateError("git cat-file stopped before the end of an object", FAILED)
                yield data
            process.stdout.read(1)
        process.stdin.close()


def skip_bytes(stream: IO[bytes], size: int) -> None:
    """Read and discard a number of bytes. Raises GateError if there are fewer."""
    while size > 0:
        read = len(stream.read(min(size, 1 << 20)))
        if not read:
            raise GateError("git cat-file stopped in the middle of an object", FAILED)
        size -= read
