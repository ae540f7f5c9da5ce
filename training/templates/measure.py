"""How many problems of labelled templates the gate names, and how many sound ones it flags.

    python training/templates/measure.py [--half odd|even|both] [--show] [FILE.jsonl ...]

Without files: both files beside this one. The rules were tuned on the odd lines alone.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from privacy_gate.config import Config, Settings
from privacy_gate.model import Blob, Exposure, Severity
from privacy_gate.scan import Run
from privacy_gate.scan.gate import Gate, assemble

HERE = Path(__file__).parent
HALVES = {"odd": (1,), "even": (0,), "both": (0, 1)}


class Case(NamedTuple):
    """A labelled template. `problems` are names of rules without their family."""

    id: str
    text: str
    problems: frozenset[str]


class Figures(NamedTuple):
    """Counts over some cases: problems labelled and named, sound templates and those flagged."""

    labelled: int
    named: int
    sound: int
    flagged: int
    wrong: int


def cases(files: Sequence[Path], half: str) -> Iterator[Case]:
    for file in files:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if number % 2 in HALVES[half]:
                record = json.loads(line)
                yield Case(record["id"], record["text"], frozenset(record["problems"]))


def named(gate: Gate, case: Case) -> set[str]:
    """The problems that the gate names in a template, as warnings or errors."""
    run = Run(gate)
    run.read([Blob(f"{case.id}.md", case.text.encode(), Exposure.OUTBOUND)])
    found = run.report().findings
    return {
        one.rule.partition("/")[2] for one in found if one.rule.startswith("prompt/") and one.severity > Severity.NOTE
    }


def measure(wanted: Sequence[Case], gate: Gate, *, show: bool = False) -> Figures:
    labelled: Counter[str] = Counter()
    got: Counter[str] = Counter()
    sound = flagged = wrong = 0
    for case in wanted:
        found = named(gate, case)
        labelled.update(case.problems)
        got.update(case.problems & found)
        sound += not case.problems
        flagged += bool(found) and not case.problems
        wrong += len(found - case.problems) if case.problems else 0
        if show and found != case.problems:
            missed = sorted(case.problems - found)
            print(f"   {case.id} missed {missed} wrong {sorted(found - case.problems)}")
    if show:
        print("   by problem: " + ", ".join(f"{name} {got[name]}/{count}" for name, count in labelled.most_common()))
    return Figures(sum(labelled.values()), sum(got.values()), sound, flagged, wrong)


def ratio(part: int, whole: int) -> str:
    """part/whole with its 95 % Wilson interval."""
    if not whole:
        return "0/0"
    p, z = part / whole, 1.96
    middle = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * math.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return f"{part}/{whole} = {p:.3f} ({max(0.0, middle - half):.2f} to {min(1.0, middle + half):.2f})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(HERE.glob("*.jsonl")))
    parser.add_argument("--half", choices=HALVES, default="both")
    parser.add_argument("--show", action="store_true", help="list what was missed and what was named wrongly")
    args = parser.parse_args()
    gate = assemble(Settings(Config(), None, Path()))
    for half in ("odd", "even") if args.half == "both" else (args.half,):
        figures = measure(list(cases(args.files, half)), gate, show=args.show)
        print(
            f"{half}: problems named {ratio(figures.named, figures.labelled)}, sound templates flagged "
            f"{ratio(figures.flagged, figures.sound)}, named wrongly in the others {figures.wrong}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
