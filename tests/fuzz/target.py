"""What is fuzzed: a reader, bytes to begin with, and what must hold whatever the bytes are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from tests.gate import GITHUB_TOKEN

SECRET = GITHUB_TOKEN
"""Planted into texts; no output may show eight characters of it in a row."""


class Target(NamedTuple):
    """`check` raises where the bytes broke something. `words` are put into inputs, and with `is_json` the tree of
    an input is changed and not its bytes alone."""

    name: str
    check: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    words: tuple[str, ...] = ()
    is_json: bool = False
    longest: int = 4096  # bytes


def text_of(data: bytes) -> str:
    """Any bytes as a text in which every kind of character may stand, lone surrogates too."""
    return data.decode("utf-8", "surrogateescape")


def refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def strict_json(text: str | bytes) -> Any:
    """A JSON value as strict readers take it: no NaN, no Infinity."""
    return json.loads(text, parse_constant=refuse_constant)


ALONE = re.compile(rf"(?<![\w-]){SECRET}(?![\w-])")
"""Where it is found: what was planted into a word or a longer token is none."""


def assert_hidden(printed: str, given: str) -> None:
    """No eight characters in a row of what was planted, but for those that stand in `given` outside a whole token."""
    secret, beside = SECRET.removeprefix("ghp_"), ALONE.sub("", given)
    eights = (secret[at : at + 8] for at in range(len(secret) - 7))
    assert not any(eight in printed for eight in eights if eight not in beside), "a secret is shown"


_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def assert_inert(printed: str) -> None:
    """Nothing that a terminal obeys or hides, and nothing that has no bytes."""
    found = _OBEYED.search(printed)
    assert found is None, f"U+{ord(found[0]):04X} is printed" if found else ""
