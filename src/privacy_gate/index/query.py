"""Search a prompt for code of the repository. Fingerprints select the files, and an exact comparison decides.

The thresholds were measured with `python -m benchmarks.code_matching`. The benchmark puts functions into prompts:
without comments, with other names, halved, edited and reformatted. It compares these with functions and whole files of
other packages.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from privacy_gate.index import evidence, never_send, public_filter
from privacy_gate.index.align import Alignment, Brought, SourceFile, align
from privacy_gate.index.evidence import Evidence, Match, Strength
from privacy_gate.index.file_prints import MARKED
from privacy_gate.index.readings import PromptReading, Readings
from privacy_gate.index.store import Store
from privacy_gate.index.store_rows import StoredHit, TreePlace

_MOST_FILES = 5  # files; a fingerprint in more of them is a common pattern of the repository
_LOOKED_AT = 8  # files that are compared exactly, the best first
_LOOKED_AT_FOR_ONE = 3  # files among these that share only one fingerprint with the prompt
_CONFIRMED = 16  # private tokens that a match needs
_BLOCK, _LEAST_BLOCK, _MAIN = 0.65, 14, 0.35

_NOT_OURS = 32  # files whose common code came from prompts; up to this number, they do not count as compared

Origin = Callable[[str, str], Sequence[Brought]]
"""A function that returns the k-grams that prompts brought to a region.

