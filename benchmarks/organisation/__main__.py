"""What an organisation's index costs and finds: `python -m benchmarks.organisation [STAGE…]`.

The figures of each stage are kept in `benchmarks/data/organisation.json`; `page` makes docs/scale.md of them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.organisation import alarms, building, corpus, judged, lookup, page
from benchmarks.organisation.corpus import Package

FIGURES = Path(__file__).parents[1] / "data" / "organisation.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, keep, and write the page."""
    stages: dict[str, Callable[[Path, list[Package]], Any]] = {
        "build": lambda scratch, all_of: building.whole(scratch, _ours(all_of)),
        "workers": lambda scratch, all_of: building.by_workers(scratch, _ours(all_of), options.rounds),
        "lookup": lambda scratch, all_of: lookup.measure(scratch, all_of, 5 * options.rounds),
        "alarms": _alarms,
    }
    parser = argparse.ArgumentParser(prog="python -m benchmarks.organisation", description=__doc__.splitlines()[0])
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    parser.add_argument("stages", nargs="*", metavar="STAGE", help=f"of {', '.join([*stages, 'page'])} (default: all)")
    parser.add_argument("--scratch", type=Path, default=cache / "privacy-gate-bench" / "organisation", metavar="DIR")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of what is timed (default: %(default)s)")
    options = parser.parse_args(arguments)
    scratch = options.scratch.resolve()
    chosen = options.stages or [*stages, "page"]
    if unknown := set(chosen) - {*stages, "page"}:
        parser.error(f"no stage: {', '.join(sorted(unknown))}")
    packages = corpus.packages()
    if chosen != ["page"]:
        corpus.fetch(scratch, packages)
    figures: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    for stage, measure in stages.items():
        if stage in chosen:
            # of a stage that is brought up to date, what was measured at first stays
            figures[stage] = {**figures.get(stage, {}), **measure(scratch, packages)}
            FIGURES.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            print(stage, json.dumps(figures[stage])[:600], flush=True)
    page.write(figures)
    return 0


def _ours(packages: Sequence[Package]) -> list[Package]:
    return [one for one in packages if one.is_ours]


def _alarms(scratch: Path, packages: list[Package]) -> dict[str, Any]:
    found = alarms.snippets(scratch, packages)
    indexes = alarms.indexes(scratch, packages)
    seen = alarms.ask(found, indexes)
    raw = alarms.unsubtracted(scratch, packages)
    raw_seen = alarms.ask([one for one in found if one.kind in ("function", "file")], raw)
    # every figure of the page can be counted again from these, for other thresholds too
    (scratch / "seen.json").write_bytes(msgspec.json.encode([seen, raw_seen]))
    return judged.figures(
        seen, raw_seen, {one.label: one.prints for one in indexes}, {one.label: one.prints for one in raw}
    )


if __name__ == "__main__":
    sys.exit(main())
