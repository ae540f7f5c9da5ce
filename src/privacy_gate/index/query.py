"""Is this prompt code of the repository? Fingerprints say where to look, a second look decides.

The numbers were measured (`python -m benchmarks.code_matching`): on functions, in prompts, with
comments taken out, names changed, halved, edited and formatted anew, against functions and whole
files of other packages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Container, Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

from msgspec import Struct

from privacy_gate.index import paste, public, winnow
from privacy_gate.index.align import Alignment, Reading, Source, align
from privacy_gate.index.store import DENSE, MARKED, Hit, Place, Store

_MOST_FILES = 5  # a fingerprint in more files is the repository's idiom
_NEAR = 60  # lines, in the file and in the prompt
_LOOKED_AT = 8  # files that get a second look, the best first
_LOOKED_AT_FOR_ONE = 3  # of them files that share only one fingerprint
_SMALL = 250_000  # fingerprints of an index in which the least numbers hold; they grow tenfold by tenfold
_SHORT_PROMPT = 400  # tokens of code in a prompt, likewise
_EXACT, _RENAMED = 3.0, 4.0
_FAR_OVER = 3
_CONFIRMED = 16  # tokens not known to be public
_BLOCK, _LEAST_BLOCK, _MAIN = 0.65, 14, 0.35

Read = Callable[[Place], str | None]
"""The text of the file at a place; None when it cannot be read."""


class Strength(IntEnum):
    """How sure a match is."""

    WEAK = 1
    CLEAR = 2
    STRONG = 3


class Match(Struct, frozen=True):
    """A part of a prompt that stands in a file of the repository; lines count from 1, first and last.

    `exact` and `renamed` count fingerprints, `renaming` says that the names are others, and `least` is the same
    wherever the two stand."""

    path: str
    never_send: bool
    strength: Strength
    source: tuple[int, int]
    prompt: tuple[int, int]
    exact: int
    renamed: int
    renaming: bool
    least: int


class _Evidence(Struct, frozen=True):
    """Of one file: distinct fingerprints near each other, and on how many lines of the file and the prompt."""

    exact: int
    exact_lines: int
    renamed: int
    renamed_lines: int
    source: tuple[int, int]
    prompt: tuple[int, int]


class _Seen(Struct, frozen=True, order=True):
    """A fingerprint that a file and the prompt share."""

    line: int
    hash: int
    prompt: int


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
    evidence: _Evidence
    place: Place
    kind: int


def search(text: str, view: View) -> list[Match]:
    """The places of the repository that a prompt holds code of, the surest first."""
    readings = [reading for reading in map(Reading, paste.readings(text)) if reading.exact]
    code = _code(readings)
    growth = math.log10(max(1.0, view.prints / _SMALL)) + math.log10(max(1.0, code / _SHORT_PROMPT))
    needed = (_EXACT + growth, _RENAMED + 1.5 * growth)
    found: list[Match] = []
    looked_at = 0
    for never, _, evidence, place, kind in _candidates(readings, view):
        if not never and any(_same_place(match.prompt, evidence.prompt) for match in found):
            continue  # only the surest is reported of a place
        most = _LOOKED_AT if evidence.exact + evidence.renamed > 1 else _LOOKED_AT_FOR_ONE
        if looked_at >= most and not never and not _is_over(evidence, needed):
            break
        looked_at += 1
        content = view.read(place)
        source = Source(content) if content is not None else None
        # what never leaves does not leave because somebody calls it public elsewhere
        open_here = frozenset[int]() if never else view.open_here
        shipped = public.shipped()
        alignment = align(readings, source, *evidence.source, shipped, open_here=open_here) if source else None
        if never and kind & DENSE and _is_recognisable(alignment, source, evidence):
            strength: Strength | None = Strength.STRONG
        else:
            strength = _strength(evidence, alignment, needed, code)
        if strength is not None:
            found.append(_match(place, never, strength, evidence, alignment))
    return sorted(found, key=lambda match: (-match.never_send, -match.strength, match.path))


def _candidates(readings: Sequence[Reading], view: View) -> list[_Candidate]:
    """The files that share fingerprints with the prompt, code that never leaves before the others, the best first."""
    values = list(
        set[int]().union(*(reading.exact for reading in readings), *(reading.renamed for reading in readings))
    )
    keyed = dict(zip(view.store.keyed(values), values, strict=True))
    hits = view.store.hits(keyed)
    shared = {keyed[hit.hash] for hit in hits}
    exact, renamed = _lines(readings, "exact", shared), _lines(readings, "renamed", shared)
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
        evidence = _evidence(own, keyed, exact, renamed)
        found.append(_Candidate(never, evidence.exact / _EXACT + evidence.renamed / _RENAMED, evidence, place, kind))
    return sorted(found, key=lambda one: (-one.never, -one.weight, one.place.path))


def _lines(readings: Sequence[Reading], channel: str, shared: set[int]) -> dict[int, set[int]]:
    """Of the k-grams of a channel those that the repository has too, with the lines of the prompt they begin on."""
    found: dict[int, set[int]] = {}
    for reading in readings:
        values = getattr(reading, channel)
        if shared.isdisjoint(values):
            continue
        for at, value in enumerate(values):
            if value in shared:
                found.setdefault(value, set()).add(reading.line(at))
    return found


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


def _evidence(
    hits: Sequence[Hit], keyed: dict[int, int], exact: dict[int, set[int]], renamed: dict[int, set[int]]
) -> _Evidence:
    """The most that stands close together, of each channel."""
    sides: list[tuple[int, int, list[_Seen]]] = []
    for lines in (exact, renamed):
        seen = [
            _Seen(hit.line, hit.hash, line)
            for hit in hits
            if keyed[hit.hash] in lines
            for line in lines[keyed[hit.hash]]
        ]
        sides.append(_densest(seen))
    both = sides[0][2] + sides[1][2]
    return _Evidence(
        sides[0][0],
        sides[0][1],
        sides[1][0],
        sides[1][1],
        (min(one.line for one in both), max(one.line for one in both)),
        (min(one.prompt for one in both), max(one.prompt for one in both)),
    )


def _densest(seen: list[_Seen]) -> tuple[int, int, list[_Seen]]:
    """The most distinct fingerprints in a window of the file and the prompt: how many, on how many lines, which."""
    best: tuple[int, int, list[_Seen]] = (0, 0, [])
    seen.sort()
    start = 0
    for end, one in enumerate(seen):
        while one.line - seen[start].line > _NEAR:
            start += 1
        if end + 1 - start <= best[0]:
            continue
        near = [other for other in seen[start : end + 1] if abs(other.prompt - one.prompt) <= _NEAR]
        number = len({other.hash for other in near})
        lines = min(len({other.line for other in near}), len({other.prompt for other in near}))
        if (number, lines) > best[:2]:
            best = number, lines, near
    return best


def _code(readings: Sequence[Reading]) -> int:
    """Tokens of code in the prompt; of several readings of a section the longest counts."""
    longest: dict[int, int] = {}
    for reading in readings:
        first = reading.pasted.lines[0]
        longest[first] = max(longest.get(first, 0), reading.code)
    return sum(longest.values())


def _is_over(evidence: _Evidence, needed: tuple[float, float], by: float = 0) -> bool:
    """Whether there are enough fingerprints, on two lines or more: one line is an idiom."""
    return (evidence.exact >= needed[0] + by and evidence.exact_lines >= 2) or (
        evidence.renamed >= needed[1] + by and evidence.renamed_lines >= 2
    )


def _strength(
    evidence: _Evidence, alignment: Alignment | None, needed: tuple[float, float], code: int
) -> Strength | None:
    if alignment is None:  # the file cannot be read: fingerprints alone
        over = _is_over(evidence, needed)
        return Strength.STRONG if _is_over(evidence, needed, _FAR_OVER) else Strength.CLEAR if over else None
    private = max(alignment.exact, alignment.renamed)
    if _is_over(evidence, needed, _FAR_OVER) and private >= 2 * _CONFIRMED:
        return Strength.STRONG
    if _is_over(evidence, needed) and private >= _CONFIRMED:
        return Strength.CLEAR
    is_main = alignment.block >= _MAIN * code and alignment.covered >= _LEAST_BLOCK
    if is_main and alignment.share >= _BLOCK:
        return Strength.CLEAR
    weak = evidence.exact >= needed[0] - 1 or evidence.renamed >= needed[1] - 1
    if weak and private >= _CONFIRMED and max(evidence.exact_lines, evidence.renamed_lines) >= 2:
        return Strength.WEAK
    return None


_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{2,80}")


def _is_recognisable(alignment: Alignment | None, source: Source | None, evidence: _Evidence) -> bool:
    """Whether what a prompt shares with code that never leaves could be from nowhere else.

    A k-gram of ten tokens with their names, not public: on two lines, or with a telling name in it.
    """
    if alignment is None or source is None:
        return evidence.exact >= 2 or evidence.renamed >= 2
    if alignment.renamed >= winnow.PARAMETERISED + 4 and evidence.renamed_lines >= 2:
        return True
    if alignment.exact < winnow.EXACT // 2:
        return False
    text = "\n".join(source.lines[number - 1] for number in alignment.private_lines)
    telling = any(
        len(name) >= 9 or "_" in name.strip("_") or name[1:] != name[1:].lower() for name in _NAME.findall(text)
    )
    return telling or (len(alignment.private_lines) >= 3 and alignment.exact >= 2 * winnow.EXACT)


def _match(place: Place, never: bool, strength: Strength, evidence: _Evidence, alignment: Alignment | None) -> Match:
    return Match(
        path=place.path,
        never_send=never,
        strength=strength,
        source=alignment.source if alignment else evidence.source,
        prompt=alignment.prompt if alignment else evidence.prompt,
        exact=evidence.exact,
        renamed=evidence.renamed,
        renaming=alignment.renamed > 2 * alignment.exact if alignment else evidence.renamed > 2 * evidence.exact,
        least=alignment.least if alignment else 0,
    )


def _same_place(one: tuple[int, int], other: tuple[int, int]) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return shared * 2 > min(one[1] - one[0], other[1] - other[0]) + 1
