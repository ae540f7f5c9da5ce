"""`privacy-gate post-checkout`: the command of the git hooks `post-checkout` and `post-merge`, also through pre-commit
and prek."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import click

from privacy_gate.audit import audit_report
from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.output import write_reports
from privacy_gate.cli.shared_options import reporting
from privacy_gate.config import Config, Settings
from privacy_gate.config.extends import load
from privacy_gate.rules.toolchain.records import Switches
from privacy_gate.scan.options import Options
from privacy_gate.sources import trusted_commit

_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@click.command(
    "post-checkout",
    epilog=epilog(
        ("post-checkout", "as git runs it after a checkout or merge"),
        codes=("no such settings", "settings that disable hooks", "a settings file could not be read"),
        see="audit, init, pre-push",
    ),
)
@click.argument("given", nargs=-1, metavar="[PREVIOUS CURRENT FLAG]")
@reporting
def post_checkout(options: Options, given: tuple[str, ...]) -> int:
    """Report settings that disable an assistant's hooks, as the git hook after a checkout or merge.

    A branch of another author can contain such settings. The hook runs after git has finished and undoes
    nothing. Settings of privacy-gate are read from the previous commit, so a branch cannot suppress the
    report. The git hook has two lines: `#!/bin/sh` and `exec privacy-gate post-checkout "$@"`.
    """
    repository = git.find(Path.cwd())
    if repository is None:
        raise GateError("not in a git repository", "Git runs post-checkout as a hook inside a repository.")
    settings = _settings_before(repository.root, given)
    report = audit_report.run(settings, repository, "repository", kind=Switches).report
    if not report.findings and not report.problems and not options.verbose:
        return 0
    return write_reports(report, options, options.fail_on or "note")


def _settings_before(root: Path, given: tuple[str, ...]) -> Settings:
    """Return the settings of the previous commit, or the defaults if there is none or its settings are invalid."""
    for name in _previous(given):
        try:
            return load(root, None, trusted_commit.find_trusted(root, name).read)
        except GateError:
            continue
    return Settings(Config(), None, root)


def _previous(given: tuple[str, ...]) -> Iterator[str]:
    """Yield names of the previous commit: the argument from git, the variable of a hook manager, or the ref after a
    merge."""
    names = [*given[:1], os.environ.get("PRE_COMMIT_FROM_REF", "")]
    ids = [name for name in names if _ID.fullmatch(name)]
    yield from ids or ["ORIG_HEAD"]
