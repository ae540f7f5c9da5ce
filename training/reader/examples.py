"""Prompts as the network reads them: windows of word pieces, and units with their labels."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from privacy_gate import documents
from privacy_gate.checkers.reader.reading_units import Unit, list_units, list_windows
from privacy_gate.checkers.reader.word_pieces import WordPieces
from privacy_gate.model import Blob, Document, Exposure
from training.reader.corpora import Line, Prompt

SHARED = 0.3
"""The weight of a unit that stands in both prompts of a pair."""
_TOUCH = 6  # characters of a phrase that a unit must hold, or the whole phrase


@dataclass
class Window:
    """Numbers of word pieces, and the units in them as spans of pieces with number, label and weight."""

    pieces: list[int]
    spans: list[tuple[int, int]]
    numbers: list[int]
    labels: list[float]
    weights: list[float]


@dataclass
class Example:
    """A text in windows. `prompt` is None for a single line or a window of public text."""

    windows: list[Window]
    leak: bool
    weight: float = 1.0
    units: list[Unit] = field(default_factory=list)
    prompt: Prompt | None = None


def load_pieces(folder: Path) -> WordPieces:
    """The vocabulary in the `tokenizer.json` of a model."""
    vocabulary: dict[str, int] = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return WordPieces(sorted(vocabulary, key=vocabulary.__getitem__))


def read_prompt(text: str) -> Document:
    """A prompt as the gate reads it."""
    document = documents.read(Blob("prompts/a.md", (text.rstrip("\n") + "\n").encode(), Exposure.OUTBOUND))
    assert isinstance(document, Document)
    return document


def build_pairs(prompts: Iterable[Prompt], pieces: WordPieces) -> list[list[Example]]:
    """The examples of prompts, twins together, with less weight for what stands in both."""
    pairs: dict[str, list[Example]] = defaultdict(list)
    for prompt in prompts:
        pairs[prompt.pair].append(build_example(prompt, pieces))
    for pair in pairs.values():
        if len(pair) == 2:
            texts = [{unit.text.strip() for unit in one.units} for one in pair]
            shared = texts[0] & texts[1]
            for one in pair:
                for window in one.windows:
                    for at, number in enumerate(window.numbers):
                        if one.units[number].text.strip() in shared and not window.labels[at]:
                            window.weights[at] = SHARED
    return list(pairs.values())


def build_example(prompt: Prompt, pieces: WordPieces) -> Example:
    """The windows of a prompt, with a label for each unit."""
    document = read_prompt(prompt.text)
    units, split = list_units(document), pieces.split(document.text)
    leaking = [_touches(document.text, unit, prompt.spans) for unit in units]
    windows = [
        Window(
            [piece.number for piece in split[window.first : window.last]],
            [(first, last) for _, first, last in window.units],
            [number for number, _, _ in window.units],
            [float(leaking[number]) for number, _, _ in window.units],
            [1.0] * len(window.units),
        )
        for window in list_windows(split, units)
    ]
    return Example(windows, prompt.leak, 1.0, units, prompt)


def build_lines(lines: Iterable[Line], pieces: WordPieces) -> list[list[Example]]:
    """Single lines as examples of one unit, twins together."""
    pairs: dict[str, list[Example]] = defaultdict(list)
    for line in lines:
        example = build_line(line.text, pieces, leak=line.leak)
        if example.windows[0].pieces:
            pairs[line.pair].append(example)
    return list(pairs.values())


def build_line(text: str, pieces: WordPieces, *, leak: bool = False, weight: float = 1.0) -> Example:
    """One line as a window with one unit."""
    numbers = [piece.number for piece in pieces.split(text)][:300]
    return Example([Window(numbers, [(0, len(numbers))], [0], [float(leak)], [weight])], leak, weight)


def _touches(text: str, unit: Unit, spans: Sequence[str]) -> bool:
    for span in spans:
        at = text.find(span)
        while at >= 0:
            shared = min(unit.end, at + len(span)) - max(unit.start, at)
            if shared >= min(_TOUCH, len(span)):
                return True
            at = text.find(span, at + 1)
    return False
