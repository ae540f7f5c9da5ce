"""`privacy-gate scan`: check files, directories or standard input."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from privacy_gate.base.errors import GateError
from privacy_gate.cleanroom.left_stand_ins import look_for_stand_ins
from privacy_gate.cli import help_text
from privacy_gate.cli.help_text import SCANNED, epilog
from privacy_gate.cli.output import finish
from privacy_gate.cli.shared_options import shared
from privacy_gate.scan import baselines
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import begin
from privacy_gate.sources import files


@click.command(
    epilog=epilog(
        ("scan prompts/ --fail-on warning", "also fail on warnings"),
        ("scan - < question.txt", "check standard input as a prompt"),
        ("scan --select secret --output sarif=out.sarif", "only secrets, also as SARIF"),
        ("scan src/ --exposure outbound", "check code before you send it"),
        codes=SCANNED,
        see="diff, clean, baseline, rule",
    )
)
@click.argument("paths", nargs=-1, shell_complete=help_text.files)
@click.option("--stdin-filename", metavar="PATH", help="Treat standard input as this file of the repository.")
@click.option(
    "--deep",
    is_flag=True,
    help="Also check the wording of comments and documents that stay in the repository, not only of prompts.",
)
@click.option(
    "--add-ignores", "reason", metavar="REASON", help="Write an inline ignore with this reason for each finding."
)
@shared
def scan(
    options: Options, paths: tuple[str, ...], stdin_filename: str | None, *, deep: bool, reason: str | None
) -> int:
    """Check files, directories, or standard input (`-`).

    Directories are searched for files, including hidden ones. Files that git ignores are skipped. A
    named file is read even if git ignores it. Without a path, the current directory is read.
    """
    if reason is not None:
        _add_ignores(options, paths, reason)
    session = begin(options)
    look_for_stand_ins(session)
    if "-" in paths:
        if len(paths) > 1:
            raise GateError("`-` cannot be combined with other paths", "privacy-gate scan - < question.txt")
        session.run.read(files.standard_input(sys.stdin.buffer, stdin_filename, session.tree))
        if stdin_filename is not None:
            session.run.check_names([session.tree.relative(Path(stdin_filename))], session.tree.exposure)
    elif stdin_filename is not None:
        raise GateError(
            "--stdin-filename needs `-` as the path", "privacy-gate scan - --stdin-filename prompts/x.md < x.md"
        )
    else:
        from privacy_gate.scan.many_files import read_all

        named = [Path(path) for path in paths or (".",)]
        by_name = {session.tree.relative(path) for path in named if os.path.isfile(path)}  # noqa: PTH113  (no error for a name that is too long)
        session.run.read_closely(by_name.__contains__, deep=deep)
        read_all(session, options, named)
        session.run.note_missing(baselines.missing_paths(session.accepted, named, session.tree))
    code = finish(session, options)
    if not session.run.part().files and not code:
        raise GateError("no files checked: all given paths were skipped", "Use --verbose to see why.")
    return code


def _add_ignores(options: Options, paths: tuple[str, ...], reason: str) -> None:
    """Write the ignores. The remaining findings are reported later as usual."""
    from privacy_gate.policy.directives import check_reason
    from privacy_gate.scan.add_ignores import add_ignores
    from privacy_gate.scan.many_files import read_all

    plain = check_reason(reason)
    if "-" in paths:
        raise GateError("--add-ignores needs files", "Standard input cannot be rewritten.")
    session = begin(options)
    read_all(session, options, [Path(path) for path in paths or (".",)])
    add_ignores(session, session.run.report(), plain)
