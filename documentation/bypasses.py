"""The attempts to get past the gate: read from tests/bypasses, tried by tests/test_bypasses.py, told on the page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from documentation.markdown import table
from privacy_gate.reporters.links import rule_anchor

FOLDER = Path(__file__).parents[1] / "tests" / "bypasses"

_WAYS = {
    "scan": "",
    "commit": "in the commit",
    "push": "before the push",
    "message": "in the message",
    "checkout": "after the checkout, by the git hook",
    "pull-request": "in the pull request, with `--trust`",
    "prompt": "in the prompt",
    "call": "before the tool runs",
    "result": "in the output of the tool",
}


class Attempt(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What somebody could do (`what`, Markdown), how it is tried, and what comes of it: exactly one of the last six.

    `texts` are tried one after the other as the content of `path`; `before` is committed, `files` are put into the
    work tree over it (null deletes one, `{link: TARGET}` and `{hex: BYTES}` are what they say), then `shell` runs.
    `ask` are command lines, or what a tool is called with.
    """

    what: str
    how: str = "scan"
    path: str = "src/notes.py"
    texts: list[str] = []
    encoding: str = "utf-8"
    before: dict[str, Any] = {}
    files: dict[str, Any] = {}
    shell: str = ""
    arguments: list[str] = []
    tool: str = "Bash"
    ask: list[Any] = []
    tells: str = ""
    found: str = ""
    seen: str = ""
    stopped: str = ""
    refused: str = ""
    listed: str = ""
    beyond: str = ""

    def __post_init__(self) -> None:
        ends = [self.found, self.seen, self.stopped, self.refused, self.listed, self.beyond]
        if sum(map(bool, ends)) != 1 or self.how not in _WAYS:
            raise ValueError(f"{self.what}: one end, and a way that there is")


class Part(msgspec.Struct, forbid_unknown_fields=True):
    """A part of the table."""

    title: str
    intro: str
    attempts: list[Attempt]


@cache
def parts() -> list[Part]:
    """All attempts, by the parts of the page."""
    return [
        msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), Part)
        for file in sorted(FOLDER.glob("*.yaml"))
    ]


def bypasses() -> list[str]:
    """The tables of the page, a part each."""
    return [line for part in parts() for line in _section(part)][:-1]


def _section(part: Part) -> Iterator[str]:
    yield from (f"### {part.title}", "", part.intro.strip(), "")
    yield from table(("attempt", "result"), ((" ".join(one.what.split()), _end(one)) for one in part.attempts))
    yield ""


def _end(one: Attempt) -> str:
    way = _WAYS[one.how]
    if one.beyond:
        return f"**out of reach**: {' '.join(one.beyond.split())}"
    if one.stopped:
        end = f"blocked {way}"
    elif one.refused:
        end = f"refused, exit code 2: {one.refused}"
    elif one.listed:
        end = f"skipped and listed: {one.listed}"
    elif one.seen:
        end = f"shown: {_rule(one.seen)} {way}"
    else:
        end = f"found: {_rule(one.found)} {way}"
    return " ".join(f"{end}{'; ' if one.tells else ''}{one.tells}".split()).replace(" ;", ";")


def _rule(name: str) -> str:
    family = name.partition("/")[0]
    return f"[`{name}`](rules/{family}.md#{rule_anchor(name)})"
