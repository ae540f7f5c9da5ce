"""Is this prompt code of the repository? Fingerprints say where to look, a second look decides.

The numbers were measured (`python -m benchmarks.code_matching`): on functions, in prompts, with
comments taken out, names changed, halved, edited and formatted anew, against functions and whole
files of other packages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from privacy_gate.index import evidence, public, winnow
from privacy_gate.index.align import Alignment, Source, align
from privacy_gate.index.evidence import Evidence, Match, Strength
from privacy_gate.index.file_prints import DENSE, MARKED
from privacy_gate.index.readings import Reading, Readings
from privacy_gate.index.store import Hit, Place, Store

_MOST_FILES = 5  # a fingerprint in more files is the repository's idiom
_LOOKED_AT = 8  # files that get a second look, the best first
_LOOKED_AT_FOR_ONE = 3  # of them files that share only one fingerprint
_CONFIRMED = 16  # tokens not known to be public
_BLOCK, _LEAST_BLOCK, _MAIN = 0.65, 14, 0.35

Read = Callable[[Place], str | None]
"""The text of the file at a place; None when it cannot be read."""


class View(Struct, frozen=True):
    """What a search needs to know of a work tree: its number in the store, how many fingerprints it
    has (in a large one more are met by chance), which paths never leave, how to read a
    file, which fingerprints are public here beside those that are so everywhere."""

    store: Store
    tree: int
    prints: int
    never_leaves: Callable[[str], bool]
    read: Read
    open_here: Container[int] = frozenset()


class _Candidate(NamedTuple):
    """A file that shares fingerprints with the prompt."""

    never: bool
    weight: float
    seen: Evidence
    place: Place
    kind: int


def search(text: str, view: View) -> list[Match]:
    """The places of the repository that a prompt holds code of, the surest first."""
    readings = evidence.readings(text)
    code = evidence.code(readings)
    needed = evidence.needed(evidence.growth(view.prints, code))
    found: list[Match] = []
    looked_at = 0
    placed = Readings(readings)
    for never, _, seen, place, kind in _candidates(readings, view):
        if not never and any(evidence.same_place(match.prompt, seen.prompt) for match in found):
            continue  # only the surest is reported of a place
        most = _LOOKED_AT if seen.exact + seen.renamed > 1 else _LOOKED_AT_FOR_ONE
        if looked_at >= most and not never and not evidence.is_over(seen, needed):
            break
        looked_at += 1
        content = view.read(place)
        source = Source(content) if content is not None else None
        # what never leaves does not leave because somebody calls it public elsewhere
        open_here = frozenset[int]() if never else view.open_here
        shipped = public.shipped()
        alignment = align(placed, source, *seen.source, shipped, open_here=open_here) if source else None
        if never and kind & DENSE and _is_recognisable(alignment, source, seen):
            strength: Strength | None = Strength.STRONG
        else:
            strength = _strength(seen, alignment, needed, code)
        if strength is not None:
            found.append(_match(place, never, strength, seen, alignment))
    return sorted(found, key=lambda match: (-match.never_send, -match.strength, match.path))


def _candidates(readings: Sequence[Reading], view: View) -> list[_Candidate]:
    """The files that share fingerprints with the prompt, code that never leaves before the others, the best first."""
    values = list(
        set[int]().union(*(reading.exact for reading in readings), *(reading.renamed for reading in readings))
    )
    keyed = dict(zip(view.store.keyed(values), values, strict=True))
    hits = view.store.hits(keyed)
    shared = {keyed[hit.hash] for hit in hits}
    exact, renamed = evidence.lines(readings, "exact", shared), evidence.lines(readings, "renamed", shared)
    standing = view.store.standing(view.tree, {hit.file for hit in hits}) if hits else []
    places = _places(standing)
    found = []
    for file, own in _by_file(hits, places, standing).items():
        kind, place = places[file]
        never = bool(kind & MARKED) or view.never_leaves(place.path)
        if view.open_here and not never:
            own = [hit for hit in own if keyed[hit.hash] not in view.open_here]  # noqa: PLW2901
        if not own:
            continue
        seen = evidence.closest(own, keyed, exact, renamed)
        weight = seen.exact / evidence.EXACT + seen.renamed / evidence.RENAMED
        found.append(_Candidate(never, weight, seen, place, kind))
    return sorted(found, key=lambda one: (-one.never, -one.weight, one.place.path))


def _places(standing: Iterable[tuple[int, int, Place]]) -> dict[int, tuple[int, Place]]:
    """One place of each file: its kind and where it stands."""
    found: dict[int, tuple[int, Place]] = {}
    for file, kind, place in standing:
        if file not in found or place.path < found[file][1].path:
            found[file] = kind, place
    return found


def _by_file(
    hits: Sequence[Hit], places: dict[int, tuple[int, Place]], standing: Sequence[tuple[int, int, Place]]
) -> dict[int, list[Hit]]:
    """The hits of each file that stands here, without those that stand in too many."""
    paths: dict[int, set[str]] = {}
    for file, _, place in standing:
        paths.setdefault(file, set()).add(place.path)
    spread: dict[int, set[str]] = {}
    for hit in hits:
        if hit.file in places:
            spread.setdefault(hit.hash, set()).update(paths[hit.file])
    found: dict[int, list[Hit]] = {}
    for hit in hits:
        if hit.file in places and len(spread[hit.hash]) <= _MOST_FILES:
            found.setdefault(hit.file, []).append(hit)
    return found


def _strength(seen: Evidence, alignment: Alignment | None, needed: evidence.Needed, code: int) -> Strength | None:
    if alignment is None:  # the file cannot be read
        return evidence.by_prints(seen, needed)
    private = max(alignment.exact, alignment.renamed)
    if evidence.is_over(seen, needed, evidence.FAR_OVER) and private >= 2 * _CONFIRMED:
        return Strength.STRONG
    if evidence.is_over(seen, needed) and private >= _CONFIRMED:
        return Strength.CLEAR
    is_main = alignment.block >= _MAIN * code and alignment.covered >= _LEAST_BLOCK
    if is_main and alignment.share >= _BLOCK:
        return Strength.CLEAR
    weak = seen.exact >= needed[0] - 1 or seen.renamed >= needed[1] - 1
    if weak and private >= _CONFIRMED and max(seen.exact_lines, seen.renamed_lines) >= 2:
        return Strength.WEAK
    return None


_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{2,80}")


def _is_recognisable(alignment: Alignment | None, source: Source | None, seen: Evidence) -> bool:
    """Whether what a prompt shares with code that never leaves could be from nowhere else.

    A k-gram of ten tokens with their names, not public: on two lines, or with a telling name in it.
    """
    if alignment is None or source is None:
        return seen.exact >= 2 or seen.renamed >= 2
    if alignment.renamed >= winnow.PARAMETERISED + 4 and seen.renamed_lines >= 2:
        return True
    if alignment.exact < winnow.EXACT // 2:
        return False
    text = "\n".join(source.lines[number - 1] for number in alignment.private_lines)
    telling = any(
        len(name) >= 9 or "_" in name.strip("_") or name[1:] != name[1:].lower() for name in _NAME.findall(text)
    )
    return telling or (len(alignment.private_lines) >= 3 and alignment.exact >= 2 * winnow.EXACT)


def _match(place: Place, never: bool, strength: Strength, seen: Evidence, alignment: Alignment | None) -> Match:
    return Match(
        path=place.path,
        never_send=never,
        strength=strength,
        source=alignment.source if alignment else seen.source,
        prompt=alignment.prompt if alignment else seen.prompt,
        exact=seen.exact,
        renamed=seen.renamed,
        renaming=alignment.renamed > 2 * alignment.exact if alignment else seen.renamed > 2 * seen.exact,
        least=alignment.least if alignment else 0,
    )
