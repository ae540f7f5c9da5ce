"""The examples: names that several hands wrote as contrast pairs, names of public code, and words of trades."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from privacy_gate.base.naming import words

HERE = Path(__file__).parent / "data"


class Example(NamedTuple):
    """A name with its label; `told` are the words of it that carry the business."""

    name: str
    telling: bool
    told: frozenset[str]
    pair: str
    kind: str
    language: str
    industry: str
    natural: str
    hand: str


def _rows(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).decode().split("\n") if line.strip()]


def written() -> list[Example]:
    """All that the hands wrote, hand after hand."""
    return [
        Example(
            row["name"],
            row["label"] == "telling",
            frozenset(word for told in row["tells"] for word in words(told)),
            f"{file.name} {row['pair']}",
            row["kind"],
            row["lang"],
            row["industry"],
            row["natural"],
            file.name.partition(".")[0],
        )
        for file in sorted(HERE.glob("n*.jsonl.gz"))
        for row in _rows(file)
    ]


def public() -> list[Example]:
    """Names of public packages, taken for such that tell nothing."""
    return [
        Example(row["name"], False, frozenset(), "", row["kind"], "python", "", "en", row["package"])
        for row in _rows(HERE / "public.jsonl.gz")
    ]


def lexicon() -> dict[str, float]:
    """Single words: 1 for those of trades, 0 for those of technology, between for those of both."""
    labels: dict[str, set[int]] = defaultdict(set)
    for file, label in (("trades.txt", 1), ("technical.txt", 0)):
        for line in (HERE / file).read_text(encoding="utf-8").split("\n"):
            for word in line.partition(":")[2].split() if not line.startswith("#") else ():
                labels[word].add(label)
    return {word: sum(found) / len(found) for word, found in sorted(labels.items())}


def pairs(examples: list[Example]) -> list[tuple[int, int]]:
    """The numbers of the telling and the generic member of each contrast pair."""
    by: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, example in enumerate(examples):
        if example.pair:
            by[example.pair][example.telling].append(number)
    return [(telling, generic) for generics, tellings in by.values() for telling in tellings for generic in generics]
