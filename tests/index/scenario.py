"""A private repository of any size, and a prompt with renamed code of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from tests.index.code import DUNNING, RENAMED
from tests.repository import Repository

PRIVATE_FILE = "zones/dunning.py"
"""Its path sorts last, so that a build that stops early misses it."""

PROMPT = f"Could you make this shorter?\n\n```python\n{RENAMED}```\n\nThanks a lot for your help!\n"

_AREAS = "billing claims freight ledger pricing rating routing tariffs".split()
_NOUNS = "account batch carrier charge depot fleet invoice lane manifest meter policy quote region tier zone".split()
_VERBS = "adjust allocate apply bundle clamp derive fold merge pick rank rate settle split spread trim weigh".split()
_FIELDS = "amount base cap days due floor fuel grade limit load margin rank share size surcharge weight".split()


def make_repository(root: Path, files: int, lines: int) -> Repository:
    """A repository with a commit of that many files of about that many lines each, one of them `PRIVATE_FILE`."""
    made = Repository(root)
    chance = random.Random(1)  # noqa: S311  (the same each time)
    for path, text in _sources(chance, files - 1, lines):
        made.write(path, text)
    made.write(PRIVATE_FILE, DUNNING)
    made.git("add", "--all")
    made.git("commit", "-qm", "Import the services")
    return made


def _sources(chance: random.Random, files: int, lines: int) -> Iterator[tuple[str, str]]:
    for number in range(files):
        area, noun = chance.choice(_AREAS), chance.choice(_NOUNS)
        parts, length = [f'"""Rules for a {noun} in {area}."""\n'], 1
        while length < lines:
            parts.append(_function(chance))
            length += parts[-1].count("\n") + 2
        yield f"{area}/{noun}_{number:04}.py", "\n\n".join(parts)


def _function(chance: random.Random) -> str:
    """A function of a few statements, which no other one is likely to equal."""
    verb, noun, other = chance.choice(_VERBS), chance.choice(_NOUNS), chance.choice(_NOUNS)
    text = (
        f"def {verb}_{noun}_{chance.randrange(10_000)}({noun}s, {other}, rules):\n    total = {chance.randrange(90)}\n"
    )
    for _ in range(chance.randrange(2, 6)):
        first, second = chance.sample(_FIELDS, 2)
        text += chance.choice(_BLOCKS).format(
            noun=noun, other=other, first=first, second=second, number=chance.randrange(2, 900)
        )
    return text + f"    return max(total, rules.{chance.choice(_FIELDS)} - {other}.{chance.choice(_FIELDS)})\n"


_BLOCKS = (
    """\
    for {noun} in sorted({noun}s, key=lambda one: one.{first}):
        if {noun}.{second} > {other}.{first} * {number}:
            total += {noun}.{first} - rules.{second}
""",
    """\
    if {other}.{first} is None or {other}.{second} < {number}:
        total = min(total, sum({noun}.{second} for {noun} in {noun}s if {noun}.{first}))
""",
    """\
    by_{first} = {{}}
    for {noun} in {noun}s:
        by_{first}.setdefault({noun}.{second} // {number}, []).append({noun}.{first} + total)
    total += len(by_{first}) * rules.{second}
""",
    """\
    while total > {number} and {other}.{first}:
        total -= rules.{first} * {other}.{second}
        {other} = {other}.{first}
""",
)
