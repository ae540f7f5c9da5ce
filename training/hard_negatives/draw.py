"""Draw the packages: `python -m training.hard_negatives.draw PYPI.tsv NPM.tsv DEBIAN-SOURCES.txt` writes packages.tsv.

The first two files list packages with a rank or a number of downloads, the third has one source package of Debian a
line, as NAME VERSION. Packages that the value model or the filter of public code was trained on are left out. The half
of a package depends on the first word of its name, so that the parts of one project are in one half.
"""

from __future__ import annotations

import csv
import gzip
import random
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from training.hard_negatives.packages import LIST, Package

HERE = Path(__file__).parent
SEED = 26
COUNTS = {
    "pypi": 75, "npm": 80,
    "golang": 45, "rust": 40, "ruby": 45, "java": 45, "php": 45, "python": 25, "node": 15,
}  # fmt: skip
_KINDS = {
    "golang": re.compile(r"golang-(?!.*-defaults)"),
    "rust": re.compile(r"rust-"),
    "ruby": re.compile(r"ruby-"),
    "php": re.compile(r"php-"),
    "python": re.compile(r"python-|django-"),
    "node": re.compile(r"node-"),
    "java": re.compile(r"(?:lib)?[a-z0-9.-]+-java$|^(?:maven|jackson|commons|plexus|jetty|tomcat|apache)"),
}
_AFFIXES = re.compile(
    r"^(?:golang-(?:github|golang|google|gopkg|k8s)[a-z]*-|rust-|ruby-|php-|python-|node-|lib(?=.*java))|-java$|-dev$"
)


def main() -> None:
    """Write the list in the order of registry and name."""
    pypi, npm, debian = (Path(argument).read_text(encoding="utf-8").splitlines() for argument in sys.argv[1:4])
    used = set(_used())
    pools: dict[str, list[tuple[str, str]]] = {kind: [] for kind in COUNTS}
    for row in csv.reader(pypi[1:], delimiter="\t", quoting=csv.QUOTE_NONE):
        if row[3]:
            pools["pypi"].append((row[0], row[1]))
    for row in csv.reader(npm[1:], delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) > 2 and row[2].isdigit() and int(row[2]) > 30_000 and not row[0].startswith("@types/"):
            pools["npm"].append((row[0], row[1]))
    for line in debian:
        name, version = line.split()
        kind = next((kind for kind, pattern in _KINDS.items() if pattern.match(name)), None)
        if kind:
            pools[kind].append((name, version))
    draw = random.Random(SEED)
    found = []
    for kind, pool in pools.items():
        fresh = sorted(one for one in set(pool) if _plain(one[0]) not in used)
        registry = kind if kind in ("pypi", "npm") else "debian"
        found += [Package(_half(name), registry, name, version) for name, version in draw.sample(fresh, COUNTS[kind])]
    LIST.write_text("".join("\t".join(one) + "\n" for one in sorted(found, key=lambda one: one[1:])), encoding="utf-8")


def _half(name: str) -> str:
    word = re.split(r"[-_./@ ]", _AFFIXES.sub("", name.lstrip("@").lower()))[0]
    return "report" if zlib.crc32(word.encode()) % 2 else "development"


def _used() -> Iterator[str]:
    """The packages of the harvest of values and of the public code."""
    harvest = gzip.decompress((HERE.parent / "values" / "harvest.tsv.gz").read_bytes()).decode()
    yield from {_plain(line.split("\t")[0].partition("-")[2]) for line in harvest.splitlines()}
    for line in (HERE.parent / "public_code" / "sources.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield _plain(line.split()[1])


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


if __name__ == "__main__":
    main()
