"""Search a prompt for code of the organisation's other repositories.

First, all fingerprints of channel P are looked up in the membership filter. It gives one byte of the repository's id
for each known one. Many fingerprints close together whose bytes fit the same repository are no coincidence. If the
shard of that repository is on this computer, it confirms or rejects the match (`confirmation.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from privacy_gate.index import evidence
from privacy_gate.index.evidence import Match, Strength
from privacy_gate.index.organisation import confirmation
from privacy_gate.index.organisation.confirmation import Prompt
from privacy_gate.index.organisation.membership import Membership, prints_of_repository
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.index.organisation.shard import Shard
from privacy_gate.index.readings import PromptReading

_LEAST = 2  # known fingerprints; fewer are a coincidence
NEAR = 60  # lines of the prompt within which fingerprints count together
_LOOKED_AT = 5  # repositories whose evidence is examined, the best first
_RENAMED = 1.0  # added fingerprints of channel P for each factor of ten, if a shard has them close together


class Known(Protocol):
    """A repository of the organisation."""

    @property
    def name(self) -> str: ...

    @property
    def id(self) -> bytes: ...


class Sources(Struct, frozen=True):
    """The data for a search.

    `repositories` is called only if the filter knows a fingerprint of the prompt. `shard` returns the shard for a
    repository's id; None if it is not on this computer. `own` returns those of some fingerprints (without a key) that
    this repository has as well.
    """

    secret: Secret
    membership: Membership
    repositories: Callable[[], Sequence[Known]]
    shard: Callable[[bytes], Shard | None]
    own: Callable[[Collection[int]], Collection[int]]


class _Vote(Struct, frozen=True):
    """The evidence for a repository: the largest number of its fingerprints in one place of a prompt.

    `lines` is the number of lines on which they begin, and `prompt` is the range of these lines.
    """

    keys: int
    lines: int
    prompt: tuple[int, int]


def count_confirmed(tenfolds: float) -> evidence.Needed:
    """Return the numbers of fingerprints that a match needs if a shard confirms it.

    Without a shard, more of channel P are needed (`evidence.count_needed`). The growth was measured with up to 20
    million fingerprints (`python -m benchmarks.organisation`). This lower growth finds 5 of 100 more renamed and edited
    copies, and has one more false positive in 150 files.
    """
    return evidence.EXACT + tenfolds, evidence.RENAMED + _RENAMED * tenfolds


def search(readings: Sequence[PromptReading], sources: Sources) -> list[Match]:
    """Return the places of other repositories whose code a prompt contains, the most certain first."""
    values = list(set[int]().union(*(reading.renamed for reading in readings)))
    keyed = dict(zip(sources.secret.hash_prints(values), values, strict=True))
    owners = sources.membership.owners(keyed)
    if len(owners) < _LEAST:
        return []
    own = set(sources.own([keyed[key] for key in owners]))
    owners = {key: byte for key, byte in owners.items() if keyed[key] not in own}
    if len(owners) < _LEAST:
        return []
    renamed = evidence.lines(readings, "renamed", {keyed[key] for key in owners})
    repositories = sources.repositories()
    naming = prints_of_repository(owners, [one.id for one in repositories])
    votes = _votes(naming, [one.id for one in repositories], keyed, renamed)[:_LOOKED_AT]
    short = evidence.count_needed(evidence.growth(sources.membership.prints, 1))[1]
    # counting the tokens of a long prompt is slow, so do it only if a short prompt would have a match
    tenfolds = cache(lambda: evidence.growth(sources.membership.prints, evidence.code(readings)))
    prompt = Prompt(readings, {key: keyed[key] for key in owners}, renamed, sources.secret, sources.own)
    found: list[Match] = []
    for number, vote in votes:
        if any(evidence.same_place(match.prompt, vote.prompt) for match in found):
            continue  # only the most certain match at a place is reported
        repository = repositories[number]
        shard = sources.shard(repository.id)
        if shard is not None:
            held = [key for key in naming[number] if shard.has(key)]
            if len(held) >= _LEAST:  # fewer are a coincidence, which every long prompt has
                found += confirmation.matches(repository.name, shard, prompt, held, count_confirmed(tenfolds()))
        elif vote.keys >= short and vote.lines >= 2 and vote.keys >= (least := evidence.count_needed(tenfolds())[1]):
            reached = evidence.covered_lines(readings, renamed, vote.prompt)
            found.append(_build_unconfirmed(repository.name, replace(vote, prompt=reached), least))
    return sorted(found, key=lambda match: (-match.never_send, -match.strength, match.repository, match.path))


def _votes(
    naming: Mapping[int, Sequence[int]], ids: Sequence[bytes], keyed: Mapping[int, int], lines: Mapping[int, set[int]]
) -> list[tuple[int, _Vote]]:
    """Return the evidence for each repository, by its number, the most certain first."""
    found = []
    for number, keys in naming.items():
        if len(keys) >= _LEAST:
            vote = find_densest_vote(sorted((line, key) for key in keys for line in lines[keyed[key]]))
            found.append((number, vote))
    return sorted(found, key=lambda one: (-one[1].keys, ids[one[0]]))


def find_densest_vote(seen: Sequence[tuple[int, int]]) -> _Vote:
    """Return the place of a prompt with the most distinct fingerprints.

    A single line may contain all of them.
    """
    best, start = _Vote(0, 0, (0, 0)), 0
    keys, lines = Counter[int](), Counter[int]()
    for line, key in seen:
        keys[key] += 1
        lines[line] += 1
        while line - seen[start][0] > NEAR:
            for counts, gone in zip((lines, keys), seen[start], strict=True):
                counts[gone] -= 1
                if not counts[gone]:
                    del counts[gone]
            start += 1
        if len(keys) > best.keys:
            best = _Vote(len(keys), len(lines), (seen[start][0], line))
    return best


def _build_unconfirmed(name: str, vote: _Vote, least: float) -> Match:
    return Match(
        path="",
        never_send=False,
        strength=Strength.STRONG if vote.keys >= least + evidence.FAR_OVER else Strength.CLEAR,
        source=(0, 0),
        prompt=vote.prompt,
        exact=0,
        renamed=vote.keys,
        renaming=False,
        least=0,
        repository=name,
    )
