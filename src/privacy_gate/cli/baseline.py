"""`privacy-gate baseline`: accept existing findings."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from privacy_gate.base import atomic_write
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.text import one_line, path_first, plural
from privacy_gate.cli import help_text
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.output import say_problems
from privacy_gate.cli.shared_options import IGNORE, SELECT
from privacy_gate.policy import baseline as form
from privacy_gate.policy.baseline import BaselineEntry
from privacy_gate.rules import family
from privacy_gate.scan import baselines, last_run
from privacy_gate.scan.many_files import read_all
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session, begin


@click.command(
    epilog=epilog(
        ("baseline", "accept all existing findings"),
        ("baseline --last", "accept the findings of the last scan, diff or commit"),
        ("baseline --prune", "remove stale entries"),
        ("baseline legacy/ --select secret", "some directories, some rules"),
        codes=("written",),
        see="scan, history",
    )
)
@click.argument("paths", nargs=-1, shell_complete=help_text.files, metavar="[PATH]...")
@click.option(
    "--last", "of_last", is_flag=True, help="Accept exactly the findings that the last run in this repository showed."
)
@click.option("--prune", is_flag=True, help="Remove stale entries (no longer found).")
@click.option(
    "--baseline", "file", type=click.Path(path_type=Path), metavar="FILE", help=f"Use this file instead of {form.NAME}."
)
@SELECT
@IGNORE
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read settings from this file.")
@click.option(
    "--allow-plugins", is_flag=True, help="Load the configured detect-secrets plugins (executes third-party code)."
)
def baseline(
    paths: tuple[str, ...],
    *,
    of_last: bool,
    prune: bool,
    file: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: Path | None,
    allow_plugins: bool,
) -> int:
    """Accept existing findings, so that only new ones fail the check.

    Writes .privacy-gate-baseline at the root of the repository; commit it. Each line is one entry,
    without line numbers or values. Existing entries are kept. Findings that a detect-secrets
    .secrets.baseline suppresses are converted to entries; you can then remove that file.
    """
    if of_last and (prune or paths):
        raise GateError("--last takes no paths or filters", "It accepts the findings that the last run showed.")
    options = Options(baseline=file, select=select, ignore=ignore, config=config, allow_plugins=allow_plugins)
    session = begin(options, to_accept=True)
    target, named = baselines.place(session.tree.root, session.gate.settings, file)
    entries = session.accepted.own.entries
    if of_last:
        salts, new = _last(session)
        _write(target, session.accepted.read, salts, [*entries.elements(), *new], named=named)
        last_run.delete_record(session.require_repository())
        _say(target, new, session)
        return 0
    given = [Path(path) for path in paths or (".",)]
    read_all(session, options, given)
    session.run.note_missing(baselines.missing_paths(session.accepted, given, session.tree))
    salts = session.accepted.own.salts
    if prune:
        stale = session.run.stale()
        _write(target, session.accepted.read, salts, (entries - Counter(stale)).elements(), named=named)
        _say_pruned(target, stale)
    else:
        new = _find_entries(session)
        _say_refused(session)
        _write(target, session.accepted.read, salts, [*entries.elements(), *new], named=named)
        _say(target, new, session)
        if session.repository is not None:
            last_run.delete_record(session.repository)  # otherwise they would be accepted twice
    report = session.run.report()
    say_problems(report)
    return 2 if report.problems else 0


def _find_entries(session: Session) -> list[BaselineEntry]:
    salt = session.accepted.own.salts[0]
    return [_entry(one, salt) for one in session.list_shown(session.run.report())]


def _last(session: Session) -> tuple[list[bytes], list[BaselineEntry]]:
    records = last_run.read(session.require_repository())
    known = session.accepted.own.salts if session.accepted.own.entries else []
    salts = list(dict.fromkeys([*known, *(record.salt for record in records)]))
    return salts, [_entry(one, record.salt) for record in records for one in record.shown]


def _entry(one: last_run.ShownFinding, salt: bytes) -> BaselineEntry:
    fingerprint = one.fingerprint.partition("-")[0]
    return BaselineEntry(
        fingerprint, form.check(one.digest, salt, secret=one.secret), one.rule, form.plain_path(one.path)
    )


def _write(
    target: Path, before: bytes | None, salts: Sequence[bytes], entries: Iterable[BaselineEntry], *, named: bool
) -> None:
    """Write the whole file or nothing. Without entries, no new file is created unless the user named it.

    Raises GateError if another process has changed the file, because its entries would be lost.
    """
    entries = list(entries)
    if not entries and not named and not target.exists():
        return
    try:
        if not atomic_write.replace_if_unchanged(target, before, form.render(salts, entries)):
            raise GateError(f"{target} was changed by another process", "Run this command again.")
    except OSError as error:
        raise cannot("write", target, error) from None


def _say(target: Path, new: Sequence[BaselineEntry], session: Session) -> None:
    name = one_line(str(os.path.relpath(target)))
    if not new:
        click.echo(f"Nothing new to accept; {name} is unchanged." if target.exists() else "nothing to accept")
    else:
        click.echo(f"accepted {plural(len(new), 'finding')} in {name}:")
        for rule, count in sorted(Counter(entry.rule for entry in new).items()):
            click.echo(f"  {count:>5}  {rule}")
    if any(family(entry.rule) == "secret" for entry in new):
        click.echo("An accepted secret is still exposed: revoke it where it was issued.")
    if session.foreign:
        click.echo(
            f"The entries of {form.OF_DETECT_SECRETS} are now in {name}."
            f" Remove {form.OF_DETECT_SECRETS} once {name} is committed."
        )


def _say_refused(session: Session) -> None:
    """Print the findings in prompts that are not accepted."""
    rules = Counter(found.rule for found in session.run.report().findings if not found.check)
    if not rules:
        return
    click.echo(
        f"not accepted, because a baseline does not apply to these in a prompt: {plural(rules.total(), 'finding')}"
    )
    for rule, count in sorted(rules.items()):
        click.echo(f"  {count:>5}  {rule}")
    click.echo("Remove them from the prompt. For a false positive, run `privacy-gate allow` to send it once.")


def _say_pruned(target: Path, stale: Sequence[BaselineEntry]) -> None:
    name = one_line(str(os.path.relpath(target)))
    click.echo(f"removed {len(stale):,} stale entries from {name}" if stale else f"{name} has no stale entries")
    for entry in stale:
        click.echo(f"  {path_first(entry.path)}: {one_line(entry.rule)}")
