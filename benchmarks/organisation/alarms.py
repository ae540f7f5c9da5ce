"""What is found by chance as an index grows, and what of true copies: snippets against indexes of three sizes.

The shards are those of the whole index; a smaller one has the first of them. Each snippet is asked for with
the least thresholds, and how many fingerprints each channel had is kept, so that any threshold can be tried.
"""

from __future__ import annotations

import ast
import mmap
from array import array
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from benchmarks import code_variants
from benchmarks.organisation import building, corpus
from benchmarks.organisation.corpus import Package
from privacy_gate.config import Config
from privacy_gate.index import evidence, file_kinds, public_filter
from privacy_gate.index.organisation import membership, shard, shard_build
from privacy_gate.index.organisation import search as searching
from privacy_gate.index.organisation.catalogue import CatalogueEntry
from privacy_gate.index.organisation.membership import Membership, Owned
from privacy_gate.index.organisation.search import Sources, search
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.index.organisation.shard import Shard
from privacy_gate.index.organisation.shard_build import Content

SIZES = {"100 k": 100_000, "1 M": 1_000_000, "10 M": 10**12}
"""Lines of the indexes."""
FUNCTIONS, FILES, OWN = 1_000, 300, 200
"""Snippets: functions and files of other packages, and functions of the organisation."""
VARIANTS = ("exact", "reformatted", "renamed", "half", "half renamed", "laundered")
_FILES = 40  # of a package, whose functions are looked at
_LEAST = (2.0, 3.0)


class Snippet(NamedTuple):
    """A text, what it is, and of which file."""

    kind: str
    text: str
    origin: str


class Index(NamedTuple):
    """An index in memory: its shards, and the filter over them."""

    label: str
    entries: list[CatalogueEntry]
    sources: Sources

    @property
    def prints(self) -> int:
        return self.sources.membership.prints


class Seen(msgspec.Struct, frozen=True):
    """Of a snippet: the tokens of code, and for each index the most fingerprints of both channels in one place of a
    shard with the place, and the most that the filter alone gives to one repository."""

    kind: str
    origin: str
    tokens: int
    confirmed: dict[str, tuple[int, int, str]]
    alone: dict[str, int]


