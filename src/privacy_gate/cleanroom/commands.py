"""Find the commands in a prompt's TESTS section: after `$` (`$ npm test`), in a shell block, or in a code span."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

_RUNNERS = (
    "pytest python python3 py npm npx pnpm yarn node deno bun go cargo make just tox nox uv poetry hatch mvn gradle "
    "./gradlew dotnet rspec bundle rake ruby phpunit composer php swift ctest bash sh"
).split()
_FENCE = re.compile(r"[ \t]{0,8}(`{3,}|~{3,})[ \t]*(\w*)")
_SHELLS = ("sh", "bash", "shell", "console", "zsh", "powershell", "cmd", "terminal")
_SPAN = re.compile(r"`([^`\n]{3,200})`")
_SHELL_SIGNS = re.compile(r"[|&;<>$`\\*?~(){}\n]")


def commands(text: str) -> Iterator[str]:
    """Yield the commands of a section in order, each once."""
    seen: set[str] = set()
    for command in _all(text):
        if command and command not in seen:
            seen.add(command)
            yield command


def _all(text: str) -> Iterator[str]:
    fence, shell = "", False
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if mark and not fence:
            fence, shell = mark[1][:3], mark[2].lower() in _SHELLS
        elif mark and mark[1].startswith(fence):
            fence, shell = "", False
        elif line.lstrip(" \t-*").startswith("$ "):
            yield line.lstrip(" \t-*").removeprefix("$ ").strip()
        elif shell:
            yield "" if line.lstrip().startswith("#") else line.strip()
        elif not fence:
            yield from (span.strip() for span in _SPAN.findall(line) if _runs(span))


def _runs(span: str) -> bool:
    first, _, rest = span.strip().partition(" ")
    return first in _RUNNERS and bool(rest.strip() or first == "pytest")


def split_command(command: str) -> list[str] | None:
    """Split a command into a program and its arguments; None if it needs a shell, because no shell is run."""
    if _SHELL_SIGNS.search(command):
        return None
    try:
        return shlex.split(command) or None
    except ValueError:
        return None
