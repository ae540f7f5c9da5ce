"""`python -m training.public_code build`: fetch the listed packages, count, write the data files of the package."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from array import array
from collections import Counter
from functools import partial
from pathlib import Path
from typing import NamedTuple

from privacy_gate.index import public_filter
from privacy_gate.index.vocabulary import FILE
from training.public_code import tables
from training.public_code.archives import licence, members
from training.public_code.counting import Counts, Package, count
from training.public_code.fingerprints import MOST, Fingerprints, of_package
from training.public_code.pruning import pruned
from training.public_code.sources import MissingError, Source, fetch, read_list

_HERE = Path(__file__).parent
_FILTER_BYTES = 3_000_000 - 64


class Read(NamedTuple):
    """What was read of a source; `missing` says why nothing was."""

    source: Source
    lines: int
    terms: str
    package: Package
    hashes: array[int]
    missing: str


def main() -> int:
    options = _options()
    try:
        sources = read_list()
    except ValueError as error:
        print(f"public_code: {error}", file=sys.stderr)
        return 2
    if options.command == "fetch":
        return _fetch(sources, options.cache)
    return _build(sources, options.cache, options.only)


def _fetch(sources: list[Source], cache: Path) -> int:
    code = 0
    for number, source in enumerate(sources, 1):
        _say(f"[{number}/{len(sources)}] {source.registry} {source.name}")
        try:
            fetch(source, cache)
        except MissingError as error:
            _wipe()
            print(f"public_code: {error}", file=sys.stderr)
            code = 1
    _wipe()
    return code


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.public_code", description=__doc__)
    parser.add_argument("command", choices=["build", "fetch"])
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser.add_argument(
        "--cache", type=Path, default=cache / "privacy-gate-public-code", help="downloads (default: %(default)s)"
    )
    parser.add_argument("--only", choices=["vocabulary", "filter"], help="build one of the two files")
    return parser.parse_args()


def _build(sources: list[Source], cache: Path, only: str | None) -> int:
    """All or nothing: with a package missing the files would not be the same again."""
    counts, prints, rows = Counts(), Fingerprints(), []
    missing = False
    library = Package(Counter(), Counter())  # several versions share nearly all, and count as one package
    start = time.monotonic()
    with multiprocessing.Pool() as pool:
        done = pool.imap(partial(_read, cache=cache, only=only), sources)
        for number, read in enumerate(done, 1):
            source = read.source
            _say(f"[{number}/{len(sources)}] {time.monotonic() - start:.0f} s  {source.registry} {source.name}")
            if read.missing:
                _wipe()
                print(f"public_code: {read.missing}", file=sys.stderr)
                missing = True
                continue
            if source.registry == "stdlib":
                library.names.update(read.package.names)
                library.prose.update(read.package.prose)
            else:
                counts.add(read.package)
            prints.add(source.name, read.hashes)
            rows.append(read)
    _wipe()
    if missing:
        print("public_code: packages are missing; nothing was written", file=sys.stderr)
        return 1
    _say("writing")
    if only != "filter":
        counts.add(library, standard=True)
        _write_vocabulary(counts)
    if only != "vocabulary":
        _write_filter(prints)
    (_HERE / "NOTICE.md").write_text(_notice(rows), encoding="utf-8")
    _wipe()
    print(f"{len(rows)} packages, {sum(read.lines for read in rows):,} lines of code")
    return 0


def _read(source: Source, cache: Path, only: str | None) -> Read:
    nothing = Package(Counter(), Counter())
    try:
        archive = fetch(source, cache)
    except MissingError as error:
        return Read(source, 0, "", nothing, array("Q"), str(error))
    found = list(members(archive, source.paths))
    code = [member for member in found if member.family != "prose"]
    lines = sum(member.text.count("\n") for member in code)
    package = count(found) if only != "filter" else nothing
    hashes = array("Q")
    if only != "vocabulary":
        hashes.extend(sorted(of_package(member.text for member in code)))
    return Read(source, lines, licence(archive), package, hashes, "")


def _write_vocabulary(counts: Counts) -> None:
    kept = pruned(counts)
    FILE.parent.mkdir(exist_ok=True)
    size = tables.write(FILE, [tables.build(name, entries, bits) for name, (entries, bits) in kept.items()])
    for name, (entries, _) in kept.items():
        print(f"{name}: {len(entries):,} of {counts.size(name):,}")
    print(f"{FILE.name}: {size:,} bytes")


def _write_filter(prints: Fingerprints) -> None:
    hashes = prints.best(MOST)
    public_filter.FILE.parent.mkdir(exist_ok=True)
    public_filter.write(public_filter.FILE, hashes, _FILTER_BYTES)
    _write_packages(read_list())
    print(
        f"{public_filter.FILE.name}: {len(hashes):,} of {prints.count:,} fingerprints, "
        f"{public_filter.FILE.stat().st_size:,} bytes"
    )


def _write_packages(sources: list[Source]) -> None:
    names = sorted({source.name for source in sources})
    public_filter.PACKAGES.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")


def _notice(rows: list[Read]) -> str:
    out = (
        "# What the public vocabulary and the filter of public code were counted from\n\n"
        "Names, words and hashes of these packages were counted; none of their code is in the files.\n\n"
        "| package | version | from | lines of code | licence |\n|---|---|---|--:|---|\n"
    )
    for read in rows:
        source, terms = read.source, read.terms.replace("|", "or")
        out += f"| {source.name} | {source.version} | {source.registry} | {read.lines:,} | {terms} |\n"
    return out


def _say(text: str) -> None:
    """A line on standard error that the next one replaces, where somebody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text} …")
        sys.stderr.flush()


def _wipe() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
