"""Search for code of the organisation's other repositories in a prompt.

The first step looks up all fingerprints of channel P in the membership filter. Each known fingerprint has a byte of its
repository's id. Many such fingerprints close together that point to the same repository are no coincidence. If the
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

_LEAST = 2  # known fingerprints; with fewer, the search stops
NEAR = 60  # lines of the prompt
_LOOKED_AT = 5  # repositories
_RENAMED = 1.0  # more of channel P for each factor of ten, if the shard has them close together as well


class Known(Protocol):
    """A repository of the organisation: its name and its id."""

    @property
    def name(self) -> str: ...

    @property
    def id(self) -> bytes: ...


class Sources(Struct, frozen=True):
    """The data for a search.

    `repositories` is called once something is known. `shard` returns the shard for an id, or None if it is not on this
    computer. `own` returns which of the given fingerprints (without a key) belong to this repository.
    """

    secret: Secret
    membership: Membership
    repositories: Callable[[], Sequence[Known]]
    shard: Callable[[bytes], Shard | None]
    own: Callable[[Collection[int]], Collection[int]]


class _Vote(Struct, frozen=True):
    """The evidence for a repository: the number of fingerprints close together in a prompt, the number of their lines,
    and the range of lines.
    """

    keys: int
    lines: int
    prompt: tuple[int, int]


def count_confirmed(tenfolds: float) -> evidence.Needed:
    """Return how many fingerprints a match with a shard needs.

    The filter alone needs more of channel P (`evidence.count_needed`). The slopes were measured with up to 20 million
    fingerprints (`python -m benchmarks.organisation`). The lower slope finds 5 of 100 more renamed and edited copies,
    and has one more false positive in 150 files.
    """
    return evidence.EXACT + tenfolds, evidence.RENAMED + _RENAMED * tenfolds


def search(readings: Sequence[PromptReading], sources: Sources) -> list[Match]:
    """Return the places of other repositories whose code is in a prompt. The most certain come first."""
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
    # do not count the tokens of a long prompt if even a short one would need more
    tenfolds = cache(lambda: evidence.growth(sources.membership.prints, evidence.code(readings)))
    prompt = Prompt(readings, {key: keyed[key] for key in owners}, renamed, sources.secret, sources.own)
    found: list[Match] = []
    for number, vote in votes:
        if any(evidence.same_place(match.prompt, vote.prompt) for match in found):
            continue  # only the most certain match of a place is reported
        repository = repositories[number]
        shard = sources.shard(repository.id)
        if shard is not None:
            held = [key for key in naming[number] if shard.has(key)]
            if len(held) >= _LEAST:  # fewer are a coincidence, as in any long prompt
                found += confirmation.matches(repository.name, shard, prompt, held, count_confirmed(tenfolds()))
        elif vote.keys >= short and vote.lines >= 2 and vote.keys >= (least := evidence.count_needed(tenfolds())[1]):
            reached = evidence.covered_lines(readings, renamed, vote.prompt)
            found.append(_build_unconfirmed(repository.name, replace(vote, prompt=reached), least))
    return sorted(found, key=lambda match: (-match.never_send, -match.strength, match.repository, match.path))


def _votes(
    naming: Mapping[int, Sequence[int]], ids: Sequence[bytes], keyed: Mapping[int, int], lines: Mapping[int, set[int]]
) -> list[tuple[int, _Vote]]:
    """Return the repositories with evidence, by number. The most certain come first."""
    found = []
    for number, keys in naming.items():
        if len(keys) >= _LEAST:
            vote = find_densest_vote(sorted((line, key) for key in keys for line in lines[keyed[key]]))
            found.append((number, vote))
    return sorted(found, key=lambda one: (-one[1].keys, ids[one[0]]))


def find_densest_vote(seen: Sequence[tuple[int, int]]) -> _Vote:
    """Find the window of a prompt with the largest number of distinct fingerprints.

    One line may contain all of them.
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
