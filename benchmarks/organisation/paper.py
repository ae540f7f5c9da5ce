"""What larger organisations would take, by what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from privacy_gate.index import evidence
from privacy_gate.index.organisation import membership
from privacy_gate.index.organisation.search import count_confirmed

_LINES = 100_000  # of a repository
_MOVING = 0.05  # of the repositories on a day
_FILTERED = 0.5  # of the fingerprints: those of channel P


class Paper(NamedTuple):
    """Of each line, or of each repository, what was measured."""

    prints: float
    shard: float
    filter: float
    pack: float
    reading: float
    """Seconds of processor time of a line, all of it."""
    unchanged: float
    """Seconds of processor time of a repository that has not moved."""
    joining: float
    """Seconds of processor time of a line, for the filter alone."""
    part: tuple[float, float]
    """Bytes of a process that makes a part of the filter, and of each fingerprint in it."""

    @staticmethod
    def of(figures: dict[str, Any]) -> Paper:
        built = figures["build"]
        lines = built["lines"]
        spent = (
            built.get("first", {}).get("cpu") or figures["workers"]["1"]["cpu"] * lines / figures["workers"]["lines"]
        )
        return Paper(
            built["prints"] / lines,
            built["shards"] / lines,
            built["filter"] / lines,
            built["packs"] / lines,
            spent / lines,
            built["unchanged"]["cpu"] / built["repositories"],
            max(0.0, built["joined"]["cpu"] - built["unchanged"]["cpu"]) / lines,
            _line({int(keys): peak for keys, peak in built["part"].items()}),
        )

    def rows(self, sizes: Sequence[int]) -> Iterator[tuple[str, list[str]]]:
        """What each costs, for so many repositories."""
        lines = [count * _LINES for count in sizes]

        def gigabytes(of_a_line: float) -> list[str]:
            return [f"{one * of_a_line / 1e9:.1f} GB" for one in lines]

        yield "lines", [f"{one / 1e6:,.0f} million" for one in lines]
        yield "fingerprints", [f"{one * self.prints / 1e6:,.0f} million" for one in lines]
        yield "the first build, processor time", [f"{one * self.reading / 3600:.1f} h" for one in lines]
        yield (
            "first build on 16 cores",
            [f"{one * self.reading / 3600 / 16 * 60:.0f} min" for one in lines],
        )
        yield "read: git packs (one commit)", gigabytes(self.pack)
        yield "written: shards", gigabytes(self.shard)
        yield "written: the filter, which every laptop downloads", gigabytes(self.filter)
        yield (
            f"a build with {100 * _MOVING:.0f} % changed repositories, processor time",
            [
                f"{(count * self.unchanged + one * (_MOVING * self.reading + self.joining)) / 60:.0f} min"
                for count, one in zip(sizes, lines, strict=True)
            ],
        )
        parts = [1 << membership.bits(int(one * self.prints * _FILTERED)) for one in lines]
        yield "reads from the store to build the filter", [f"{n * p:,}" for n, p in zip(sizes, parts, strict=True)]
        keys = [one * self.prints * _FILTERED / p for one, p in zip(lines, parts, strict=True)]
        least, each = self.part
        yield (
            "memory of a process that builds a part of the filter",
            [f"{(least + one * each) / 1e6:.0f} MB" for one in keys],
        )
        yield "optional on a laptop: all shards", gigabytes(self.shard)
        needs = [count_confirmed(evidence.growth(int(one * self.prints), 1)) for one in lines]
        yield "fingerprints needed in a short prompt: exact, renamed", [f"{e:.1f}, {r:.1f}" for e, r in needs]


def _line(peaks: dict[int, int]) -> tuple[float, float]:
    """What two measurements of memory say of none, and of each more."""
    (few, small), (many, large) = sorted(peaks.items())
    each = (large - small) / (many - few)
    return small - few * each, each
