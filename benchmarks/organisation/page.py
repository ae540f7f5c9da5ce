"""The page of the documentation: docs/scale.md and its picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.organisation.alarms import SIZES, VARIANTS
from benchmarks.organisation.paper import Paper

FOLDER = Path(__file__).parents[2] / "docs"
_NOTES = Path(__file__).with_name("notes.md")
_SERIES = {
    "fixed": ("fixed thresholds", "#b3261e", ""),
    "grown": ("growing thresholds, confirmed by the shard", "#2f6f4f", ""),
    "alone": ("growing thresholds, filter alone", "#2f6f4f", "6 4"),
    "unsubtracted": ("growing thresholds, public code included", "#9aa5b1", "2 3"),
}
_LABELS = {"function": "functions of 10 to 80 lines in a prompt", "file": "whole files"}


def write(figures: dict[str, Any], folder: Path = FOLDER) -> None:
    (folder / "scale.md").write_text("\n".join(_page(figures)), encoding="utf-8")
    if "alarms" in figures:
        (folder / "scale.svg").write_text(drawing(figures["alarms"]), encoding="utf-8")


def _page(figures: dict[str, Any]) -> Iterator[str]:
    yield "# Scaling and cost of the organisation index\n"
    yield "`make bench-org` writes this page. The data is in `benchmarks/data/organisation.json`."
    yield "[The organisation index](organisation.md) describes the set-up and the limits.\n"
    if "build" in figures:
        yield from _building(figures["build"], figures.get("workers"))
    if "lookup" in figures:
        yield from _lookup(figures["lookup"])
    if "alarms" in figures:
        yield from _alarms(figures["alarms"], figures["build"]["lines"])
    if "build" in figures:
        yield from _paper(Paper.of(figures))
    yield _NOTES.read_text(encoding="utf-8")


def _building(built: dict[str, Any], workers: dict[str, Any] | None) -> Iterator[str]:
    lines, prints = built["lines"], built["prints"]
    yield "## Building\n"
    yield f"The index was built from {built['repositories']} source distributions from PyPI, each stored as a bare"
    yield f"repository. They have {lines:,} lines with fingerprints that are not public, and {prints:,} such"
    yield "fingerprints. The computer has two cores and runs Python 3.11.\n"
    yield "| | bytes | per fingerprint | per line |\n|---|--:|--:|--:|"
    rows = {
        "the shards": built["shards"],
        "the filter (for laptops)": built["filter"],
        "the catalogue": built["catalogue"],
    }
    yield from (f"| {name} | {size:,} | {size / prints:.2f} | {size / lines:.2f} |" for name, size in rows.items())
    yield f"| git packs of these commits | {built['packs']:,} | | {built['packs'] / lines:.1f} |\n"
    if first := built.get("first"):
        yield f"The build took {first['cpu']:,.0f} s of processor time ({lines / first['cpu']:,.0f} lines per second)."
        yield f"The largest process used {first['peak'] / 1e6:,.0f} MB. The build took {first['wall'] / 60:.0f} minutes"
        yield "on a busy computer."
    again = built["unchanged"]
    yield f"A second build without changes took {again['cpu']:.0f} s of processor time and read no repository. When it"
    yield f"also had to build the filter again, it took {built['joined']['cpu']:.0f} s.\n"
    if workers:
        one, two = workers["1"], workers["2"]
        yield f"The table shows a new build of {workers['lines']:,} of these lines. The times are from the fastest of"
        yield f"several runs (load average {workers['load']:.1f}):\n"
        yield "| workers | wall, s | processor, s | lines per second (wall) |\n|--:|--:|--:|--:|"
        for count, spent in (("1", one), ("2", two)):
            yield f"| {count} | {spent['wall']:.1f} | {spent['cpu']:.1f} | {workers['lines'] / spent['wall']:,.0f} |"
        yield f"\nTwo workers take {two['wall'] / one['wall']:.2f} times the wall time of one.\n"


def _lookup(found: dict[str, Any]) -> Iterator[str]:
    yield "## Lookup\n"
    yield "The table shows the time of an assistant hook as a complete process, with and without the index in the"
    yield "settings. The times are the processor times of the fastest runs, in milliseconds.\n"
    yield "| prompt | processor, without | with | added | peak, MB: without | with |"
    yield "|---|--:|--:|--:|--:|--:|"
    for what, both in found.items():
        without, asked = both["without"], both["filter"]
        yield (
            f"| {what} | {1e3 * without['cpu']:.1f} | {1e3 * asked['cpu']:.1f}"
            f" | {1e3 * (asked['cpu'] - without['cpu']):.1f}"
            f" | {without['peak'] / 1e6:.0f} | {asked['peak'] / 1e6:.0f} |"
        )
    yield "\nIf nothing matches, the added time is spent on searching the filter and, for some long prompts, on reading"
    yield "the catalogue. A match adds the time to read the shard and to create the finding and the blocking reply.\n"


def _alarms(found: dict[str, Any], lines: int) -> Iterator[str]:
    counts = found["snippets"]
    yield "## False positives by index size\n"
    yield f"The snippets are {counts['function']:,} functions and {counts['file']:,} whole files of packages that are"
    yield "not in the index."
    yield f"{counts['function, copies']} functions and {counts['file, copies']} files were excluded: their code *is*"
    yield "in the index (listed in `benchmarks/data/organisation_copies.txt`)."
    yield f"The indexes have 100 thousand lines, one million, and all {lines:,} (*10 M*)."
    yield "A finding needs a minimum number of matching fingerprints. *Fixed* thresholds are the same for every index."
    yield "*Growing* thresholds, which privacy-gate uses, grow with the index. They are measured with the shards"
    yield "(*confirmed*) and with the filter alone. For the last column, fingerprints of public code stay in the index."
    yield "The figures are false positives per thousand snippets:\n"
    yield "![False positives per thousand snippets, by index size](scale.svg)\n"
    names = {
        "fixed": "fixed",
        "grown": "growing, confirmed",
        "alone": "growing, filter alone",
    }
    yield f"| snippets | index, lines | fingerprints | {' | '.join(names.values())} | public code included |"
    yield f"|---|--:|--:|{'--:|' * len(names)}--:|"
    for kind, by_size in found["alarms"].items():
        for label, values in by_size.items():
            bare = found["unsubtracted"][kind].get(label, {}).get("grown", "")
            cells = " | ".join(f"{values[name]}" for name in names)
            yield f"| {_LABELS[kind]} | {label} | {found['prints'][label]:,} | {cells} | {bare} |"
    yield "\n## Detected copies at the same thresholds\n"
    yield "Each prompt contains a copy of a function from an indexed repository. The table shows how many of a hundred"
    yield "copies are detected, with the shards and, in the columns *filter*, with the filter alone.\n"
    yield f"| | {' | '.join(f'{label} | filter' for label in SIZES)} |"
    yield f"|---|{'--:|' * 2 * len(SIZES)}"
    for kind in VARIANTS:
        cells = [f"{found['recall'][kind][label][name]:.0f}" for label in SIZES for name in ("grown", "alone")]
        yield f"| {kind} | {' | '.join(cells)} |"
    yield ""


def _paper(paper: Paper) -> Iterator[str]:
    yield "## Estimates for larger organisations\n"
    yield "These figures are extrapolated from those above, for repositories with 100,000 lines.\n"
    yield "| | 1,000 repositories | 10,000 repositories |\n|---|--:|--:|"
    for what, values in paper.rows((1_000, 10_000)):
        yield f"| {what} | {' | '.join(values)} |"
    yield ""


# the picture --------------------------------------------------------------------------------------

_WIDE, _HIGH, _LEFT, _TOP, _GAP = 300, 220, 60, 90, 90


def drawing(found: dict[str, Any]) -> str:
    """An SVG: for functions and for files the alarms of a thousand by the lines of the index."""
    parts = []
    for number, (name, colour, dashes) in enumerate(_SERIES.values()):
        y = 18 + 17 * number
        parts.append(f'<line x1="20" x2="50" y1="{y - 4}" y2="{y - 4}" {_stroke(colour, dashes)}/>')
        parts.append(_text(56, y, name))
    for number, kind in enumerate(found["alarms"]):
        left = _LEFT + number * (_WIDE + _GAP)
        series = _points(found, kind)
        most = max(1.0, *(value for values in series.values() for _, value in values))
        top = next(step for step in _steps() if step >= most)
        parts.append(_text(left, _TOP - 2, f"{_LABELS[kind]}: false positives per 1,000"))
        for share in range(5):
            y = _TOP + 10 + _HIGH * (1 - share / 4)
            parts.append(f'<line x1="{left}" x2="{left + _WIDE}" y1="{y:.0f}" y2="{y:.0f}" stroke="#d5dbe1"/>')
            parts.append(_text(left - 6, y + 4, f"{top * share / 4:g}", anchor="end"))
        for at, label in enumerate(SIZES):
            x = left + _WIDE * at / (len(SIZES) - 1)
            parts.append(_text(x, _TOP + _HIGH + 28, label, anchor="middle"))
        for name, values in series.items():
            places = [
                (left + _WIDE * at / (len(SIZES) - 1), _TOP + 10 + _HIGH * (1 - value / top)) for at, value in values
            ]
            _, colour, dashes = _SERIES[name]
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            parts.append(f'<polyline points="{line}" fill="none" {_stroke(colour, dashes)}/>')
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
    width, height = _LEFT + 2 * _WIDE + _GAP + 30, _TOP + _HIGH + 60
    parts.append(_text(_LEFT + _WIDE + _GAP / 2, height - 10, "lines of the index", anchor="middle"))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"'
        ' font-size="13" role="img" aria-label="False positives per thousand snippets, by index size">'
    )
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="#ffffff"/>', *parts, "</svg>", ""])


def _steps() -> Iterator[float]:
    for power in range(8):
        for step in (1, 2, 4):
            yield step * 10**power


def _points(found: dict[str, Any], kind: str) -> dict[str, Sequence[tuple[int, float]]]:
    labels = list(SIZES)
    series: dict[str, Sequence[tuple[int, float]]] = {
        name: [(labels.index(label), values[name]) for label, values in found["alarms"][kind].items()]
        for name in ("fixed", "grown", "alone")
    }
    bare = found["unsubtracted"][kind].items()
    return series | {"unsubtracted": [(labels.index(label), values["grown"]) for label, values in bare]}


def _stroke(colour: str, dashes: str) -> str:
    return f'stroke="{colour}" stroke-width="2"' + (f' stroke-dasharray="{dashes}"' if dashes else "")


def _text(x: float, y: float, text: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#1f2933">{escape(text)}</text>'
