"""How many openings such as "As part of our parcel tracking, …" are found, and how many harmless ones are reported.

    python -m benchmarks.openings [--half report] [--show]

The sentences stand in `benchmarks/data/company-openings.tsv`, with the half that they belong to.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

FILE = Path(__file__).parent / "data" / "company-openings.tsv"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the share of found and of wrongly reported sentences, by half."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.openings", description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=("development", "report"))
    parser.add_argument("--show", action="store_true", help="list the sentences that are judged wrongly")
    options = parser.parse_args(arguments)
    with FILE.open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if options.half in (None, row["half"])]
    found = _found([row["text"] for row in rows])
    for half in sorted({row["half"] for row in rows}):
        for label in ("context", "none"):
            chosen = [(row["text"], hit) for row, hit in zip(rows, found, strict=True) if _is(row, half, label)]
            hits = sum(hit for _, hit in chosen)
            said = "found" if label == "context" else "reported wrongly"
            print(f"{half}: {hits} of {len(chosen)} {said} ({100 * hits / max(1, len(chosen)):.1f} %)")
            if options.show:
                print("".join(f"  {text}\n" for text, hit in chosen if hit != (label == "context")), end="")
    return 0


def _is(row: dict[str, str], half: str, label: str) -> bool:
    return row["half"] == half and row["label"] == label


def _found(texts: Sequence[str]) -> list[bool]:
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            (Path(folder) / f"{number}.md").write_text(f"{text}\n", encoding="utf-8")
        command = [sys.executable, "-P", "-m", "privacy_gate", "scan", ".", "--exposure", "outbound", "--no-index"]
        command += ["--select", "business/company-context", "--format", "json", "--fail-on", "never"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    paths = {one["path"] for one in json.loads(done.stdout)["findings"]}
    return [f"{number}.md" in paths for number in range(len(texts))]


if __name__ == "__main__":
    sys.exit(main())
