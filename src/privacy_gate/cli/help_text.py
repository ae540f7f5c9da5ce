"""What helps at the command line: examples below the help, what a shell is offered where click cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


SCANNED = (
    "no findings at or above --fail-on",
    "findings at or above --fail-on",
    "the check failed or is incomplete, whatever was found",
)
"""What the exit codes of a check say."""

_ELSE = "the command failed; standard error has the reason"


def epilog(*examples: tuple[str, str], codes: Sequence[str], see: str) -> str:
    """The end of a command's help: examples with their descriptions, the meaning of exit codes 0, 1 and 2, and related
    commands.

    Examples omit the name of the program. An exit code with an empty description is never returned.
    """
    width = max(len(line) for line, _ in examples)
    shown = (f"  privacy-gate {line:<{width}}  {text}" for line, text in examples)
    said = {0: codes[0], 1: codes[1] if len(codes) > 1 else "", 2: codes[2] if len(codes) > 2 else _ELSE}
    listed = (f"  {code}  {text}" for code, text in said.items() if text)
    others = ", ".join(f"privacy-gate {name.strip()}" for name in see.split(","))
    return "\n".join(("\b", "Examples:", *shown, "", "\b", "Exit codes:", *listed, "", f"See also: {others}"))


def files(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and folders, as the shell finds them."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def rules(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Families of rules; rules of one once its name is there. Behind a comma the next name is completed."""
    import re

    from click.shell_completion import CompletionItem

    from privacy_gate.rules import family
    from privacy_gate.rules.rule_files import builtin_folder

    before, comma, begun = incomplete.rpartition(",")
    # by their lines: to parse the records would take longer than somebody waits
    expression = re.compile(r"^[ -]{2,6}id: ([a-z]+/[a-z0-9-]+)$", re.MULTILINE)
    texts = [file.read_text(encoding="utf-8") for file in sorted(builtin_folder().glob("*.yaml"))]
    names = [name for text in texts for name in expression.findall(text)]
    offered = sorted(names if "/" in begun else {family(name) for name in names})
    return [CompletionItem(f"{before}{comma}{name}") for name in offered if name.startswith(begun)]
