"""How `clean` does on labelled texts: whether its laws hold, and how many come out with nothing found.

    python -m benchmarks.cleaning FOLDER…

Reads all `.jsonl` and `.jsonl.gz` files below the folders whose records have a `text` (and, if they
say so, a `filename` and a `label`), and all Markdown and text files. Nothing is written.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from privacy_gate.cleanroom.masking.unmask import unmask
from privacy_gate.cleanroom.session_cleaning import make_sendable
from privacy_gate.model import Exposure, Mend, Severity
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session, begin


class Text(NamedTuple):
    """A text of a corpus: where it is from, as what it is judged, what it was labelled as."""

    source: str
    path: str
    text: str
    label: str


def texts(folders: list[Path]) -> Iterator[Text]:
    """All texts below some folders."""
    for folder in folders:
        for file in sorted(folder.rglob("*") if folder.is_dir() else [folder]):
            if file.name.endswith((".jsonl", ".jsonl.gz")):
                yield from _records(file)
            elif file.suffix in (".md", ".txt") and file.is_file():
                yield Text(file.parent.name, f"prompts/{file.name}", file.read_text(encoding="utf-8"), "")


def _records(file: Path) -> Iterator[Text]:
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if isinstance(record.get("text"), str):
                name = record.get("filename") or f"prompts/{record['id']}.md"
                yield Text(
                    f"{file.parent.name}/{file.name.partition('.')[0]}",
                    name,
                    record["text"],
                    str(record.get("label", "")),
                )


def broken(session: Session, one: Text, counts: Counter[str]) -> list[str]:
    """The laws that a text breaks."""
    done = make_sendable(session, one.path, one.text)
    again = make_sendable(session, one.path, done.text)
    found = []
    if unmask(done.text, done.pairs) != one.text:
        found.append("does not restore")
    if again.text != done.text:
        found.append("is cleaned twice")
    rules = session.gate.rules
    mendable = [f.rule for f in done.report.findings if rules[f.rule].mend in (Mend.PLACEHOLDER, Mend.RENAME)]
    if mendable:
        found.append(f"still has {', '.join(mendable)}")
    if one.path.endswith(".py") and _parses(one.text) and not _parses(done.text):
        found.append("does not parse any more")
    key = f"{one.source} {one.label}".strip()
    _, first = session.run.judge_text(one.path, one.text)
    told = [f for f in first if f.severity >= Severity.WARNING and not f.rule.startswith(("prompt/", "gate/"))]
    dropped = make_sendable(session, one.path, one.text, drop_context=True)
    if make_sendable(session, one.path, dropped.text, drop_context=True).text != dropped.text:
        found.append("loses context twice")
    if one.path.endswith(".py") and _parses(one.text) and not _parses(dropped.text):
        found.append("does not parse without context")
    counts[f"{key}: texts"] += 1
    counts[f"{key}: with findings before"] += bool(told)
    counts[f"{key}: after clean"] += bool(done.left())
    counts[f"{key}: after clean --drop-context"] += bool(dropped.left())
    counts[f"{key}: nothing left of the text"] += bool(one.text.strip()) and not dropped.text.strip()
    return found


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.cleaning", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only each n-th text")
    options = parser.parse_args()
    all_texts = [text for at, text in enumerate(texts(options.folders)) if at % options.every == 0]
    counts: Counter[str] = Counter()
    failures = 0
    began = time.process_time()
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        session = begin(Options(exposure=Exposure.OUTBOUND.value))
        for one in all_texts:
            try:
                wrong = broken(session, one, counts)
            except Exception:  # noqa: BLE001  (the text is named, and the next one tried)
                wrong = [traceback.format_exc(limit=-3)]
            for law in wrong:
                failures += 1
                print(f"{one.source} {one.path}: {law}")
        os.chdir("/")
    for name, count in counts.items():
        print(f"{count:6} {name}")
    print(f"{failures} broken laws, {time.process_time() - began:.0f} s of processor time")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
