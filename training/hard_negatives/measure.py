"""Count the findings in a half: `python -m training.hard_negatives.measure FOLDER --half HALF [--list]`.

FOLDER is where `packages` put the files. `--gate COMMAND` measures another version. The judgements in `judgements.tsv`
have no text of the packages. `--list` prints the findings without a judgement, in an order that hides their rule.
"""

from __future__ import annotations

import argparse
import csv
import json
import shlex
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

from training.rates import wilson

JUDGEMENTS = Path(__file__).with_name("judgements.tsv")


def main() -> int:
    """Print the number of files, of findings and of errors by judgement."""
    parser = argparse.ArgumentParser(prog="python -m training.hard_negatives.measure")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("development", "report"), required=True)
    parser.add_argument("--gate", default=f"{sys.executable} -P -m privacy_gate")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    report = _scan(shlex.split(options.gate), options.folder / options.half)
    errors = [one for one in report["findings"] if one["severity"] == "error"]
    judged = _read_judgements()
    labels = Counter(judged.get(_place(one), "not judged") for one in errors)
    files = report["summary"]["files"]
    wrong = labels["none"]
    print(f"{files} files, {len(report['findings'])} findings, {len(errors)} errors")
    print(f"{1000 * len(errors) / files:.1f} errors in 1,000 files; {dict(labels)}")
    print(f"no credential: {wilson(wrong, len(errors))} of the errors, {1000 * wrong / files:.2f} in 1,000 files")
    if options.list:
        for one in sorted(errors, key=lambda one: zlib.crc32(repr(_place(one)).encode())):
            if _place(one) not in judged:
                print("\t".join((*_place(one), "")))
    return 0


def _scan(gate: list[str], folder: Path) -> Any:
    command = [*gate, "scan", ".", "--exposure", "internal", "--select", "secret", "--format", "json", "--exit-zero"]
    return json.loads(subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout)


def _place(one: dict[str, Any]) -> tuple[str, str]:
    return one["path"], str(one["start"]["line"])


def _read_judgements() -> dict[tuple[str, str], str]:
    with JUDGEMENTS.open(newline="", encoding="utf-8") as rows:
        return {(row["path"], row["line"]): row["judgement"] for row in csv.DictReader(rows, delimiter="\t")}


if __name__ == "__main__":
    sys.exit(main())
