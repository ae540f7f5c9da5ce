"""What is a part of a file that never leaves, by its length, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.index.code import MARK
from tests.repository import Repository

MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software.
"""
APACHE = """\
Licensed under the Apache License, Version 2.0 (the "License");
you may not use this file except in compliance with the License.
You may obtain a copy of the License at

    http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software
distributed under the License is distributed on an "AS IS" BASIS,
WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
See the License for the specific language governing permissions and
limitations under the License.
"""
GPL = """\
This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public
License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later
version. This program is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the
implied warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.
"""
OURS = "Copyright (c) 2019-2026 Harnwick Dairies Ltd. All rights reserved. Unauthorised copying is prohibited.\n"
IMPORTS = """\
from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

logger = logging.getLogger(__name__)
"""
MAIN = """\
if __name__ == "__main__":
    sys.exit(main())
"""
GETTERS = """\
    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._name = value

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self.name!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self))
"""
VAULT = f'''\
{MARK}
{"".join(f"# {line}".rstrip() + chr(10) for line in (OURS + MIT + APACHE + GPL).splitlines())}
"""How a dairy's quota is priced.

The premium of a dairy is the base rate of its region times the factor of its herd, and nothing above the ceiling
that the board sets each spring.
"""

{IMPORTS}

FACTORS = {{
    "Skåne": 1.075, "Halland": 0.985, "Öland": 1.125, "Gotland": 1.315,
    "Jämtland": 0.865, "Uppland": 1.045, "Dalarna": 0.935, "Bohuslän": 1.265,
}}
NAMES = {{"north": "late delivery", "south": "double collection", "east": "frozen tank", "west": "morning milk"}}


class Quota:
{GETTERS}
    def premium(self, herd, region):
        # an old herd pays less, as the Norrdal contract of the first year promised
        base = self._tariff.base_premium * FACTORS[region]
        share = min(base * herd.weighted_age() / self._ceiling, herd.longest_stay)
        return [round(share * part, 2) for part in herd.parts if part > self._floor]


{MAIN}
'''


@pytest.fixture
def ours(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.commit({"vault/quota.py": VAULT})
    return made


def rules(repository: Repository, text: str) -> list[str]:
    done = repository.gate("scan", "-", "--select", "code", "--format", "json", stdin=text.encode())
    assert done.code < 2, done
    return [found["rule"] for found in done.data["findings"]]


PARTS = {
    "a sentence of a docstring": 'Is "times the factor of its herd, and nothing above the ceiling" good English?',
    "broken elsewhere, in another case": (
        "> The PREMIUM of a dairy\n> is the base rate\n> of its region times **the factor** of its herd\n"
    ),
    "letters of another alphabet": "is the bаse rate of its regiоn times the factоr of its herd\n",
    "a sentence of a comment": "Why: an old herd pays less, as the Norrdal contract of the first year promised?",
    "a comment of other code": "// The premium of a dairy is the base rate of its region\nint x = 0;\n",
    "rows of a table": 'x = {"Skåne": 1.075, "Halland": 0.985, "Öland": 1.125, "Gotland": 1.315}  # and so on\n',
    "a row of strings": '{"north": "late delivery", "south": "double collection", "east": "frozen tank"}\n',
    "two lines as they are": (
        "base = self._tariff.base_premium * FACTORS[region]\n"
        "share = min(base * herd.weighted_age() / self._ceiling, herd.longest_stay)\n"
    ),
    "a long line": "share = min(base * herd.weighted_age() / self._ceiling, herd.longest_stay)\n",
    "three lines with other names": (
        "a = self.c.d * E[f]\ng = min(a * h.i() / self.j, h.k)\nreturn [round(g * m, 2) for m in h.n if m > self.o]\n"
    ),
    "three lines with other names, formatted anew": (
        "a = (\n    b.c.d\n    * E[f]\n)\ng = min(\n    a * h.i() / b.j,\n    h.k,\n)\n"
        "return [\n    round(g * m, 2)\n    for m in h.n\n    if m > b.o\n]\n"
    ),
}


@pytest.mark.parametrize("text", PARTS.values(), ids=PARTS)
def test_a_part_is_found(ours: Repository, text: str) -> None:
    assert rules(ours, text) == ["code/never-send"]


NO_PARTS = {
    "MIT": MIT,
    "Apache": "".join(f"# {line}\n" for line in APACHE.splitlines()),
    "GPL": f"/*\n{GPL}*/\n",
    "our own header": f"# {OURS}",
    "imports": IMPORTS,
    "the end of a script": MAIN,
    **{f"getter {number}": text for number, text in enumerate(GETTERS.split("\n\n"))},
    "seven words of a docstring": "the base rate of its region times two\n",
    "a table of other strings": '{"north": "a lamp", "south": "a chair", "east": "a desk", "west": "a shelf"}\n',
    "a table of other numbers": 'x = {"ab": 1.5, "cd": 2.5, "ef": 3.5, "gh": 4.5, "ij": 5.5, "kl": 6.5, "mn": 7.5}\n',
    "a line that everybody writes": "for key, value in rows.items():\n    print(key, value)\n",
}


@pytest.mark.parametrize("text", NO_PARTS.values(), ids=NO_PARTS)
def test_what_everybody_writes_is_no_part(ours: Repository, text: str) -> None:
    assert rules(ours, text) == []


def test_a_part_that_many_files_share_is_found(ours: Repository) -> None:
    ours.commit({f"vault/region_{number}.py": f"X = {number}\n{VAULT}" for number in range(9)})

    for text in PARTS.values():
        assert set(rules(ours, text)) == {"code/never-send"}


def test_a_text_that_is_no_code_is_read_as_words(ours: Repository) -> None:
    plan = "We will leave the northern market next autumn unless the board of Norrdal agrees to the lower price.\n"
    ours.commit({"privacy-gate.yaml": "never_send: [strategy/**]\n", "strategy/plan.md": plan})

    assert rules(ours, "Shorten: leave the northern market next autumn for the lower price.") == []
    assert rules(ours, "Shorten: leave the northern market next autumn unless the board of Norrdal agrees.") == [
        "code/never-send"
    ]


def test_each_part_is_reported_where_it_stands(ours: Repository) -> None:
    text = f"One:\n\n{PARTS['a sentence of a comment']}\n\nTwo:\n\n```python\n{PARTS['two lines as they are']}```\n"

    done = ours.gate("scan", "-", "--select", "code", "--format", "json", stdin=text.encode())

    assert [(one["start"]["line"], one["end"]["line"]) for one in done.data["findings"]] == [(3, 3), (8, 9)]
