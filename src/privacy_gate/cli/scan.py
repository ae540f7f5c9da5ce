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
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--stdin-filename", metavar="PATH", help="Judge standard input as this file of the repository.")
@click.option("--deep", is_flag=True, help="Read the wording of all comments of a folder, not only of changes.")
@shared
def scan(options: Options, paths: tuple[Path, ...], stdin_filename: str | None, deep: bool) -> int:
    """Check files, folders, or standard input (`-`).

    Folders are read with git's ignore rules, hidden files included; a path that is named is read
    even if it is ignored. Without a path the working folder is read.
    """
    session = begin(options)
    items = _items(paths or (Path(),), stdin_filename, session.tree)
    for _ in session.run.documents(counted(items, options.quiet)):
        pass
    return finish(session, options)


def _items(paths: tuple[Path, ...], filename: str | None, tree: files.Tree) -> Iterator[Item]:
    standard = Path("-")
    if standard in paths:
        if len(paths) > 1:
            raise GateError("`-` stands alone: standard input is one text")
        return files.standard_input(sys.stdin.buffer.read(), filename, tree)
    if filename is not None:
        raise GateError("--stdin-filename goes with `-`", "privacy-gate scan - --stdin-filename prompts/x.md < x.md")
    return files.read(paths, tree)
