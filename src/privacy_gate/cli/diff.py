"""`privacy-gate diff`: check the lines that a change adds."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.git import log
from privacy_gate.cleanroom.left_stand_ins import look_for_stand_ins
from privacy_gate.cli.help_text import SCANNED, epilog
from privacy_gate.cli.output import finish
from privacy_gate.cli.shared_options import shared
from privacy_gate.model import Document
from privacy_gate.scan import change_beginning
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session, begin
from privacy_gate.sources import changes, patch
from privacy_gate.sources.changes import Source
from privacy_gate.sources.file_bytes import read_bounded

_LONGEST = 200_000_000  # bytes of a patch


@click.command(
    epilog=epilog(
        ("diff", "staged changes"),
        ("diff origin/main...HEAD", "the changes of a branch"),
        ("diff --each-commit origin/main..HEAD", "also each commit separately"),
        ("diff --patch fix.patch --format json", "a patch file"),
        codes=SCANNED,
        see="scan, history, pre-commit",
    )
)
@click.argument("revisions", required=False, metavar="[RANGE]")
@click.option("--staged", is_flag=True, help="Check staged changes.  [default]")
@click.option(
    "--patch", "patch_file", metavar="FILE", help="Check a patch file (`-`: standard input). Needs no repository."
)
@click.option(
    "--each-commit", metavar="RANGE", help="Check the net change of a range, and each of its commits for secrets."
)
@click.option("--show-names", is_flag=True, help="List all added names that reveal the domain, not only five.")
@shared
def diff(
    options: Options,
    revisions: str | None,
    staged: bool,
    patch_file: str | None,
    each_commit: str | None,
    *,
    show_names: bool,
) -> int:
    """Check only added lines: staged changes, a commit range (`A..B`, `A...B`), or a patch."""
    if sum([staged, bool(revisions), bool(patch_file), bool(each_commit)]) > 1:
        raise GateError(
            "use only one of --staged, RANGE, --patch and --each-commit",
            "Without any of them, `privacy-gate diff` checks staged changes.",
        )
    begun = None if revisions or patch_file or each_commit else changes.start_listing
    session = begin(options, look=begun)
    look_for_stand_ins(session)
    if show_names:
        session.run.show_names()
    if patch_file:
        check(session, patch.read(_read(patch_file), patch_file, session.tree))
        return finish(session, options)
    session.require_repository()
    if each_commit:
        _check_each(session, options, each_commit)
    else:
        check(
            session,
            changes.changes_between(session.tree, revisions) if revisions else changes.read_staged(session.tree),
        )
    return finish(session, options)


def check(session: Session, source: Source, commits: Sequence[str] = ()) -> list[Document]:
    """Check the texts of a change, and the change as a whole. Return the texts.

    `commits` are those that are also checked one by one.
    """
    loosening = change_beginning.go_back(session, source, commits)
    read = session.run.read(source.items)
    session.run.check_names(changes.new_names(source, session.tree), session.tree.exposure)
    session.run.change(source.paths, read, session.base(source))
    if loosening:
        from privacy_gate.cli import each_commit

        each_commit.add_loosening(session, loosening)
    return read


def _check_each(session: Session, options: Options, revisions: str) -> None:
    """Check the net change of a range, and each of its commits."""
    from privacy_gate.cli import each_commit

    start, end = changes.range_ends(session.tree, revisions)
    new = log.list_commits_not_in(session.tree.root, [end], [start])
    each_commit.check(session, options, new, check(session, each_commit.last_state(session, end, new, [start]), new))
    each_commit.name_commits(session, end, new, [start])


def _read(file: str) -> bytes:
    try:
        if file == "-":
            data = read_bounded(sys.stdin.buffer, _LONGEST)
        else:
            with Path(file).open("rb") as stream:
                data = read_bounded(stream, _LONGEST)
    except OSError as error:
        raise cannot("read", f"the patch {file}", error) from None
    if len(data) > _LONGEST:
        raise GateError(
            f"the patch {file} is longer than {_LONGEST:,} bytes", "Split it, or use a commit range instead."
        )
    return data
