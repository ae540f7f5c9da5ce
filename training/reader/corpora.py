"""The texts that the reader learns from: prompts in pairs, single sentences, and public texts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from training.reader.pairs import BRIEFS, read_brief

WORDING = Path(__file__).parents[1] / "wording" / "data"


class Prompt(NamedTuple):
    """A prompt, whether it leaks, and the phrases that leak. `corpus` is its author or brief; twins share `pair`."""

    text: str
    leak: bool
    spans: tuple[str, ...]
    pair: str
    corpus: str
    language: str


class Line(NamedTuple):
    """A single sentence or line, and whether it leaks. Twins share `pair`, which is empty for public text."""

    text: str
    leak: bool
    pair: str


def read_prompts() -> list[Prompt]:
    """All prompts in pairs: those of training/wording by author, and the briefs."""
    found = [
        Prompt(row["text"], row["label"] == "leak", tuple(row["spans"]), row["pair"], file.name[:2], row["lang"])
        for pattern in ("q*.jsonl.gz", "t*.jsonl.gz")
        for file in sorted(WORDING.glob(pattern))
        for row in _read_rows(file)
    ]
    for file in sorted(BRIEFS.glob("*.txt")):
        for pair in read_brief(file):
            name = f"{pair.brief}-{pair.number}"
            found.append(Prompt(pair.leak, True, pair.spans, name, pair.brief, pair.language))
            found.append(Prompt(pair.clean, False, (), name, pair.brief, pair.language))
    return found


def read_lines() -> list[Line]:
    """The single sentences that authors wrote in pairs."""
    return [
        Line(row["text"], row["label"] == "leak", f"{file.name}:{row['pair']}")
        for file in sorted(WORDING.glob("h*.jsonl.gz"))
        for row in _read_rows(file)
    ]


def read_public_lines() -> list[str]:
    """Public comments, docstrings and messages, which are taken for clean."""
    return [row["text"] for row in _read_rows(WORDING / "public.jsonl.gz")]


def read_public_prompts() -> list[str]:
    """Everyday prompts without a business behind them."""
    return [row["text"] for row in _read_rows(WORDING / "public-prompts.jsonl.gz")]


def _read_rows(file: Path) -> Iterator[dict[str, Any]]:
    for line in gzip.decompress(file.read_bytes()).decode().split("\n"):
        if line.strip():
            yield json.loads(line)
