"""Running the gate in this process, as the command line does."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from privacy_gate.cli import run


class Outcome(NamedTuple):
    """What a command returned and printed."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def rules(self) -> list[str]:
        return [finding["rule"] for finding in self.data["findings"]]


def gate(*arguments: str, stdin: bytes = b"") -> Outcome:
    """Run a command; every way to end in an exit code is one."""
    out, err = io.StringIO(), io.StringIO()
    given = io.TextIOWrapper(io.BytesIO(stdin))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), mock.patch.object(sys, "stdin", given):
        code = run(arguments)
    return Outcome(code, out.getvalue(), err.getvalue())


def scan(text: str, *arguments: str, name: str = "prompts/case.md", form: bool = False) -> Outcome:
    """Scan one text as a file of the working folder, as JSON. Its form as a prompt counts only if asked for."""
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    ignored = () if form or "--ignore" in arguments else ("--ignore", "prompt")
    return gate("scan", name, "--format", "json", *ignored, *arguments)


GITHUB_TOKEN = "ghp_" + "R4nD0mT0k3nF0rT3sts0nly1234567890abX"
"""Of the right shape and made up; in two pieces so that no scanner takes this file for a leak."""
