"""What two readers of the code said of neutral names: `python -m benchmarks.judged_names`.

data/judged-names.tsv has a line for each function of a sample: the wheel of PyPI with its file and function, the name
that the gate proposed at that time, and for each of two readers whether the name is acceptable and whether it reveals
a word of the business. None of the code is kept. `documentation` writes the table of it into docs/cleaning.md.

`--add SAMPLE KEYS FIRST SECOND` replaces a sample: KEYS is a JSON list of [number, package, wheel, file, function,
proposal], FIRST and SECOND are what the readers wrote, with lines of number, acceptable, leak and remark. Where they
are left out, the sample is kept as not judged.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data" / "judged-names.tsv"
_ANSWERS = ("yes", "no")


class Judged(NamedTuple):
    """A function, its proposal, and two answers of each reader: `yes`, `no`, or empty where nobody judged it yet."""

    sample: str
    package: str
    wheel: str
    file: str
    function: str
    proposal: str
    accepted_by_first: str
    leak_by_first: str
    accepted_by_second: str
    leak_by_second: str


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.judged_names", description=__doc__.split("\n")[0])
    parser.add_argument("--add", nargs="+", metavar=("SAMPLE", "FILE"), help="KEYS, and what two readers wrote")
    parser.add_argument("--data", type=Path, default=DATA, help="the table of all samples")
    options = parser.parse_args()
    rows = read(options.data)
    if options.add:
        sample, keys, *readers = options.add
        added = judge(sample, Path(keys), [Path(one) for one in readers])
        rows = sorted([*(one for one in rows if one.sample != sample), *added], key=lambda one: int(one.sample))
        with options.data.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t", lineterminator="\n").writerows(rows)
    print("\n".join(table(rows)))
    return 0


def read(data: Path = DATA) -> list[Judged]:
    with data.open(encoding="utf-8", newline="") as file:
        return [Judged._make(row) for row in csv.reader(file, delimiter="\t")]


def judge(sample: str, keys: Path, readers: Sequence[Path]) -> list[Judged]:
    """A sample with the answers of its readers. Each reader must have judged each function."""
    answers = [_answers(one) for one in readers] or [{}, {}]
    if len(answers) != 2:
        raise SystemExit("two readers are needed, or none")
    found = []
    for number, *key in json.loads(keys.read_text("utf-8")):
        if readers and any(number not in one for one in answers):
            raise SystemExit(f"a reader has not judged number {number}")
        first, second = (one.get(number, ("", "")) for one in answers)
        found.append(Judged._make([sample, *key, *first, *second]))
    return found


def _answers(reader: Path) -> dict[int, tuple[str, str]]:
    found = {}
    for line in reader.read_text("utf-8").splitlines():
        number, *words = (one.strip().lower() for one in line.split("\t"))
        if number.isdigit():
            if len(words) < 2 or not {words[0], words[1]} <= set(_ANSWERS):
                raise SystemExit(f"{reader.name}: number {number} needs two answers of yes or no")
            found[int(number)] = (words[0], words[1])
    return found


def table(rows: Sequence[Judged]) -> list[str]:
    """The table of all samples, in Markdown."""
    lines = [
        "| sample | functions | packages | accepted by the readers | by both | leaks found by the readers |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for sample, group in groupby(rows, key=lambda one: one.sample):
        judged = list(group)
        start = f"| {sample} | {len(judged)} | {len({one.package for one in judged})} |"
        if not all(one.accepted_by_first and one.accepted_by_second for one in judged):
            lines.append(f"{start} not judged yet | | |")
            continue
        first = [one.accepted_by_first == "yes" for one in judged]
        second = [one.accepted_by_second == "yes" for one in judged]
        both = [one and other for one, other in zip(first, second, strict=True)]
        shares = [f"{100 * sum(answers) / len(judged):.0f} %" for answers in (first, second, both)]
        leaks = [sum(one.leak_by_first == "yes" for one in judged), sum(one.leak_by_second == "yes" for one in judged)]
        lines.append(f"{start} {shares[0]}, {shares[1]} | {shares[2]} | {leaks[0]}, {leaks[1]} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