def snippets(scratch: Path, packages: Sequence[Package]) -> list[Snippet]:
    """The same for the same list of packages. Those of the organisation are of what the smallest index holds."""
    dice = Random(6)  # noqa: S311  (no secret hangs on it)
    others = [one for one in packages if one.is_held]
    functions, whole = [], []
    for one in others:
        root = corpus.sources(scratch, one)
        some = _functions(root, dice)
        functions += dice.sample(some, min(len(some), 3 * FUNCTIONS // len(others)))
        paths = [path for path in code_variants.sources(root) if 4_000 < path.stat().st_size < 120_000]
        whole += dice.sample(paths, min(len(paths), 2 * FILES // len(others)))
    found = [
        Snippet("function", code_variants.prompt(one.text, number), f"{one.path} {one.name}")
        for number, one in enumerate(dice.sample(functions, min(FUNCTIONS, len(functions))))
    ]
    root = scratch / "sources"
    found += [
        Snippet("file", path.read_text(encoding="utf-8", errors="replace"), str(path.relative_to(root)))
        for path in dice.sample(whole, min(FILES, len(whole)))
    ]
    return found + _true(scratch, packages, dice)


def _functions(root: Path, dice: Random) -> list[code_variants.Function]:
    """The functions of some files: to look into all takes longer than all the rest."""
    paths = list(code_variants.sources(root))
    some = dice.sample(paths, min(len(paths), _FILES))
    return [one for path in some for one in code_variants.functions_of(path, str(path.relative_to(root.parent)))]


def _true(scratch: Path, packages: Sequence[Package], dice: Random) -> list[Snippet]:
    lines = {one.name: one.lines for one in building.known(scratch).repositories}
    functions = []
    for one in _first(packages, lines, SIZES["100 k"]):
        functions += [
            function
            for function in _functions(corpus.sources(scratch, one), dice)
            if file_kinds.is_code(function.path.partition("/")[2])
        ]
    found = []
    for number, function in enumerate(dice.sample(functions, min(OWN, len(functions)))):
        try:
            made = code_variants.variants(function, number, 1)
            made["reformatted"] = ast.unparse(ast.parse(made["no comments"])) + "\n"
            made["laundered"] = ast.unparse(ast.parse(made["laundered"])) + "\n"
        except SyntaxError:  # a byte string that became text beside others
            continue
        origin = f"{function.path} {function.name}"
        found += [Snippet(kind, code_variants.prompt(made[kind], number), origin) for kind in VARIANTS]
    return found


def _first(packages: Sequence[Package], lines: dict[str, int], most: int) -> list[Package]:
    chosen, total = [], 0
    for one in packages:
        if total >= most:
            break
        if one.is_ours and one.name in lines:
            chosen.append(one)
            total += lines[one.name]
    return chosen


def indexes(scratch: Path, packages: Sequence[Package]) -> list[Index]:
    """The index at three sizes."""
    key, known = building.key(scratch), building.known(scratch)
    lines = {one.name: one.lines for one in known.repositories}
    made = []
    for label, most in SIZES.items():
        names = {one.name for one in _first(packages, lines, most)}
        entries = [entry for entry in known.repositories if entry.name in names]
        shards = {entry.id: _mapped(scratch / "index" / entry.shard) for entry in entries}
        if len(entries) == len(known.repositories):
            data = _mapped(scratch / "index" / known.membership)
        else:
            data = memoryview(_joined(entries, shards, key))
        made.append(_index(label, entries, shards, data, key))
    return made


def unsubtracted(scratch: Path, packages: Sequence[Package]) -> list[Index]:
    """Them as they are where no fingerprint counts as public."""
    key = building.key(scratch)
    lines = {one.name: one.lines for one in building.known(scratch).repositories}
    (scratch / "unsubtracted").mkdir(exist_ok=True)
    wanted = _first(packages, lines, max(SIZES.values()))
    with ProcessPoolExecutor() as workers:
        made = list(workers.map(_whole, [scratch] * len(wanted), wanted))
    entries = {}
    for one, file in zip(wanted, made, strict=True):
        data = file.read_bytes()
        head = shard.head(data[: shard.HEAD], key, one.name)
        entries[one.name] = CatalogueEntry(
            one.name, "", key.name(one.name), one.name, b"", len(data), head.lines, head.prints
        )
    found = []
    for label, most in SIZES.items():
        some = [entries[one.name] for one in _first(packages, lines, most)]
        shards = {entry.id: _mapped(scratch / "unsubtracted" / entry.shard) for entry in some}
        found.append(_index(label, some, shards, memoryview(_joined(some, shards, key)), key))
    return found


def _whole(scratch: Path, package: Package) -> Path:
    """The shard of a package with what is public (in a process of its own, which does nothing else)."""
    file = scratch / "unsubtracted" / package.name
    if not file.exists():
        setattr(public_filter, "load_shipped", frozenset[int])  # noqa: B010  (that it is cached does not matter here)
        contents = corpus.contents(corpus.archive(scratch, package))
        code = (Content(path, data, False) for path, data in contents if file_kinds.is_indexed(path, Config()))
        made = shard_build.make_shard(package.name, package.name, "", code, building.key(scratch))
        part = file.with_name(f"{package.name}.partial")
        part.write_bytes(made)
        part.rename(file)
    return file


def _mapped(file: Path) -> memoryview:
    with file.open("rb") as opened:
        return memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))


def _joined(entries: Sequence[CatalogueEntry], shards: dict[bytes, memoryview], key: Secret) -> bytes:
    heads = {one.id: shard.head(bytes(shards[one.id][: shard.HEAD]), key, one.shard) for one in entries}
    bits = membership.bits(sum(head.sampled for head in heads.values()))
    parts = []
    for number in range(1 << bits):
        owned = []
        for name, head in heads.items():
            part = head.part(number, bits)
            owned.append(Owned(name, array("Q", bytes(shards[name][part.start : part.end]))))
        parts.append(membership.part(owned))
    return b"".join(membership.write_filter(parts, len(entries), sum(one.prints for one in entries), key))


def _index(
    label: str, entries: list[CatalogueEntry], shards: dict[bytes, memoryview], data: memoryview, key: Secret
) -> Index:
    opened = {one.id: Shard(shards[one.id], key, one.shard, one.name) for one in entries}
    there = Membership(data, key, "the filter")
    return Index(label, entries, Sources(key, there, lambda: entries, opened.get, lambda _values: ()))


def ask(found: Iterable[Snippet], against: Sequence[Index]) -> list[Seen]:
    """Ask each index for each snippet."""
    held = evidence.count_needed, searching.count_confirmed
    for module, name in ((evidence, "needed"), (searching, "confirmed")):
        setattr(module, name, lambda _tenfolds: _LEAST)  # (the thresholds are tried afterwards)
    seen = []
    for one in found:
        readings = evidence.readings(one.text)
        confirmed, alone = {}, {}
        for index in against:
            matches = search(readings, index.sources)
            exact = max((match.exact for match in matches), default=0)
            renamed = max((match.renamed for match in matches), default=0)
            place = next((f"{match.repository}:{match.path}" for match in matches), "")
            confirmed[index.label] = exact, renamed, place
            bare = msgspec.structs.replace(index.sources, shard=lambda _identity: None)
            alone[index.label] = max((match.renamed for match in search(readings, bare)), default=0)
        seen.append(Seen(one.kind, one.origin, evidence.code(readings), confirmed, alone))
    evidence.count_needed, searching.count_confirmed = held
    return seen
