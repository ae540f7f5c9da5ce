"""`privacy-gate pre-commit`: what the hooks call, with the names of files.

pre-commit and prek pass the files of a commit, all files (`run --all-files`), or those of a push,
in several batches when the command line gets long. Nothing tells the modes apart but the names.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from privacy_gate.cli.options import Options, Session, begin, finish, shared
from privacy_gate.errors import GateError
from privacy_gate.model import Blob, ChangedPath
from privacy_gate.sources import Item, changes, files
from privacy_gate.sources.changes import Source

_SURELY_ONE_BATCH = 60_000  # characters of names; pre-commit splits command lines at 131,072 bytes, less on Windows
_SCISSORS = "# ------------------------ >8 ------------------------"


@click.command("pre-commit", epilog="Example: privacy-gate pre-commit $(git diff --cached --name-only)")
@click.argument("names", nargs=-1, metavar="[FILE]...")
@click.option("--message", type=click.Path(path_type=Path), metavar="FILE", help="Check a commit message instead.")
@shared
def pre_commit(options: Options, names: tuple[str, ...], message: Path | None) -> int:
    """Check the named files as a commit hook should.

    Files that are all staged are judged by their staged changes; otherwise each named file is read
    whole, and as a push hook (PRE_COMMIT_FROM_REF, PRE_COMMIT_TO_REF) by what the push adds. No
    other file is read.
    """
    session = begin(options)
    if message is not None:
        for _ in session.run.documents(_message(message, session)):
            pass
        return finish(session, options)
    session.require_repository()
    given = frozenset(session.tree.relative(Path(name)) for name in names)
    source = _source(session, given, names)
    read = session.run.read(source.items)
    if _holds_change_checks(source.paths, given):
        session.run.change(source.paths, read)
    return finish(session, options)


def _source(session: Session, given: frozenset[str], names: Iterable[str]) -> Source:
    start, end = os.environ.get("PRE_COMMIT_FROM_REF"), os.environ.get("PRE_COMMIT_TO_REF")
    if start and end:
        return changes.between(session.tree, f"{start}...{end}", only=given)
    staged = changes.staged_names(session.tree)
    if given <= staged:
        return changes.staged(session.tree, only=given)
    # --all-files or --files: something was named that the commit does not touch
    return Source(files.read([Path(name) for name in names], session.tree), ())


def _holds_change_checks(paths: tuple[ChangedPath, ...], given: frozenset[str]) -> bool:
    """Whether this batch is the one that looks at the change as a whole: the only one there can be,
    or the one with the first changed file that hooks are given."""
    if sum(len(path.path) + 1 for path in paths) < _SURELY_ONE_BATCH:
        return bool(paths)
    first = next((path.path for path in paths if path.status != "D"), None)
    return first in given


def _message(file: Path, session: Session) -> Iterable[Item]:
    """A commit message without what git will cut off: comments, and the diff of `commit --verbose`."""
    try:
        text = file.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise GateError(f"cannot read the commit message {file}: {error.strerror}") from None
    kept = text.split(_SCISSORS, 1)[0].split("\n")
    lines = ["" if line.startswith("#") else line for line in kept]
    path = session.tree.relative(file)
    yield Blob(path, "\n".join(lines).encode(), session.tree.exposure(path))
