"""How long masking and unmasking take: a text of 200 kB with 200 findings, and a stream.

    python -m benchmarks.masking

Processor time of the best of some rounds counts, since other programs disturb the rest. Nothing is written.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable

from privacy_gate.cleanroom.masking.json_text import unmask_json
from privacy_gate.cleanroom.masking.mask import Mark, mask
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.streams import mask_stream, unmask_stream
from privacy_gate.cleanroom.masking.unmask import unmask

_SIZE, _FINDINGS, _ROUNDS = 200_000, 200, 15
_PIECE = 40  # characters of an event in a stream
_WORDS = (
    "def return for value in items.sorted(key) if not result: self.rows the of a list and with import print(x)".split()
)
_KEY = b"k" * 32


def make_text(drawn: random.Random) -> tuple[str, list[Mark]]:
    """A text, and what a checker would find in it: hosts and names by turns."""
    parts: list[str] = []
    marks: list[Mark] = []
    size = number = 0
    while size < _SIZE:
        if number < _FINDINGS and size >= number * _SIZE / _FINDINGS:
            host = number % 2
            said = f"db{number}.harnwick.lan" if host else f"calculate_risk_{number}_score"
            name = "" if host else f"calculate_{number}_score"
            marks.append(Mark(size, size + len(said), "HOST", name=name))
            number += 1
        else:
            said = drawn.choice(_WORDS) + str(drawn.randrange(500))
        parts.append(said + drawn.choice(" \n"))
        size += len(parts[-1])
    return "".join(parts), marks


def time_best(work: Callable[[], object], prepare: Callable[[], None] = lambda: None) -> float:
    """Seconds of processor time of the fastest round."""
    best = float("inf")
    for _ in range(_ROUNDS):
        prepare()
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def main() -> int:
    text, marks = make_text(random.Random(25))  # noqa: S311
    pairs = PairMap(_KEY)

    def renew() -> None:
        nonlocal pairs
        pairs = PairMap(_KEY)

    masking = time_best(lambda: mask(text, marks, pairs), renew)
    renew()
    masked = mask(text, marks, pairs).text
    known = PairMap(_KEY, pairs.pairs.values(), pairs.sent)

    def forget_words() -> None:
        nonlocal known
        known = PairMap(_KEY, pairs.pairs.values(), pairs.sent)

    unmasking = time_best(lambda: unmask(masked, known), forget_words)
    again = time_best(lambda: unmask(masked, known))
    if unmask(masked, known) != text:
        print("the text does not come back")
        return 1
    pieces = [masked[at : at + _PIECE] for at in range(0, len(masked), _PIECE)]

    def run_stream() -> None:
        stream = unmask_stream(known)
        for piece in pieces:
            stream.feed(piece)
        stream.end()

    def run_mask_stream() -> None:
        stream = mask_stream(known)
        for piece in pieces:
            stream.feed(piece)
        stream.end()

    nested = json.dumps({"messages": [{"content": masked[at : at + 5000]} for at in range(0, len(masked), 5000)]})
    megabyte = len(masked.encode()) / 1e6
    print(f"{len(text):,} characters, {len(marks)} findings")
    print(f"mask, all pairs new           {masking * 1000:7.1f} ms")
    print(f"unmask, map just loaded       {unmasking * 1000:7.1f} ms")
    print(f"unmask, map in use            {again * 1000:7.1f} ms")
    print(f"mask and unmask               {(masking + unmasking) * 1000:7.1f} ms (goal: 10)")
    print(f"unmask in JSON strings        {time_best(lambda: unmask_json(nested, known)) * 1000:7.1f} ms")
    print(f"stream, {_PIECE} characters a piece: unmask {megabyte / time_best(run_stream):.1f} MB/s,", end=" ")
    print(f"mask {megabyte / time_best(run_mask_stream):.1f} MB/s (goal: 1)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
