"""`privacy-gate scan`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from privacy_gate.cli.options import Options, begin, finish, shared
from privacy_gate.cli.progress import counted
from privacy_gate.errors import GateError
from privacy_gate.sources import Item, files


@click.command(epilog="Example: privacy-gate scan prompts/ --fail-on warning")
@click.argument("paths", nargs=-1)
@click.option("--stdin-filename", metavar="PATH", help="Judge standard input as this file of the repository.")
@click.option(
    "--deep",
    is_flag=True,
    help="Judge the wording of all comments in folders too (no effect yet).",
)
@shared
def scan(options: Options, paths: tuple[str, ...], stdin_filename: str | None, deep: bool) -> int:
    """Check files, folders, or standard input (`-`).

    Folders are read with git's ignore rules, hidden files included; a path that is named is read
    even if it is ignored. Without a path the working folder is read.
    """
    session = begin(options)
    items = _items(paths or (".",), stdin_filename, session.tree)
    read = sum(1 for _ in session.run.documents(counted(items, options.quiet)))
    code = finish(session, options)
    if not read and not code:
        raise GateError("nothing was checked: all that was named is skipped", "--verbose says why")
    return code


def _items(paths: tuple[str, ...], filename: str | None, tree: files.Tree) -> Iterator[Item]:
    if "-" in paths:
        if len(paths) > 1:
            raise GateError("`-` stands alone: standard input is one text")
        return files.standard_input(sys.stdin.buffer.read(), filename, tree)
    if filename is not None:
        raise GateError("--stdin-filename goes with `-`", "privacy-gate scan - --stdin-filename prompts/x.md < x.md")
    return files.read([Path(path) for path in paths], tree)
