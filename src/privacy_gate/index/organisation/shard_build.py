"""Build the shard of a repository's files for an organisation's index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from privacy_gate.index import file_prints, public_filter, winnow
from privacy_gate.index.organisation import shard
from privacy_gate.index.organisation.secret import Secret

_VERSION = 2  # version of the data that is stored for a file


class Content(NamedTuple):
    """A file of code: its path, its bytes, and whether it is a never-send file."""

    path: str
    data: bytes
    never_leaves: bool


def version() -> str:
    """Return a text that changes when fingerprints are computed differently, or when other fingerprints are public."""
    shipped = public_filter.load_shipped()
    known = shipped.count if isinstance(shipped, public_filter.Filter) else 0
    return f"{_VERSION} {winnow.VERSION} {known}"


def make_shard(file: str, name: str, commit: str, contents: Iterable[Content], secret: Secret) -> bytes:
    """Build the shard of a repository from the contents of its files. `file` is the file name of the shard."""
    paths, starts, kinds, prints, line = [], [], [], [], 0
    for path, data, never_leaves in contents:
        found = file_prints.prints_of_file(data, dense=never_leaves)
        if not found.prints:
            continue
        keys = secret.hash_prints(value for value, _ in found.prints)
        renamed = set(winnow.hash_parameterised(found.tokens))  # the filter gets these as well
        prints += [
            shard.Print(key, line + number - 1, value in renamed)
            for key, (value, number) in zip(keys, found.prints, strict=True)
        ]
        paths.append(path.encode("utf-8", "surrogateescape"))
        starts.append(line)
        kinds.append(found.kind | (file_prints.MARKED if never_leaves else 0))
        line += found.lines + 1
    return shard.write_shard(file, shard.ShardNames(name, commit, paths, starts, kinds), prints, line, secret)
