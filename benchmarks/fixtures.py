"""What the benchmark reads: a made-up repository with something staged, a prompt, long texts.

All of it comes from fixed seeds, so that two runs anywhere read the same bytes.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.errors import BenchError

_FILES = 50
_COMMITS = 20
_VERBS = ("read", "write", "merge", "split", "sort", "count", "pack", "parse", "format", "find", "copy", "trim")
_NOUNS = ("rows", "lines", "nodes", "pages", "words", "items", "paths", "cells", "blocks", "frames", "edges", "parts")
_TEXT = """
the a of and to in that it is was for on with as at by from this which or an be were are not have has had but
they we she he there when then than each other some most all any both few more such only own same so very can
will just should now river garden window kettle stone paper summer winter morning evening road bridge hill tree
leaf bird horse boat train lamp table chair cloud rain snow wind light shadow water bread apple letter story song
music voice hand eye foot door wall roof floor corner street market village island mountain valley field forest
walk run stand sit open close carry bring take give hold keep find lose begin end turn move grow fall rise read
write speak listen watch wait remember forget slow quick warm cold bright dark old young small large quiet loud
early late near far high low long short green blue red white grey
"""
_WORDS = tuple(_TEXT.split())

PROMPT = """\
# TASK

Write a Python function `merge_spans(spans: list[tuple[int, int]]) -> list[tuple[int, int]]`.
It joins spans that overlap or touch, and returns them in order.

# INPUT

A list of pairs of integers, start and end.
The end is exclusive, and never smaller than the start.
The list may be empty and is in no order.
There are at most 100,000 pairs.

# OUTPUT

A new list of pairs in ascending order.
No two of them overlap or touch.
The input list stays as it is.

# CONSTRAINTS

Standard library only.
Python 3.11 or newer, with type annotations.
At most n log n steps.
No recursion.
A span of length zero is left out, unless it touches another one.

# EXAMPLE

This version handles two spans; write it for any number of them:

```python
def merge_two(one, other):
    first, second = sorted([one, other])
    if second[0] <= first[1]:
        return [(first[0], max(first[1], second[1]))]
    return [first, second]
```

# TESTS

- `[]` gives `[]`
- `[(1, 3), (2, 5)]` gives `[(1, 5)]`
- `[(1, 3), (3, 5)]` gives `[(1, 5)]`
- `[(4, 6), (1, 2)]` gives `[(1, 2), (4, 6)]`
- `[(1, 1)]` gives `[]`
- the list that was given is the same as before
"""

# 40 lines that nothing is to be said about.
_CHANGE = '''

def chunks(values: list[int], size: int) -> list[list[int]]:
    """Cut a list into pieces of one size; the last may be shorter."""
    if size < 1:
        raise ValueError("size must be at least 1")
    return [values[at : at + size] for at in range(0, len(values), size)]


class Window:
    """The last values of a stream, with their mean."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.values: list[float] = []
        self.total = 0.0

    def push(self, value: float) -> float:
        """Take a value in and return the mean of what is held now."""
        self.values.append(value)
        self.total += value
        if len(self.values) > self.size:
            self.total -= self.values.pop(0)
        return self.total / len(self.values)

    def clear(self) -> None:
        # the sum is set too: adding and taking away leaves rounding errors behind
        self.values.clear()
        self.total = 0.0


def longest_run(values: list[int]) -> int:
    """The length of the longest stretch of equal values."""
    best = run = 0
    for at, value in enumerate(values):
        run = run + 1 if at and value == values[at - 1] else 1
        best = max(best, run)
    return best
