"""The examples: what several hands wrote as contrast pairs, and public text that nobody labelled."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent / "data"


class Example(NamedTuple):
    """A text with its label; `phrase` is what carries the leak."""

    text: str
    leak: bool
    phrase: str
    pair: str
    kind: str
    industry: str
    language: str
    hand: str


def written() -> list[Example]:
    """All that the hands wrote, hand after hand."""
    found = []
    for file in sorted(HERE.glob("h*.jsonl.gz")):
        for line in gzip.decompress(file.read_bytes()).decode().split("\n"):
            if line.strip():
                row = json.loads(line)
                found.append(
                    Example(row["text"], row["label"] == "leak", row["phrase"], row["pair"], row["kind"],
                            row["industry"], row["lang"], file.name.partition(".")[0])
                )  # fmt: skip
    return found


def of_prompts() -> list[Example]:
    """The sentences of whole prompts; what both prompts of a pair hold has no pair."""
    from training.wording import prompts

    return [Example(*one) for one in prompts.read()]


def public() -> list[Example]:
    """Public comments and prose, taken for clean."""
    rows = []
    for name in ("public", "public-prompts"):
        rows += gzip.decompress((HERE / f"{name}.jsonl.gz").read_bytes()).decode().strip().split("\n")
    return [Example(row["text"], False, "", "", row["kind"], "", "en", row["package"]) for row in map(json.loads, rows)]


def pairs(examples: list[Example]) -> list[tuple[int, int]]:
    """The numbers of the leaking and the clean member of each contrast pair."""
    by: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, example in enumerate(examples):
        if example.pair:
            by[example.pair][example.leak].append(number)
    return [(leak, clean) for cleans, leaks in by.values() for leak in leaks for clean in cleans]
