"""How often everyday commits of application repositories get a finding, and which rules report them.

    python -m benchmarks.quiet_commits [--only NAME] [--mirrors DIR] [--show] [--record]

Each commit of the sample is checked by itself, as `privacy-gate diff COMMIT^..COMMIT` with the default settings. The
repositories stand in `benchmarks/data/quiet-repositories.yaml`, by address and newest commit: the half `development`
may be looked at while rules are changed, the half `report-2` is for figures only (`report`, the first one, became
part of `development`). `--mirrors` has bare clones as OWNER+NAME/repo. Without it the repositories are cloned from
their addresses. `--record` keeps the counts in `benchmarks/data/quiet-commits.tsv`. Judgements of single findings, in
`benchmarks/data/quiet-judgements.tsv`, have no text of the foreign code. `make pages` writes both to
`docs/quiet-commits.md`.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

DATA = Path(__file__).parent / "data"


class Sample(NamedTuple):
    """A repository, and which of its commits are checked: `commits` of them, each `stride`-th back from `commit`."""

    repository: str
    commit: str
    half: str
    commits: int
    stride: int


class Noted(NamedTuple):
    """A finding in a commit."""

    repository: str
    commit: str
    rule: str
    severity: str
    path: str
    line: int
    message: str
    suggestion: str


class UnreadableError(Exception):
    """A commit that could not be checked: a clone lacks some of its files."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table by repository and one by rule."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quiet_commits", description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="one half, or one repository as OWNER/NAME")
    parser.add_argument("--mirrors", type=Path, help="a folder with bare clones")
    parser.add_argument("--scratch", type=Path, help="where the clones are kept between runs")
    parser.add_argument("--show", action="store_true", help="list each finding")
    parser.add_argument("--record", action="store_true", help="keep the counts")
    options = parser.parse_args(arguments)
    judged = _judgements()
    with tempfile.TemporaryDirectory() as scratch:
        for sample in _samples():
            if options.only in (None, sample.half, sample.half.partition("-")[0], sample.repository):
                row = _report(sample, options.mirrors, options.scratch or Path(scratch), judged, show=options.show)
                if options.record:
                    _record(row)
    return 0


def _samples() -> list[Sample]:
    return [Sample(**one) for one in yaml.safe_load((DATA / "quiet-repositories.yaml").read_text())]


def _judgements() -> dict[tuple[str, ...], str]:
    file = DATA / "quiet-judgements.tsv"
    if not file.exists():
        return {}
    with file.open(newline="") as rows:
        return {
            (row["repository"], row["commit"], row["rule"], row["path"]): f"useful: {row['first']}, {row['second']}"
            for row in csv.DictReader(rows, delimiter="\t")
        }


def _report(
    sample: Sample, mirrors: Path | None, scratch: Path, judged: dict[tuple[str, ...], str], *, show: bool
) -> list[str]:
    """Check the commits of a repository, print the counts, and return them."""
    clone = scratch / sample.repository.replace("/", "+")
    if not clone.exists():
        source = f"https://github.com/{sample.repository}.git"
        if mirrors is not None:
            source = str(mirrors / sample.repository.replace("/", "+") / "repo")
        subprocess.run(["git", "clone", "-q", "--no-checkout", source, clone], check=True)
    commits = _commits(clone, sample)
    noted: list[Noted] = []
    unread: list[str] = []
    for number, commit in enumerate(commits, 1):
        print(f"\r{sample.repository}: {number} of {len(commits)}", end="", file=sys.stderr, flush=True)
        try:
            noted += _check(clone, sample.repository, commit)
        except UnreadableError as error:
            unread.append(str(error))
    print("\r", end="", file=sys.stderr)
    checked = len(commits) - len(unread)
    touched = {one.commit for one in noted}
    blocked = {one.commit for one in noted if one.severity == "error"}
    print(
        f"{sample.repository} ({sample.half}): {checked} commits, {len(touched)} with a finding"
        f" ({100 * len(touched) / max(1, checked):.1f} %), {len(blocked)} stopped, {len(unread)} not checked"
    )
    for (rule, severity), times in Counter((one.rule, one.severity) for one in noted).most_common():
        labels = Counter(
            judged.get((one.repository, one.commit, one.rule, one.path), "not judged")
            for one in noted
            if one.rule == rule
        )
        print(f"  {times:4} {rule} ({severity}): {', '.join(f'{count} {label}' for label, count in labels.items())}")
    if show:
        for one in noted:
            print("    " + "\t".join(str(value) for value in one))
    sys.stdout.flush()
    return [sample.half, sample.repository, *map(str, (checked, len(touched), len(blocked), len(unread)))]


def _record(row: Sequence[str]) -> None:
    """Put the counts of a repository in place of its old ones."""
    file = DATA / "quiet-commits.tsv"
    head, *rows = (line.split("\t") for line in file.read_text().splitlines())
    rows = sorted([*(one for one in rows if one[1] != row[1]), list(row)])
    file.write_text("".join("\t".join(one) + "\n" for one in [head, *rows]))


def _commits(clone: Path, sample: Sample) -> list[str]:
    listed = _git(clone, "rev-list", "--no-merges", f"--max-count={sample.commits * sample.stride}", sample.commit)
    return listed.split()[:: sample.stride]


def _check(clone: Path, repository: str, commit: str) -> Iterator[Noted]:
    command = [sys.executable, "-P", "-m", "privacy_gate", "diff", f"{commit}^..{commit}"]
    command += ["--format", "json", "--fail-on", "never"]
    done = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise UnreadableError(f"{repository} {commit}: {done.stderr}")
    for one in json.loads(done.stdout)["findings"]:
        yield Noted(
            repository,
            commit[:12],
            one["rule"],
            one["severity"],
            one["path"],
            one["start"]["line"],
            one["message"],
            one.get("suggestion") or "",
        )


def _git(clone: Path, *arguments: str) -> str:
    command = ["git", "-c", "core.hooksPath=/dev/null", "-C", str(clone), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
