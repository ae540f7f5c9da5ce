"""What helps at the command line: examples below the help, what a shell is offered where click cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def examples(*pairs: tuple[str, str]) -> str:
    """The foot of a command's help: command lines without the program's name, and what each does."""
    width = max(len(line) for line, _ in pairs)
    lines = (f"  privacy-gate {line:<{width}}  {text}" for line, text in pairs)
    return "\b\n" + "\n".join(("Examples:", *lines))


def files(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and folders, as the shell finds them."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def rules(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Families of rules; rules of one once its name is there. Behind a comma the next name is completed."""
    import re

    from click.shell_completion import CompletionItem

    from privacy_gate.ruleset import family
    from privacy_gate.ruleset.files import builtin_folder

    before, comma, begun = incomplete.rpartition(",")
    # by their lines: to parse the records would take longer than somebody waits
    expression = re.compile(r"^[ -]{2,6}id: ([a-z]+/[a-z0-9-]+)$", re.MULTILINE)
    texts = [file.read_text(encoding="utf-8") for file in sorted(builtin_folder().glob("*.yaml"))]
    names = [name for text in texts for name in expression.findall(text)]
    offered = sorted(names if "/" in begun else {family(name) for name in names})
    return [CompletionItem(f"{before}{comma}{name}") for name in offered if name.startswith(begun)]
