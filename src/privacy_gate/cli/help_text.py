"""Parts of the help: examples for commands, and values for shell completion that click cannot find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


SCANNED = (
    "no findings at or above --fail-on",
    "findings at or above --fail-on",
    "the check failed or is incomplete, regardless of findings",
)
"""The meanings of the exit codes of a check."""

_ELSE = "the command failed; standard error has the reason"


def epilog(*examples: tuple[str, str], codes: Sequence[str], see: str) -> str:
    """Return the end of the help of a command: examples, exit codes 0, 1 and 2, and related commands.

    Examples omit the name of the program. An exit code with an empty description is never returned.
    """
    width = max(len(line) for line, _ in examples)
    shown = (f"  privacy-gate {line:<{width}}  {text}" for line, text in examples)
    said = {0: codes[0], 1: codes[1] if len(codes) > 1 else "", 2: codes[2] if len(codes) > 2 else _ELSE}
    listed = (f"  {code}  {text}" for code, text in said.items() if text)
    others = ", ".join(f"privacy-gate {name.strip()}" for name in see.split(","))
    return "\n".join(("\b", "Examples:", *shown, "", "\b", "Exit codes:", *listed, "", f"See also: {others}"))


def files(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete files and folders."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def rules(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete families of rules, or the rules of a family once its name is complete.

    After a comma, complete the next name.
    """
    import re

    from click.shell_completion import CompletionItem

    from privacy_gate.rules import family
    from privacy_gate.rules.rule_files import builtin_folder

    before, comma, begun = incomplete.rpartition(",")
    # Parsing the records would take longer than a user waits, so this reads single lines.
    expression = re.compile(r"^[ -]{2,6}id: ([a-z]+/[a-z0-9-]+)$", re.MULTILINE)
    texts = [file.read_text(encoding="utf-8") for file in sorted(builtin_folder().glob("*.yaml"))]
    names = [name for text in texts for name in expression.findall(text)]
    offered = sorted(names if "/" in begun else {family(name) for name in names})
    return [CompletionItem(f"{before}{comma}{name}") for name in offered if name.startswith(begun)]