'''

# The same, with a string after an assignment: only a parser knows that it documents the attribute.
_DOCUMENTED = _CHANGE.replace(
    "        self.total = 0.0\n\n    def push",
    "        self.total = 0.0\n"
    '        """The proprietary risk score of a policyholder: earned premium, loss ratio, IBNR, reinsurer,\n'
    '        claims adjuster."""\n\n'
    "    def push",
)
STAGED = {"plain": _CHANGE, "documented": _DOCUMENTED}
CHANGED = "src/widgets/cells_07.py"
PROMPT_PATH = "prompts/merge-spans.md"


def repository(folder: Path, change: str, env: Mapping[str, str]) -> Path:
    """A repository of 50 files and 20 commits, with a changed module and a new prompt staged."""
    stamp = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    marker = folder / ".git" / "made-of"
    if marker.is_file() and marker.read_text(encoding="utf-8") == stamp:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _git(folder, env, "init", "--quiet", "--initial-branch=main")
    _git(folder, env, "config", "user.name", "Bench")
    _git(folder, env, "config", "user.email", "bench@example.org")
    dice = _dice(5)
    paths = [_path(number) for number in range(_FILES)]
    for path in paths:
        _write(folder / path, _module(dice) if path.endswith(".py") else _notes(dice))
    for number in range(_COMMITS):
        batch = paths if number == _COMMITS - 1 else paths[: _FILES * (number + 1) // _COMMITS]
        for path in dice.sample(batch, min(3, len(batch))):
            file = folder / path
            text = file.read_text(encoding="utf-8")
            _write(file, text + (_function(dice) if path.endswith(".py") else _notes(dice)))
        _git(folder, env, "add", "--", *batch)
        when = {"GIT_AUTHOR_DATE": f"{1_700_000_000 + number * 86_400} +0000"}
        when["GIT_COMMITTER_DATE"] = when["GIT_AUTHOR_DATE"]
        _git(folder, {**env, **when}, "commit", "--quiet", "-m", f"Step {number + 1} of {_COMMITS}")
    changed = folder / CHANGED
    _write(changed, changed.read_text(encoding="utf-8") + STAGED[change])
    _write(folder / PROMPT_PATH, PROMPT)
    _git(folder, env, "add", "--", CHANGED, PROMPT_PATH)
    marker.write_text(stamp, encoding="utf-8")
    return folder


def _dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  (the same texts everywhere, not a secret)


def _path(number: int) -> str:
    if number % 10 == 9:
        return f"docs/{_NOUNS[number % len(_NOUNS)]}-{number:02}.md"
    folder = "tests/test_" if number % 3 == 2 else "src/widgets/"
    return f"{folder}{_NOUNS[number % len(_NOUNS)]}_{number:02}.py"


def _module(dice: random.Random) -> str:
    head = f'"""Helpers for {dice.choice(_NOUNS)}."""\n\nfrom __future__ import annotations\n'
    return head + "".join(_function(dice) for _ in range(dice.randint(5, 20)))


def _function(dice: random.Random) -> str:
    name = f"{dice.choice(_VERBS)}_{dice.choice(_NOUNS)}_{dice.randint(10, 99)}"
    noun, least = dice.choice(_NOUNS), dice.randint(1, 9)
    return (
        f"\n\ndef {name}({noun}: list[str], least: int = {least}) -> list[str]:\n"
        f'    """{_sentence(dice)}"""\n'
        f"    # {_sentence(dice)}\n"
        f"    kept = []\n"
        f"    for position, one in enumerate({noun}):\n"
        f"        if len(one) >= least and position % {dice.randint(2, 9)}:\n"
        f'            kept.append(one.strip() + "{dice.choice(_WORDS)}")\n'
        f"    return kept\n"
    )


def _notes(dice: random.Random) -> str:
    return f"# {_sentence(dice)}\n\n" + "\n".join(_sentence(dice) for _ in range(dice.randint(10, 40))) + "\n"


def _sentence(dice: random.Random) -> str:
    return " ".join(dice.choices(_WORDS, k=dice.randint(6, 16))).capitalize() + "."


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")


def _git(folder: Path, env: Mapping[str, str], *arguments: str) -> None:
    try:
        subprocess.run(["git", *arguments], cwd=folder, env=dict(env), check=True, capture_output=True)
    except FileNotFoundError:
        raise BenchError("git is not installed, or not on PATH") from None
    except subprocess.CalledProcessError as error:
        raise BenchError(f"git {arguments[0]}: {error.stderr.decode('utf-8', 'replace').strip()}") from None


def prompts(folder: Path, count: int) -> None:
    """Prompts of about 50 lines: a task in words of no trade, and in every third a function."""
    stamp = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    marker = folder.parent / ".git" / "prompts-made-of"
    if marker.is_file() and marker.read_text(encoding="utf-8") == f"{stamp} {count}":
        return
    shutil.rmtree(folder, ignore_errors=True)
    dice = _dice(23)
    for number in range(count):
        parts = ["# TASK\n", *(_sentence(dice) for _ in range(8)), "\n# INPUT\n", *(_sentence(dice) for _ in range(8))]
        parts += ["\n# OUTPUT\n", *(_sentence(dice) for _ in range(8)), "\n# CONSTRAINTS\n"]
        parts += [f"- {_sentence(dice)}" for _ in range(6)]
        parts += ["\n# EXAMPLE\n", f"```python{_function(dice)}```"] if number % 3 == 0 else [_sentence(dice)] * 8
        parts += ["\n# TESTS\n", "- `f(1)` gives `2`", "- `f(0)` gives `0`"]
        _write(folder / f"task-{number:04}.md", "\n".join(parts) + "\n")
    marker.write_text(f"{stamp} {count}", encoding="utf-8")


def code_prompts(folder: Path, django: Path, env: Mapping[str, str]) -> Path:
    """A repository of a part of Django, and 50 prompts with a piece of it each, as they are cut out of an editor."""
    stamp = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    marker = folder / ".git" / "made-of"
    if marker.is_file() and marker.read_text(encoding="utf-8") == stamp:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(django / "django" / "db", folder / "orm", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "prompts").mkdir()
    dice = _dice(31)
    files = sorted(file for file in (folder / "orm").rglob("*.py") if file.read_bytes().count(b"\n") > 60)
    for number, file in enumerate(dice.sample(files, 50)):
        rows = file.read_text(encoding="utf-8").splitlines()
        first = dice.randrange(len(rows) - 40)
        # as a file of Python, which the other tools read; the gate knows prompts by their folder
        _write(folder / "prompts" / f"ask_{number:02}.py", "\n".join(rows[first : first + 40]) + "\n")
    for words in (("init", "--quiet"), ("add", "orm")):
        _git(folder, env, *words)
    _git(folder, env, "-c", "user.name=Bench", "-c", "user.email=bench@example.org", "commit", "--quiet", "-m", "x")
    marker.write_text(stamp, encoding="utf-8")
    return folder


def prose(file: Path, size: int, *, one_line: bool) -> Path:
    """A file of about `size` bytes: paragraphs of sentences, or the same sentences on a single line."""
    if file.is_file() and size <= file.stat().st_size <= size + 200:
        return file
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:  # piece by piece: see `measure.floor`
        written = 0
        for sentence in _sentences(_dice(11), " " if one_line else "\n"):
            written += out.write(sentence)
            if written >= size:
                break
    return file


def _sentences(dice: random.Random, between: str) -> Iterator[str]:
    while True:
        yield _sentence(dice) + (between if dice.randrange(6) else between * 2)
