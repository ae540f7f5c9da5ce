"""Measure the score on the labelled commits: python -m training.novelty.measure MIRRORS [tune|hold|all]

MIRRORS is a folder of git directories (`owner+name/repo`). Writes the tables between the marks in REPORT.md. What the
index of public code holds of a project itself would be taken for public, so such a project is measured without it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from privacy_gate import documents
from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.checkers.change.novelty.measure import measure
from privacy_gate.config import Config
from privacy_gate.index import public_filter
from privacy_gate.index.base import BaseTree
from privacy_gate.model import Blob, Change, Document
from privacy_gate.sources import changes
from privacy_gate.sources.files import Tree

HERE = Path(__file__).parent
NOTE, WARN, SHARE = 20.0, 25.0, 0.2
LINES = 40  # new ones that the rule needs, in which a line of glue counts in part
NAIVE = 200  # added lines


class Score(NamedTuple):
    """A labelled commit with its score."""

    part: str
    language: str
    repo: str
    commit: str
    label: str
    score: float
    raw: float
    core: int
    added: int

    def flagged(self, least: float) -> bool:
        return self.score >= least and self.score >= SHARE * self.raw

    @property
    def is_noted(self) -> bool:
        return self.flagged(NOTE) and self.core >= LINES


def scores(mirrors: Path, parts: set[str]) -> Iterator[Score]:
    listed = (HERE.parent / "public_code" / "sources.txt").read_text(encoding="utf-8").split()
    for line in (HERE / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        root = mirrors / record["repo"].replace("/", "+") / "repo"
        if record["part"] not in parts or not root.is_dir():
            continue
        filtered = (
            public_filter.load_shipped() if record["repo"].rpartition("/")[2].lower() not in listed else frozenset()
        )
        with mock.patch.object(public_filter, "load_shipped", lambda known=filtered: known):
            try:
                found = score(root, record["commit"])
            except GateError as error:  # a blob that the mirror lacks
                sys.stderr.write(f"{record['repo']} {record['commit'][:10]}: {error.message}\n")
                continue
        sys.stderr.write(f"{record['label']:7}{found[0]:7.1f} {record['repo']} {record['commit'][:10]}\n")
        yield Score(record["part"], record["language"], record["repo"], record["commit"], record["label"], *found)


def score(root: Path, commit: str) -> tuple[float, float, int, int]:
    """The score of a commit against its first parent, that of all its logic, new core lines, and added lines."""
    config = Config()
    repository = git.Repository(root, root, (), root / "index")
    tree = Tree(root, repository, config, None)
    source = changes.changes_between(tree, f"{commit}^..{commit}")
    read = [documents.read(item) for item in source.items if isinstance(item, Blob)]
    change = Change(source.paths, tuple(one for one in read if isinstance(one, Document)))
    assert source.beginning is not None
    base = BaseTree(repository, config, source.beginning, store=False, seconds=600)
    figures = measure(change, config, base, NOTE).figures
    return figures.score, figures.raw, figures.core, sum(file.added for file in figures.files)


def interval(hits: int, total: int) -> str:
    """A share with Wilson's interval of 95%."""
    if not total:
        return "–"  # noqa: RUF001  (a dash)
    z, share = 1.96, hits / total
    middle, spread = share + z * z / (2 * total), z * ((share * (1 - share) + z * z / (4 * total)) / total) ** 0.5
    low, high = ((middle + sign * spread) / (1 + z * z / total) for sign in (-1, 1))
    return f"{hits}/{total} ({max(0, low):.0%} to {min(1, high):.0%})"


def tables(found: list[Score]) -> Iterator[str]:
    for part in sorted({one.part for one in found}, reverse=True):
        yield f"### {part}\n"
        yield "| language | rule | YES | soft | border | no |"
        yield "|---|---|---|---|---|---|"
        own = [one for one in found if one.part == part]
        for language in [*sorted({one.language for one in own}), "all"]:
            chosen = [one for one in own if language in (one.language, "all")]
            for name, rule in (
                (f"the rule: score {NOTE:g}, {LINES} lines", lambda one: one.is_noted),
                (f"score {NOTE:g}", lambda one: one.flagged(NOTE)),
                (f"score {WARN:g}", lambda one: one.flagged(WARN)),
                (f"{NAIVE} added lines", lambda one: one.added >= NAIVE),
            ):
                cells = []
                for label in ("YES", "soft", "border", "no"):
                    of_label = [one for one in chosen if one.label == label]
                    cells.append(interval(sum(map(rule, of_label)), len(of_label)))
                yield f"| {language} | {name} | {' | '.join(cells)} |"
        yield ""
        for text, chosen in (
            ("`YES` below the note level", [one for one in own if one.label == "YES" and not one.flagged(NOTE)]),
            ("`no` at the note level", [one for one in own if one.label == "no" and one.flagged(NOTE)]),
        ):
            shown = [f"{one.repo} {one.commit[:10]} ({one.score}, raw {one.raw})" for one in chosen]
            yield f"{text}: {', '.join(shown) or 'none'}.\n"
        yield "Scores of `no` (highest) and `YES` (lowest), by language:\n"
        for language in sorted({one.language for one in own}):
            by_label = {
                label: sorted(one.score for one in own if (one.language, one.label) == (language, label))
                for label in ("no", "YES")
            }
            yield f"- {language}: `no` {by_label['no'][-3:]}, `YES` {by_label['YES'][:3]}"
        yield ""


def main() -> None:
    part = sys.argv[2] if len(sys.argv) > 2 else "all"
    parts = {"tune", "hold"} if part == "all" else {part}
    for one in sorted(parts):
        found = list(scores(Path(sys.argv[1]), {one}))
        text = (HERE / "REPORT.md").read_text(encoding="utf-8")
        block = f"<!-- {one} -->\n" + "\n".join(tables(found)) + f"<!-- end of {one} -->"
        before, after = text.partition(f"<!-- {one} -->")[0], text.partition(f"<!-- end of {one} -->")[2]
        text = before + block + after
        (HERE / "REPORT.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
