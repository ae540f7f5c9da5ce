"""How often public prompts and the turns of real users get a finding, and which rules report them.

    python -m benchmarks.quiet_prompts [--only HALF] [--mirrors DIR] [--show]

The repositories stand in `benchmarks/data/quiet-prompts.yaml`, by address and commit: the half `development` may be
looked at while rules are changed. The halves `report` and `second` are for figures only. Of each repository at most 400
texts are checked, chosen by their digests. `--mirrors` has bare clones as OWNER+NAME/repo. Without it the repositories
are cloned from their addresses. Nothing is written.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import yaml

DATA = Path(__file__).parent / "data"
MOST = 400
"""Texts of one repository."""
LEAKS = ("secret", "business", "internal", "personal", "identifier", "code")
PERSONAL = ("internal/user-path", "personal/email")
"""Rules whose findings are nearly always right: user names in paths, and addresses of persons."""
_TURN = {
    "specstory": re.compile(r"^_\*\*User\b[^\n]*\*\*_\n(.*?)(?=^(?:---$|_\*\*)|\Z)", re.MULTILINE | re.DOTALL),
    "record": re.compile(r"^## Prompt[ \t]*\n(.*?)(?=^## Response|\Z)", re.MULTILINE | re.DOTALL),
    "dialogue": re.compile(r"^(?:You|Prompt): *\n(.*?)(?=^ChatGPT: *$|\Z)", re.MULTILINE | re.DOTALL),
}


class Source(NamedTuple):
    """A repository with prompts. `form` is how they are found in its files that match `paths`."""

    repository: str
    commit: str
    half: str
    form: str
    paths: list[str]

    @property
    def kind(self) -> str:
        return "turns of users" if self.form in _TURN else "prompt files"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each repository, and a table of rules for each half and kind."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quiet_prompts", description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="one half")
    parser.add_argument("--mirrors", type=Path, help="a folder with bare clones")
    parser.add_argument("--show", action="store_true", help="list each finding")
    options = parser.parse_args(arguments)
    sources = [Source(**one) for one in yaml.safe_load((DATA / "quiet-prompts.yaml").read_text())]
    totals: dict[tuple[str, str], Counter[str]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for source in sources:
            if options.only in (None, source.half):
                counted = _measure(source, options.mirrors, Path(scratch), show=options.show)
                totals.setdefault((source.half, source.kind), Counter()).update(counted)
    for (half, kind), counted in totals.items():
        print(f"{half}, {kind}: {_shares(counted)}")
        for name, times in counted.most_common():
            if "/" in name:
                print(f"  {times:4} {name}")
    return 0


def _measure(source: Source, mirrors: Path | None, scratch: Path, *, show: bool) -> Counter[str]:
    repository = scratch / source.repository.replace("/", "+")
    if mirrors is not None:
        repository = mirrors / source.repository.replace("/", "+") / "repo"
    else:
        address = f"https://github.com/{source.repository}.git"
        subprocess.run(["git", "clone", "-q", "--bare", address, repository], check=True)
    texts = {hashlib.sha256(text.encode()).hexdigest()[:16]: text for text in _texts(source, repository)}
    chosen = {name: texts[name] for name in sorted(texts)[:MOST]}
    if not chosen:
        return Counter(texts=0)
    folder = scratch / "texts"
    folder.mkdir(exist_ok=True)
    for name, text in chosen.items():
        (folder / f"{name}.md").write_text(text)
    command = [sys.executable, "-P", "-m", "privacy_gate", "scan", ".", "--exposure", "outbound", "--format", "json"]
    done = subprocess.run([*command, "--fail-on", "never"], cwd=folder, capture_output=True, text=True, check=False)
    for name in chosen:
        (folder / f"{name}.md").unlink()
    counted = Counter(texts=len(chosen))
    worst: dict[str, str] = {}
    rules = set()
    for one in json.loads(done.stdout)["findings"]:
        name = one["path"].removesuffix(".md")
        rules.add((name, one["rule"], one["severity"]))
        if one["severity"] != "note" and one["rule"].split("/")[0] in LEAKS and worst.get(name) != "error":
            worst[name] = one["severity"]
        if show and one["severity"] != "note":
            print(f"    {name} {one['severity']} {one['rule']}: {one['message']} | {one['excerpt'].strip()[:200]}")
    counted.update(f"{rule} ({severity})" for _, rule, severity in rules)
    counted["flagged"] = len(worst)
    counted["apart"] = len({name for name, rule, level in rules if level != "note" and _is_about_business(rule)})
    counted["closed"] = sum(severity == "error" for severity in worst.values())
    print(f"{source.repository} ({source.half}, {source.kind}): {_shares(counted)}", flush=True)
    return counted


def _is_about_business(rule: str) -> bool:
    return rule.partition("/")[0] in LEAKS and rule not in PERSONAL


def _shares(counted: Counter[str]) -> str:
    texts = max(1, counted["texts"])
    return (
        f"{counted['texts']} texts, {counted['flagged']} flagged ({100 * counted['flagged'] / texts:.1f} %),"
        f" {counted['apart']} not only for paths and addresses of persons ({100 * counted['apart'] / texts:.1f} %),"
        f" {counted['closed']} closed ({100 * counted['closed'] / texts:.1f} %)"
    )


def _texts(source: Source, repository: Path) -> Iterator[str]:
    listed = _git(repository, "ls-tree", "-r", "-z", "--name-only", source.commit).split("\0")
    for path in listed:
        if not any(fnmatch(path, pattern) for pattern in source.paths):
            continue
        try:
            text = _git(repository, "show", f"{source.commit}:{path}")
        except subprocess.CalledProcessError:  # a mirror may lack large files
            print(f"{source.repository}: {path} is missing", file=sys.stderr)
            continue
        if source.form == "csv":
            csv.field_size_limit(10_000_000)
            yield from (row["prompt"] for row in csv.DictReader(io.StringIO(text)) if row.get("prompt"))
        elif source.form in _TURN:
            turns = (turn[1].strip() for turn in _TURN[source.form].finditer(text))
            yield from (turn for turn in turns if len(turn.split()) > 2 and len(turn) < 20_000)
        else:
            yield text


def _git(repository: Path, *arguments: str) -> str:
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    sys.exit(main())
