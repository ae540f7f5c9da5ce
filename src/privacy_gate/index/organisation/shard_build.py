"""What an organisation's index is made of: the shard of some files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from privacy_gate.index import file_prints, public_filter, winnow
from privacy_gate.index.organisation import shard
from privacy_gate.index.organisation.secret import Secret

_VERSION = 2  # of what is kept of a file


class Content(NamedTuple):
    """A file of code: its path, its bytes, and whether it never leaves."""

    path: str
    data: bytes
    never_leaves: bool


def version() -> str:
    """What a shard depends on beside the code: how fingerprints are made, and which count as public."""
    shipped = public_filter.load_shipped()
    known = shipped.count if isinstance(shipped, public_filter.Filter) else 0
    return f"{_VERSION} {winnow.VERSION} {known}"


def make_shard(file: str, name: str, commit: str, contents: Iterable[Content], secret: Secret) -> bytes:
    """The shard, for a file of that name, of a repository with these files."""
    paths, starts, kinds, prints, line = [], [], [], [], 0
    for path, data, never_leaves in contents:
        found = file_prints.prints_of_file(data, dense=never_leaves)
        if not found.prints:
            continue
        keys = secret.keyed(value for value, _ in found.prints)
        renamed = set(winnow.hash_parameterised(found.tokens))  # the filter has these: they find what was renamed too
        prints += [
            shard.Print(key, line + number - 1, value in renamed)
            for key, (value, number) in zip(keys, found.prints, strict=True)
        ]
        paths.append(path.encode("utf-8", "surrogateescape"))
        starts.append(line)
        kinds.append(found.kind | (file_prints.MARKED if never_leaves else 0))
        line += found.lines + 1
    return shard.write_shard(file, shard.ShardNames(name, commit, paths, starts, kinds), prints, line, secret)