It receives the path and the text of the region.
"""

Read = Callable[[TreePlace], str | None]
"""A function that returns the text of the file at a place; None if it cannot be read."""


class TreeView(Struct, frozen=True):
    """The data about a work tree that a search needs.

    `trees` are the numbers of the tree and of further commits that count as current code. `prints` is the number of
    their fingerprints: in a larger index, a match needs more of them. `dense` is the number of fingerprints of
    never-send files. `open_here` are fingerprints that are public only for this repository. `origin` is called for
    matches outside never-send code.
    """

    store: Store
    trees: tuple[int, ...]
    prints: int
    dense: int
    never_leaves: Callable[[str], bool]
    read: Read
    open_here: Container[int] = frozenset()
    origin: Origin = lambda _path, _region: ()


class _Candidate(NamedTuple):
    """A file that shares fingerprints with the prompt.

    `never` says whether it is a never-send file. `weight` orders the candidates. `seen` is the evidence of its code,
    and `quoted` maps its shared word sequences to lines.
    """

    never: bool
    weight: float
    seen: Evidence | None
    place: TreePlace
    kind: int
    hits: list[StoredHit]
    quoted: dict[int, int]


def search(text: str, view: TreeView) -> list[Match]:
    """Return the places of the repository whose code a prompt contains, the most certain first."""
    readings = evidence.readings(text)
    code = evidence.code(readings)
    needed = evidence.count_needed(evidence.growth(view.prints, code))
    placed = Readings(readings)
    candidates = _candidates(readings, text, view)
    found: list[Match] = []
    for match in (match for one in candidates if one.never for match in _match_never_send(one, text, placed, view)):
        if not any(evidence.same_place(other.prompt, match.prompt) for other in found):
            found.append(match)
    looked_at = not_ours = 0
    for candidate in candidates:
        seen = candidate.seen
        if seen is None or candidate.never or any(evidence.same_place(match.prompt, seen.prompt) for match in found):
            continue  # only the most certain match at a place is reported
        most = _LOOKED_AT if seen.exact + seen.renamed > 1 else _LOOKED_AT_FOR_ONE
        if looked_at >= most and not evidence.is_over(seen, needed):
            break
        looked_at += 1
        source = _source(candidate.place, view)
        alignment = (
            align(placed, source, *seen.source, public_filter.load_shipped(), open_here=view.open_here)
            if source
            else None
        )
        strength = _strength(seen, alignment, needed, code)
        if strength is not None and source and not_ours < _NOT_OURS:
            region = "\n".join(source.region(*seen.source))
            if origins := view.origin(candidate.place.path, region):
                alignment = align(
                    placed,
                    source,
                    *seen.source,
                    public_filter.load_shipped(),
                    open_here=view.open_here,
                    origins=origins,
                )
                strength = _strength(seen, alignment, needed, code)
                if strength is None:
                    not_ours += 1
                    looked_at -= 1
        if strength is not None:
            found.append(_match(candidate.place, strength, seen, alignment))
    return sorted(found, key=lambda match: (-match.never_send, -match.strength, match.path))


def _source(place: TreePlace, view: TreeView) -> SourceFile | None:
    content = view.read(place)
    return SourceFile(content) if content is not None else None


def _match_never_send(candidate: _Candidate, text: str, readings: Readings, view: TreeView) -> Iterator[Match]:
    """Yield the parts of a never-send file that are in the prompt."""
    parts: list[never_send.SharedPart] = []
    if candidate.quoted:
        parts.append(never_send.sentences(never_send.quoted_rows(text), candidate.quoted))
    if candidate.hits and (source := _source(candidate.place, view)) is not None:
        least = never_send.count_least_renamed(view.dense)
        lines = [hit.line for hit in candidate.hits]
        parts += never_send.code(readings, source, lines, public_filter.load_shipped(), least)
    for part in never_send.join_parts(parts):
        yield Match(
            path=candidate.place.path,
            never_send=True,
            strength=Strength.STRONG,
            source=part.source,
            prompt=part.prompt,
            exact=0 if part.renaming else 1,
            renamed=int(part.renaming),
            renaming=part.renaming,
            least=part.least,
        )


def _candidates(readings: Sequence[PromptReading], text: str, view: TreeView) -> list[_Candidate]:
    """Return the files that share fingerprints with the prompt: never-send files first, then those with the most
    evidence.
    """
    rows = never_send.quoted_rows(text) if view.dense else {}
    grams = set[int]().union(*(reading.exact for reading in readings), *(reading.renamed for reading in readings))
    values = [*grams, *rows]
    keyed = dict(zip(view.store.hash_prints(values), values, strict=True))
    hits = view.store.hits(keyed)
    shared = {keyed[hit.hash] for hit in hits}
    exact, renamed = evidence.lines(readings, "exact", shared), evidence.lines(readings, "renamed", shared)
    standing = view.store.find_present_files(view.trees, {hit.file for hit in hits}) if hits else []
    places = _places(standing, view.never_leaves)
    never = {file for file, (kind, place) in places.items() if bool(kind & MARKED) or view.never_leaves(place.path)}
    found = []
    for file, own in _group_by_file(hits, places, standing, never).items():
        kind, place = places[file]
        if view.open_here and file not in never:
            own = [hit for hit in own if keyed[hit.hash] not in view.open_here]  # noqa: PLW2901
        quoted = {keyed[hit.hash]: hit.line for hit in own if keyed[hit.hash] in rows} if file in never else {}
        grams_ = [hit for hit in own if keyed[hit.hash] not in rows]
        if not grams_ and not quoted:
            continue
        seen = evidence.count_closest(grams_, keyed, exact, renamed) if grams_ else None
        weight = seen.exact / evidence.EXACT + seen.renamed / evidence.RENAMED if seen else 0.0
        found.append(_Candidate(file in never, weight, seen, place, kind, grams_, quoted))
    return sorted(found, key=lambda one: (-one.never, -one.weight, one.place.path))


def _places(
    standing: Iterable[tuple[int, int, TreePlace]], never_leaves: Callable[[str], bool]
) -> dict[int, tuple[int, TreePlace]]:
    """Return the kind and one place of each file. A path that the settings never send is preferred."""
    found: dict[int, tuple[bool, str, int, TreePlace]] = {}
    for file, kind, place in standing:
        rank = (not never_leaves(place.path), place.path, kind, place)
        if file not in found or rank[:2] < found[file][:2]:
            found[file] = rank
    return {file: (kind, place) for file, (_, _, kind, place) in found.items()}


def _group_by_file(
    hits: Sequence[StoredHit],
    places: dict[int, tuple[int, TreePlace]],
    standing: Sequence[tuple[int, int, TreePlace]],
    never: Container[int],
) -> dict[int, list[StoredHit]]:
    """Return the hits of each file in the tree. Fingerprints that occur in too many files are left out.

    Never-send files keep all their hits.
    """
    paths: dict[int, set[str]] = {}
    for file, _, place in standing:
        paths.setdefault(file, set()).add(place.path)
    spread: dict[int, set[str]] = {}
    for hit in hits:
        if hit.file in places:
            spread.setdefault(hit.hash, set()).update(paths[hit.file])
    found: dict[int, list[StoredHit]] = {}
    for hit in hits:
        if hit.file in never or (hit.file in places and len(spread[hit.hash]) <= _MOST_FILES):
            found.setdefault(hit.file, []).append(hit)
    return found


def _strength(seen: Evidence, alignment: Alignment | None, needed: evidence.Needed, code: int) -> Strength | None:
    if alignment is None:  # the file cannot be read
        return evidence.score_by_prints(seen, needed)
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


def _match(place: TreePlace, strength: Strength, seen: Evidence, alignment: Alignment | None) -> Match:
    return Match(
        path=place.path,
        never_send=False,
        strength=strength,
        source=alignment.source if alignment else seen.source,
        prompt=alignment.prompt if alignment else seen.prompt,
        exact=seen.exact,
        renamed=seen.renamed,
        renaming=alignment.renamed > 2 * alignment.exact if alignment else seen.renamed > 2 * seen.exact,
        least=alignment.least if alignment else 0,
    )
