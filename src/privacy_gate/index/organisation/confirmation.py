"""Confirm a match of the membership filter with the shard of the repository.

Fingerprints of both channels count if they are also close together in a file. The filter contains all fingerprints of
channel P, so the shard is not asked for others. In channel E, the shard is asked only for fingerprints near known ones.
The cost of a long prompt therefore depends on what it may share with a repository, and not on its length.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property

from msgspec.structs import replace

from privacy_gate.index import evidence
from privacy_gate.index.evidence import Evidence, Match, Strength
from privacy_gate.index.file_prints import MARKED
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.index.organisation.shard import Shard
from privacy_gate.index.readings import PromptReading
from privacy_gate.index.store_rows import StoredHit

_MOST_FILES = 5  # files; a fingerprint in more of them is a common pattern of the repository


class Prompt:
    """A prompt, and those of its fingerprints that are in the filter.

    `known` maps fingerprints (with the key) to their k-grams of channel P. `renamed` maps these k-grams to the prompt
    lines on which they begin. `own` returns those of some k-grams that this repository has as well.
    """

    def __init__(
        self,
        readings: Sequence[PromptReading],
        known: Mapping[int, int],
        renamed: dict[int, set[int]],
        secret: Secret,
        own: Callable[[Collection[int]], Collection[int]],
    ) -> None:
        self.readings, self.known, self.renamed, self.own = readings, known, renamed, own
        self._secret = secret
        self._keys: dict[int, int] = {}

    def near(self, keys: Iterable[int]) -> dict[int, set[int]]:
        """Return the k-grams of channel E near the given fingerprints, with the prompt lines on which they begin."""
        lines = {line // evidence.NEAR for key in keys for line in self.renamed[self.known[key]]}
        found: dict[int, set[int]] = {}
        for stretch in {line + by for line in lines for by in (-1, 0, 1)}:
            for value, line in self._exact.get(stretch, ()):
                found.setdefault(value, set()).add(line)
        return found

    def hash_grams(self, values: Collection[int]) -> dict[int, int]:
        """Return the given k-grams by their fingerprints (with the key)."""
        new = [value for value in values if value not in self._keys]
        self._keys.update(zip(new, self._secret.hash_prints(new), strict=True))
        return {self._keys[value]: value for value in values}

    @cached_property
    def _exact(self) -> dict[int, list[tuple[int, int]]]:
        """The k-grams of channel E, with their lines, by section of the prompt."""
        found: dict[int, list[tuple[int, int]]] = {}
        for reading in self.readings:
            for at, value in enumerate(reading.exact):
                line = reading.line(at)
                found.setdefault(line // evidence.NEAR, []).append((value, line))
        return found


def matches(name: str, shard: Shard, prompt: Prompt, held: Collection[int], needed: evidence.Needed) -> list[Match]:
    """Return the files of a repository whose code is in a prompt.

    Only code near the fingerprints `held` is searched, which the shard contains. `needed` are the numbers of
    fingerprints that a match needs.
    """
    exact = prompt.near(held)
    by_exact = prompt.hash_grams(exact)
    places = {key: there for key in by_exact if (there := shard.places(key, sampled=False))}
    own = set(prompt.own([by_exact[key] for key in places]))
    keyed = {key: by_exact[key] for key in places if by_exact[key] not in own} | dict(prompt.known)
    places |= {key: shard.places(key, sampled=True) for key in prompt.known}
    hits: dict[int, list[StoredHit]] = {}
    for key in keyed:
        if 0 < len({file for file, _ in places[key]}) <= _MOST_FILES:
            for file, line in places[key]:
                hits.setdefault(file, []).append(StoredHit(key, file, line))
    found = []
    for file, those in hits.items():
        seen = evidence.count_closest(those, keyed, exact, prompt.renamed)
        if (strength := evidence.score_by_prints(seen, needed)) is not None:
            shared = {keyed[hit.hash] for hit in those}
            seen = replace(seen, prompt=evidence.covered_lines(prompt.readings, shared, seen.prompt))
            found.append((strength, file, seen))
    found.sort(key=lambda one: (-one[0], -one[2].exact - one[2].renamed, one[1]))
    made: list[Match] = []
    for strength, file, seen in found:
        if not any(evidence.same_place(match.prompt, seen.prompt) for match in made):
            made.append(_match(name, shard, file, strength, seen))
    return made


def _match(name: str, shard: Shard, file: int, strength: Strength, seen: Evidence) -> Match:
    never = bool(shard.names.kinds[file] & MARKED)
    return Match(
        path=shard.names.paths[file].decode("utf-8", "surrogateescape"),
        never_send=never,
        strength=Strength.STRONG if never else strength,
        source=seen.source,
        prompt=seen.prompt,
        exact=seen.exact,
        renamed=seen.renamed,
        renaming=seen.renamed > 2 * seen.exact,
        least=0,
        repository=name,
    )
