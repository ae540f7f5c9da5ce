"""`python -m documentation.sample --seed 1`: a random sample of the texts that a user reads, for a reading test.

A reader who did not write them marks each text: understood on the first reading, yes or no.
"""

from __future__ import annotations

import argparse
import random

from documentation.texts import Text, texts

_SHARES = {"title": 10, "message": 5, "why": 10, "remedy": 10, "suggestion": 4, "goal": 3, "help": 15, "literal": 20}
"""How many of a hundred texts are of each kind; the rest are sentences of the pages."""


def sample(seed: int, count: int = 100) -> list[Text]:
    """A sample that depends only on the seed and the texts."""
    chosen, by_kind = random.Random(seed), dict[str, list[Text]]()  # noqa: S311  (the same sample each time)
    for one in dict.fromkeys(texts()):
        by_kind.setdefault(one.kind, []).append(one)
    shares = {kind: share * count // 100 for kind, share in _SHARES.items()}
    shares["docs"] = count - sum(shares.values())
    return [one for kind, share in shares.items() for one in chosen.sample(by_kind[kind], share)]


def main() -> None:
    options = argparse.ArgumentParser(description="Print a random sample of the texts that a user reads.")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=100)
    chosen = options.parse_args()
    for number, one in enumerate(sample(chosen.seed, chosen.count), start=1):
        print(f"{number:3}  {one.kind:<10} {one.text}\n{'':15} ({one.place})")


if __name__ == "__main__":
    main()
