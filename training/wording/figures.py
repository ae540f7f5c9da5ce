"""docs/figures.md: recall and false alarms with intervals, on texts of hands that the model did not see.

    python -m training.wording.figures [NAME=FOLDER ...]

A folder holds `prompts` and `comments` as .jsonl or .jsonl.gz; it is measured beside our own prompts.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from training.rates import wilson
from training.wording import prompts

ROOT = Path(__file__).parents[2]
Row = dict[str, Any]


def _options() -> dict[str, float]:
    rules = yaml.safe_load((ROOT / "rules" / "business.yaml").read_text("utf-8"))
    options: dict[str, float] = next(rule["options"] for rule in rules if rule["id"] == "business/wording")
    return options


def _table(rows: Sequence[Row], name: str, key: Callable[[Row], str], least: float) -> Iterator[str]:
    yield from (f"| {name} | found | clean ones flagged | texts |", "|---|---|---|---|")
    for value in sorted({key(row) for row in rows}):
        own = [row for row in rows if key(row) == value]
        leaks = [row for row in own if row["leak"]]
        clean = [row for row in own if not row["leak"]]
        if len(own) >= 100:
            found, wrong = (sum(row["score"] >= least for row in some) for some in (leaks, clean))
            yield f"| {value} | {wilson(found, len(leaks))} | {wilson(wrong, len(clean))} | {len(own)} |"
    yield ""


def _of_texts() -> Iterator[str]:
    """Whole texts through the whole gate, with all that it knows of wording and names."""
    own = prompts.own()
    corpora = {f"{len(own):,} prompts by {len({case.hand for case in own})} hands, in pairs": own}
    for given in sys.argv[1:]:
        name, _, folder = given.partition("=")
        for corpus in ("prompts", "comments"):
            if any(Path(folder).glob(f"{corpus}.jsonl*")):
                corpora[f"{name}, {corpus}"] = prompts.foreign(Path(folder), corpus)
    yield from (
        "## Whole texts", "",
        "What the gate makes of them with all its rules but no index. A leaking prompt counts as found when a finding "
        "touches a phrase that tells, a clean one as flagged with any finding of a family that is about leaks. The "
        "prompts in pairs were written for measuring alone: the same prompt twice, and only what it tells differs.", "",
        "| texts | `wording:` | found | clean ones flagged | phrases touched | of a hit's text under findings |",
        "|---|---|---|---|---|---|",
    )  # fmt: skip
    missed: list[prompts.Outcome] = []
    for name, cases in corpora.items():
        for wording in ("strict", "balanced", "quiet"):
            outcomes = prompts.outcomes(cases, wording)
            leaks, clean = [one for one in outcomes if one.case.leak], [one for one in outcomes if not one.case.leak]
            hits = [one for one in leaks if one.hit]
            spans = sum(len(one.case.spans) for one in leaks)
            covered = sum(one.covered for one in hits) / max(1, len(hits))
            yield (
                f"| {name} | {wording} | {wilson(len(hits), len(leaks))} | "
                f"{wilson(sum(bool(one.rules) for one in clean), len(clean))} | "
                f"{wilson(sum(one.touched for one in leaks), spans)} | {100 * covered:.0f} % |"
            )
            if wording == "balanced" and cases is own:
                missed += [one for one in leaks if not one.hit]
    yield from ("", "Phrases of our own prompts that `balanced` does not find, a sample:", "")
    yield from (f"- `{' '.join(one.case.spans[0].split())}`" for one in missed[:: max(1, len(missed) // 20)])
    yield ""


def main() -> None:
    text = gzip.decompress((ROOT / "training/wording/data/held-out.json.gz").read_bytes()).decode()
    every = [json.loads(line) for line in text.split("\n") if line]
    rows, public = [row for row in every if row["pair"]], [row for row in every if not row["pair"]]
    options = _options()
    lines = [
        "# Figures of the wording model", "",
        "Written by `python -m training.wording.figures`; intervals are of 95 %.", "",
        *_of_texts(), "## Single sentences", "",
        "Each judged by a model that saw nothing of the hand that wrote it. A clean sentence here is the hardest kind: the "
        "same wording as a leaking one, about a hobby, a standard or a machine. Public text is what both prompts of a pair "
        "share, and comments, docstrings and READMEs of packages.", "",
        f"{len(rows):,} sentences by {len({row['hand'] for row in rows})} hands, {len(public):,} of public text.", "",
        "| `wording:` | leaks found | their clean twins flagged | public text flagged |", "|---|---|---|---|",
    ]  # fmt: skip
    leaks, clean = [row for row in rows if row["leak"]], [row for row in rows if not row["leak"]]
    for name in ("strict", "balanced", "quiet"):
        for exposure in ("internal", "outbound"):
            least = options[name] + options[exposure]
            counts = [wilson(sum(row["score"] >= least for row in some), len(some)) for some in (leaks, clean, public)]
            where = "comments that stay" if exposure == "internal" else "a prompt of one sentence"
            lines.append(f"| {name}, {where} | " + " | ".join(counts) + " |")
    lines += [
        "", f"A prompt of more than {options['free']:.0f} sentences needs {options['growth']} more for each doubling of their "
        "number, so that the long ones are not flagged for their length. "
        "The tables below are for `balanced`, comments that stay.", "",
    ]  # fmt: skip
    least = options["balanced"] + options["internal"]
    for field in ("language", "kind", "industry", "hand"):
        lines += _table(rows, field, lambda row, field=field: row[field], least)  # type: ignore[misc]
    missed = sorted((row for row in leaks if row["score"] < least), key=lambda row: row["score"])
    lines += ["## What it does not find", "", "Sentences that only tell together with knowledge of the trade, that name no "
              "one and nothing unusual, and most Japanese ones. A sample of the missed, from the surest error on:", ""]  # fmt: skip
    step = max(1, len(missed) // 25)
    lines += [f"- `{' '.join(row['text'].split())}` ({row['score']:.1f})" for row in missed[::step][:25]]
    flagged = sorted((row for row in clean if row["score"] >= least), key=lambda row: -row["score"])
    lines += ["", "## What it takes for business and is none", ""]
    step = max(1, len(flagged) // 20)
    lines += [f"- `{' '.join(row['text'].split())}` ({row['score']:.1f})" for row in flagged[::step][:20]]
    (ROOT / "docs" / "figures.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
