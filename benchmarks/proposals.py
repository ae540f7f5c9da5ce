"""How many neutral names a reader of the code accepts: `python -m benchmarks.proposals`.

The functions are of packages of PyPI with the words of a business, by name, version and digest in
data/proposals.yaml; none of their code is kept here. Of each package the same functions are drawn each time. A
proposal counts as accepted when data/proposals.tsv says that somebody who saw the code accepted it; one that nobody
has judged is listed with `--unjudged`. Judge a proposal in the sheet that `--sheet` writes.

Laws for all of them: no revealing word stays, and the case style stays.
"""

from __future__ import annotations

import argparse
import ast
import csv
import hashlib
import random
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import yaml

from privacy_gate.base.naming import CaseStyle, style, words
from privacy_gate.checkers.names.code_purpose import purposes
from privacy_gate.checkers.names.free_names import Taken
from privacy_gate.checkers.names.neutral import neutral
from privacy_gate.checkers.names.related_words import extend_to_forms
from privacy_gate.checkers.names.revealing_names import find_revealing_words
from privacy_gate.config import Config
from privacy_gate.rules.parsing import parse
from privacy_gate.rules.rule_files import builtin_files

DATA = Path(__file__).parent / "data"
_IDENTIFIER = re.compile(r"[^\W\d]\w{0,200}")
_ASIDE = re.compile(r"(^|/)(tests?|_?vendor(ed)?|migrations|examples?)/|/test_")
_SHORTEST, _LONGEST = 3, 70  # lines of a function
_LARGEST = 400_000  # bytes of a file
_MOST = 12  # functions of a package
_MOST_NAMES = 3_000  # of a package that are judged


class Sample(NamedTuple):
    """A function with a revealing name, and what the gate calls it."""

    package: str
    file: str
    name: str
    code: str
    revealing: frozenset[str]
    proposal: str


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.proposals", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--scratch", type=Path, default=Path.home() / ".cache" / "privacy-gate-bench" / "proposals")
    parser.add_argument("--half", choices=["development", "report"], default="report", help="which packages")
    parser.add_argument("--sheet", type=Path, metavar="FILE", help="write the functions with their proposals")
    parser.add_argument("--each", type=int, default=_MOST, metavar="N", help="at most N functions of a package")
    parser.add_argument("--unjudged", action="store_true", help="list proposals that nobody has judged")
    parser.add_argument("--packages", type=int, metavar="N", help="only the first N packages")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of proposals.yaml and proposals.tsv")
    options = parser.parse_args()
    listed = yaml.safe_load((options.data / "proposals.yaml").read_text("utf-8"))
    chosen = [one for one in listed if one["half"] == options.half][: options.packages]
    found: list[Sample] = []
    for package in chosen:
        found += draw(fetch(package, options.scratch), package["package"], options.each)
        print(f"{package['package']}: {len(found)} functions so far", file=sys.stderr, flush=True)
    with (options.data / "proposals.tsv").open(encoding="utf-8", newline="") as file:
        judged = {(row[0], row[1], row[2]): row[3] == "yes" for row in csv.reader(file, delimiter="\t")}
    known = [judged[key] for one in found if (key := (one.package, one.name, one.proposal)) in judged]
    left = [one for one in found if keeps_revealing_word(one)]
    restyled = [one for one in found if not keeps_style(one)]
    print(f"{len(found)} functions of {len(chosen)} packages ({options.half})")
    print(f"judged: {len(known)}; accepted: {sum(known)} ({100 * sum(known) / max(1, len(known)):.1f} %)")
    print(f"with a revealing word: {len(left)}; in another case style: {len(restyled)}")
    for one in (*left, *restyled):
        print(f"  {one.package}: {one.name} -> {one.proposal}")
    if options.unjudged:
        for one in found:
            if (one.package, one.name, one.proposal) not in judged:
                print(f"{one.package}\t{one.name}\t{one.proposal}")
    if options.sheet:
        options.sheet.write_text("\n".join(write_sheet(found)), encoding="utf-8")
    return int(bool(left or restyled))


def keeps_revealing_word(sample: Sample) -> bool:
    """Whether a proposal has a form of a revealing word, or is a revealing name itself."""
    is_form = extend_to_forms(words(sample.name), sample.revealing.__contains__)
    return any(map(is_form, words(sample.proposal))) or bool(_find_words()(sample.proposal))


@cache
def _find_words() -> Callable[[str], frozenset[str]]:
    rule = next(one for one in parse(builtin_files()) if one.id == "identifier/descriptive")
    return find_revealing_words(rule, Config())


def keeps_style(sample: Sample) -> bool:
    """Whether a proposal has the case style of its name; one of a single word fits two styles."""
    wanted, got = style(sample.name), style(sample.proposal)
    single = len([word for word in words(sample.proposal) if not word.isdigit()]) == 1
    return wanted is got or (single and got is CaseStyle.SNAKE)


def write_sheet(samples: list[Sample]) -> Iterator[str]:
    for number, one in enumerate(samples, 1):
        yield f"## {number}. `{one.name}` -> `{one.proposal}`\n```python\n{one.code.rstrip()}\n```\n"


def fetch(package: dict[str, str], scratch: Path) -> Path:
    """The wheel of a package, downloaded once; an error if its digest is another one."""
    folder = scratch / package["package"]
    if not any(folder.glob("*.whl")):  # a download that was interrupted leaves an empty folder
        folder.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", str(folder)]
        subprocess.run([*pip, f"{package['package']}=={package['version']}"], check=True)
    wheel = next(folder.glob("*.whl"))
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != package["sha256"]:
        raise SystemExit(f"{wheel.name}: another file than was judged")
    return wheel


def draw(wheel: Path, package: str, most: int) -> Iterator[Sample]:
    """Functions with revealing names, always the same ones."""
    find_words = _find_words()
    every = list(_functions(wheel))
    random.Random(package).shuffle(every)  # noqa: S311  (the same functions each time)
    seen: set[str] = set()
    count = 0
    for file, name, code in every:
        if name in seen:
            continue
        seen.add(name)
        if revealing := find_words(name):
            count += 1
            taken = Taken(_IDENTIFIER.findall(code))
            proposal = neutral(name, "function", revealing.__contains__, taken, purposes(code).get(name), find_words)
            yield Sample(package, file, name, code, revealing, proposal)
        if count >= most or len(seen) > _MOST_NAMES:
            return


def _functions(wheel: Path) -> Iterator[tuple[str, str, str]]:
    """The file, the name and the code of each function of a wheel, tests left out."""
    with zipfile.ZipFile(wheel) as opened:
        for entry in opened.infolist():
            path = entry.filename
            if path.endswith(".py") and not _ASIDE.search(path) and entry.file_size <= _LARGEST:
                yield from _functions_of(path, opened.read(entry))


def _functions_of(path: str, data: bytes) -> Iterator[tuple[str, str, str]]:
    try:
        text = data.decode()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return
    lines = text.splitlines(keepends=True)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith(("test", "__")):
            start = min([node.lineno, *(one.lineno for one in node.decorator_list)]) - 1
            end = node.end_lineno or start
            if _SHORTEST <= end - start <= _LONGEST:
                yield path, node.name, dedent("".join(lines[start:end]))


if __name__ == "__main__":
    sys.exit(main())
