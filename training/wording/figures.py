"""docs/figures.md: recall and false positives with intervals, on texts of authors that the model did not see.

    python -m training.wording.figures [NAME=DIRECTORY ...]

A directory with `prompts` and `comments` as .jsonl or .jsonl.gz is measured in addition to the paired prompts.
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
_HEAD = """\
# Figures of the wording model

`python -m training.wording.figures` writes this page. Intervals are 95 % confidence intervals.

The default setting is `wording: balanced`. In short:

- In {prompts} paired prompts by {authors} authors, privacy-gate finds {found} of the leaking prompts and flags {wrong} of the clean ones.
- In single sentences, it finds {internal} of the leaks in comments and {outbound} of the leaks in prompts.
- It flags {public} of the sentences in public code.

**Terms.** A *leaking* text reveals something about a company. Its *clean twin* has the same wording, but is about a hobby, a standard or a public fact. *Found* is the share of leaking texts with a finding at a revealing phrase. *Clean ones flagged* is the share of clean texts with a finding of a rule about leaks. The model that judges a sentence was trained without the texts of its author.

[Findings in everyday commits](quiet-commits.md) has the figures of all rules in commits of public applications.
"""


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
    corpora = {f"{len(own):,} paired prompts by {len({case.hand for case in own})} authors": own}
    for given in sys.argv[1:]:
        name, _, folder = given.partition("=")
        for corpus in ("prompts", "comments"):
            if any(Path(folder).glob(f"{corpus}.jsonl*")):
                corpora[f"{name}, {corpus}"] = prompts.foreign(Path(folder), corpus)
    yield from (
        "## Whole texts", "",
        "These texts were checked with all rules, but without an index. The paired prompts were written only for measuring: each pair is "
        "the same prompt, once with and once without a revealing phrase. *Phrases found* is the share of revealing "
        "phrases with a finding. *Text covered* is the share of a found text that findings cover. Data sets are separate "
        "collections by other authors.", "",
        "| texts | `wording:` | found | clean ones flagged | phrases found | text covered |",
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
    yield from ("", "A sample of phrases in the paired prompts that `balanced` does not find:", "")
    yield from (f"- `{' '.join(one.case.spans[0].split())}`" for one in missed[:: max(1, len(missed) // 20)])
    yield ""


def _head(rows: Sequence[Row], public: Sequence[Row], options: dict[str, float], texts: Sequence[str]) -> Iterator[str]:
    """A summary for the default setting, and the terms."""
    paired = next(
        line.strip("| ").split(" | ") for line in texts if "paired prompts" in line and "| balanced |" in line
    )
    leaks = [row["score"] for row in rows if row["leak"]]

    def share(scores: Sequence[float], exposure: str) -> str:
        least = options["balanced"] + options[exposure]
        return f"{100 * sum(score >= least for score in scores) / len(scores):.1f} %"

    yield _HEAD.format(
        prompts=paired[0].split()[0], authors=paired[0].split()[-2], found=paired[2].partition(" (")[0],
        wrong=paired[3].partition(" (")[0], internal=share(leaks, "internal"), outbound=share(leaks, "outbound"),
        public=share([row["score"] for row in public], "internal"),
    )  # fmt: skip


def main() -> None:
    text = gzip.decompress((ROOT / "training/wording/data/held-out.json.gz").read_bytes()).decode()
    every = [json.loads(line) for line in text.split("\n") if line]
    rows, public = [row for row in every if row["pair"]], [row for row in every if not row["pair"]]
    options = _options()
    texts = list(_of_texts())
    lines = [
        *_head(rows, public, options, texts), *texts, "## Single sentences", "",
        "Public text consists of the parts that both prompts of a pair share, and of comments, docstrings and READMEs of public packages.", "",
        f"The table is based on {len(rows):,} sentences by {len({row['hand'] for row in rows})} authors, and on "
        f"{len(public):,} sentences of public text.",
        "", "| `wording:` | leaks found | clean twins flagged | public text flagged |", "|---|---|---|---|",
    ]  # fmt: skip
    leaks, clean = [row for row in rows if row["leak"]], [row for row in rows if not row["leak"]]
    for name in ("strict", "balanced", "quiet"):
        for exposure in ("internal", "outbound"):
            least = options[name] + options[exposure]
            counts = [wilson(sum(row["score"] >= least for row in some), len(some)) for some in (leaks, clean, public)]
            where = "comments" if exposure == "internal" else "prompts of one sentence"
            lines.append(f"| {name}, {where} | " + " | ".join(counts) + " |")
    lines += [
        "", f"For prompts of more than {options['free']:.0f} sentences, the threshold grows by {options['growth']} for each "
        "doubling of their number, so that length alone does not cause findings. "
        "The following tables are for comments with `wording: balanced`.", "",
    ]  # fmt: skip
    least = options["balanced"] + options["internal"]
    for field, name in (("language", "language"), ("kind", "kind"), ("industry", "industry"), ("hand", "author")):
        lines += _table(rows, name, lambda row, field=field: row[field], least)  # type: ignore[misc]
    missed = sorted((row for row in leaks if row["score"] < least), key=lambda row: row["score"])
    lines += ["## False negatives", "", "The model misses sentences that only reveal something to an expert, sentences "
              "without names or unusual words, and most Japanese sentences. This is a sample. The lowest scores come first:", ""]  # fmt: skip
    step = max(1, len(missed) // 25)
    lines += [f"- `{' '.join(row['text'].split())}` ({row['score']:.1f})" for row in missed[::step][:25]]
    flagged = sorted((row for row in clean if row["score"] >= least), key=lambda row: -row["score"])
    lines += [
        "",
        "## False positives",
        "",
        "This is a sample of clean sentences that are flagged. The highest scores come first:",
        "",
    ]
    step = max(1, len(flagged) // 20)
    lines += [f"- `{' '.join(row['text'].split())}` ({row['score']:.1f})" for row in flagged[::step][:20]]
    lines += ["", (ROOT / "training" / "hard_negatives" / "REPORT.md").read_text(encoding="utf-8").rstrip()]
    (ROOT / "docs" / "figures.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
