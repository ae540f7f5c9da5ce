"""`privacy-gate pre-commit`: the command of the hooks, with file names as arguments.

pre-commit and prek pass the files of a commit, all files (`run --all-files`), or the files of a push. Only the names
distinguish these modes. Long command lines are split into several batches.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from privacy_gate import documents
from privacy_gate.base.errors import cannot
from privacy_gate.base.hashing import blake2b
from privacy_gate.cleanroom.left_stand_ins import look_for_stand_ins
from privacy_gate.cli import help_text
from privacy_gate.cli.help_text import SCANNED, epilog
from privacy_gate.cli.output import finish
from privacy_gate.cli.shared_options import shared
from privacy_gate.model import Blob, ChangedPath, Document
from privacy_gate.scan import change_beginning
from privacy_gate.scan.options import Options
from privacy_gate.scan.private_index import Caller
from privacy_gate.scan.session import Session, begin
from privacy_gate.sources import Item, changes, files
from privacy_gate.sources.changes import Source

_CLAIM = 60  # seconds that a claim is valid; the batches of one commit follow each other immediately
_SCISSORS = b"# ------------------------ >8 ------------------------"


@click.command(
    "pre-commit",
    epilog=epilog(
        ("pre-commit $(git diff --cached --name-only)", "the files of a commit"),
        ("pre-commit --message .git/COMMIT_EDITMSG", "a commit message"),
        codes=SCANNED,
        see="diff, init, baseline",
    ),
)
@click.argument("names", nargs=-1, shell_complete=help_text.files, metavar="[FILE]...")
@click.option("--message", type=click.Path(path_type=Path), metavar="FILE", help="Check a commit message instead.")
@shared
def pre_commit(options: Options, names: tuple[str, ...], message: Path | None) -> int:
    """Check the named files, as a commit hook.

    If all files are staged, their staged changes are checked; otherwise each file is checked in full.
    As a push hook (PRE_COMMIT_FROM_REF, PRE_COMMIT_TO_REF), the lines that the push adds are checked.
    No other file is read.
    """
    session = begin(options, look=None if message or _find_pushed() else changes.start_listing, caller=Caller.GIT_HOOK)
    if message is not None:
        for _ in session.run.documents(_message(message, session)):
            pass
        return finish(session, options)
    session.require_repository()
    look_for_stand_ins(session)
    given = frozenset(session.tree.relative(Path(name)) for name in names)
    source = _source(session, given, names)
    change_beginning.go_back(session, source)
    read = session.run.read(source.items)
    new = changes.new_names(source, session.tree, given) if source.paths else sorted(given)
    session.run.check_names(new, session.tree.exposure)
    if source.paths and _looks_at_the_change(session, source.paths, given):
        documents_of_all = [*read, *_others(session, source.paths, given)]
        session.run.change(source.paths, documents_of_all, session.base(source))
    return finish(session, options, batch=True)


def _source(session: Session, given: frozenset[str], names: Iterable[str]) -> Source:
    if _find_pushed():
        return changes.changes_between(session.tree, _find_pushed(), only=given)
    staged = changes.staged_names(session.tree)
    if given <= staged:
        return changes.read_staged(session.tree, only=given)
    # with --all-files or --files, a file may be unchanged in the commit
    return Source(files.read([Path(name) for name in names], session.tree), ())


def _find_pushed() -> str:
    start, end = os.environ.get("PRE_COMMIT_FROM_REF"), os.environ.get("PRE_COMMIT_TO_REF")
    return f"{start}...{end}" if start and end else ""


def _looks_at_the_change(session: Session, paths: Sequence[ChangedPath], given: frozenset[str]) -> bool:
    """Whether this process checks the change as a whole. Only one of several batches does.

    A batch with all files is the only one. Otherwise, the first batch to claim the change does. A hook does not get
    every path, so that the names cannot decide it.
    """
    if all(path.path in given for path in paths if path.status != "D"):
        return True
    digest = blake2b(repr((os.getppid(), _find_pushed(), paths)).encode("utf-8", "surrogateescape"), digest_size=16)
    claims = session.require_repository().common / "privacy-gate" / "claims"
    try:
        claims.mkdir(parents=True, exist_ok=True)
        for old in claims.iterdir():
            if time.time() - old.stat().st_mtime > _CLAIM:
                old.unlink(missing_ok=True)
        (claims / digest.hexdigest()).touch(exist_ok=False)
    except FileExistsError:
        return False
    except OSError:  # a read-only repository: checking twice is better than not at all
        return True
    return True


def _others(session: Session, paths: Sequence[ChangedPath], given: frozenset[str]) -> Iterator[Document]:
    """Yield the texts of the change that this batch did not get, for the checks of the whole change only."""
    missing = frozenset(path.path for path in paths if path.status != "D") - given
    if not missing:
        return
    tree = session.tree
    source = (
        changes.changes_between(tree, _find_pushed(), missing) if _find_pushed() else changes.read_staged(tree, missing)
    )
    for item in source.items:
        document = documents.read(item) if isinstance(item, Blob) else None
        if isinstance(document, Document):
            yield document


def _message(file: Path, session: Session) -> Iterable[Item]:
    """Yield a commit message without the diff of `commit --verbose`.

    Lines that start with # count, because `commit -m` keeps them. Text after a scissors line counts too if it is not a
    diff.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise cannot("read", f"the commit message {file}", error) from None
    path = session.tree.relative(file)
    text, _, rest = data.partition(_SCISSORS)
    yield Blob(path, text if b"\ndiff --git " in rest else data, session.tree.exposure(path))
