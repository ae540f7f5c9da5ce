"""`privacy-gate scan`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from privacy_gate.cli.many import read_all
from privacy_gate.cli.options import Options, begin, finish, shared
from privacy_gate.errors import GateError
from privacy_gate.sources import files


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
    if "-" in paths:
        if len(paths) > 1:
            raise GateError("`-` stands alone: standard input is one text")
        session.run.read(files.standard_input(sys.stdin.buffer, stdin_filename, session.tree))
    elif stdin_filename is not None:
        raise GateError("--stdin-filename goes with `-`", "privacy-gate scan - --stdin-filename prompts/x.md < x.md")
    else:
        read_all(session, options, [Path(path) for path in paths or (".",)])
    code = finish(session, options)
    if not session.run.part().files and not code:
        raise GateError("nothing was checked: all that was named is skipped", "--verbose says why")
    return code
