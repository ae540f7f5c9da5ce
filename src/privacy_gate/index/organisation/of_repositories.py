"""Use texts by repository and path as an organisation in memory. The test cases of rules need this."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from privacy_gate.base import random_keys
from privacy_gate.index import evidence
from privacy_gate.index.evidence import Match
from privacy_gate.index.organisation import membership, shard, shard_build
from privacy_gate.index.organisation.membership import Membership, Owned
from privacy_gate.index.organisation.search import Sources, search
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.index.organisation.shard import Shard
from privacy_gate.index.organisation.shard_build import Content


class _Known(NamedTuple):
    name: str
    id: bytes


class CodeOfRepositories:
    """The code of other repositories, with the interface of a code index."""

    def __init__(self, repositories: Mapping[str, Mapping[str, str]]) -> None:
        self._repositories = repositories

    def prepare(self) -> None:
        """Do nothing, because no preparation is needed."""

    def count_as_well(self, commit: str, never_send: Sequence[str]) -> None:
        """Do nothing, because there are no commits."""

    def matches(self, text: str) -> list[Match]:
        secret = Secret(random_keys.make_random())
        shards, owned, known = {}, [], []
        for name, files in self._repositories.items():
            contents = [Content(path, content.encode(), never_leaves=False) for path, content in files.items()]
            identity, data = secret.name(name), shard_build.make_shard(name, name, "", contents, secret)
            part = shard.head(data, secret, name).part(0, 0)
            owned.append(Owned(identity, array("Q", data[part.start : part.end])))
            known.append(_Known(name, identity))
            shards[identity] = Shard(memoryview(data), secret, name, name)
        parts = [membership.part(owned)]
        data = b"".join(membership.write_filter(parts, len(known), 0, secret))
        sources = Sources(
            secret, Membership(memoryview(data), secret, "it"), lambda: known, shards.__getitem__, lambda _values: ()
        )
        return search(evidence.readings(text), sources)

    def take_problems(self) -> list[str]:
        return []

    def open(self) -> None:
        """Do nothing, because nothing is stored."""

    def refresh(self) -> None:
        """Do nothing, because nothing is stored."""

    def gap(self) -> str:
        return ""
