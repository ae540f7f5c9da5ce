"""Prepare a run from the options, for commands and hooks.

This module does not import click, which hooks do not need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.git.listing import Loose
from privacy_gate.base.text import one_line
from privacy_gate.config import Config, Settings
from privacy_gate.config.extends import load
from privacy_gate.index.code_index import Code
from privacy_gate.model import Exposure, Report
from privacy_gate.policy.accepted import Accepted
from privacy_gate.rules.plugins import NamedPlugin, Plugins
from privacy_gate.scan import Run, baselines, last_run, never_send_settings, private_index
from privacy_gate.scan.gate import Gate, assemble
from privacy_gate.scan.options import Options, outputs
from privacy_gate.scan.private_index import Caller
from privacy_gate.sources.files import Tree

if TYPE_CHECKING:
    from privacy_gate.index.base import BaseTree
    from privacy_gate.sources.changes import Source
    from privacy_gate.sources.since import Since
    from privacy_gate.sources.trusted_commit import Trusted


class Session(Struct, frozen=True):
    """What a command works with: the tree, the gate, a run, and what they were made from."""

    tree: Tree
    gate: Gate
    run: Run
    repository: git.Repository | None
    code: Code | None
    accepted: Accepted
    foreign: bool
    own_files: Mapping[str, str] = {}
    options: Options | None = None

    def list_shown(self, report: Report) -> list[last_run.ShownFinding]:
        """Return the findings of a report that can be accepted.

        Findings that are only in the history get another path. Otherwise a scan of the current files would make them
        stale.
        """
        rules = self.gate.rules
        return [
            last_run.ShownFinding(
                found.fingerprint,
                found.check,
                rules[found.rule].hides,
                found.rule,
                found.path if found.origin is None else f"<history>/{found.path}",
            )
            for found in report.findings
            if found.check
        ]

    def require_repository(self) -> git.Repository:
        if self.repository is None:
            raise GateError("not in a git repository", "Use `privacy-gate scan PATH` outside of a repository.")
        return self.repository

    def base(self, source: Source) -> BaseTree | None:
        """Return the tree that a change starts from; None for a patch. With `--no-index`, the store is not used."""
        if self.repository is None or source.beginning is None:
            return None
        from privacy_gate.index.base import BaseTree

        return BaseTree(self.repository, self.gate.settings.config, source.beginning, store=self.code is not None)


def begin(
    options: Options,
    *,
    to_accept: bool = False,
    select: Callable[[Config], Sequence[str]] | None = None,
    fail_on: Callable[[Config], str] | None = None,
    look: Callable[[Path], None] | None = None,
    bare: bool = False,
    start: Path | None = None,
    repository: git.Repository | None = None,
    caller: Caller = Caller.COMMAND,
) -> Session:
    """Find the repository, read the settings and the baseline, and build the gate.

    With `to_accept`, findings that only the detect-secrets baseline suppresses are reported, and a named baseline need
    not exist yet. `select` and `fail_on` compute these options from the settings. `look` is called with the root of the
    repository as soon as it is known, so that git can start early.

    With `bare`, a repository without a work tree is accepted. Its settings are those of HEAD, and its code and names
    are unknown. `start` is the directory to check; the default is the working directory. `repository` is its
    repository, if the caller knows it. `caller` is the program that waits for the check.
    """
    outputs(options)
    start = start or Path.cwd()
    repository = repository or git.find(start) or (_bare(start) if bare else None)
    with_files = None if repository is None or repository.bare else repository
    if options.record and with_files is None:
        raise GateError("--record: not in a git repository", "The ledger is stored in .git/privacy-gate.")
    root = repository.root if repository else start
    loose = Loose(root) if with_files else None
    if look is not None and repository:
        look(root)
    if loose is not None and options.exposure == Exposure.OUTBOUND and not options.no_index:
        loose.look()  # every text is outbound
    trusted = _find_trusted(repository, options)
    settings = load(root, options.config, trusted.read if trusted else None)
    say = partial(warn, options)
    if with_files is not None:
        settings = never_send_settings.add_globs_of(settings, root, options.config, with_files.commit, say)
    tree = Tree(start, repository, settings.config, _find_forced_exposure(options))
    known = baselines.load(tree, settings, options.baseline, to_write=to_accept)
    plugins = _plugins(settings, known, options)
    gate = assemble(settings, select(settings.config) if select else options.select, options.ignore, plugins)
    foreign = known.foreign is not None
    if to_accept:
        known = msgspec.structs.replace(known, foreign=None)
    index = private_index.Index()
    if not options.no_index:
        index = private_index.open_index(with_files, settings, loose, say, caller, quiet=options.quiet)
    if trusted and index.code is not None:
        index.code.count_as_well(trusted.commit, settings.config.never_send)
    new = _load_since(tree, trusted) if trusted and options.trust is not None else None
    run = Run(
        gate,
        ignores=not options.no_ignores,
        accepted=known,
        code=index.code,
        names=index.names,
        new=new,
        fail_on=fail_on(settings.config) if fail_on else options.fail_on,
    )
    own = _own_files(tree, settings, known)
    run.goes_by(own)
    return Session(tree, gate, run, repository, index.code, known, foreign, own, options)


def _own_files(tree: Tree, settings: Settings, known: Accepted) -> dict[str, str]:
    """Return the gate's own files, each with a description.

    A pyproject.toml is left out, because only one of its tables belongs to the gate.
    """
    files = dict.fromkeys(known.files | known.foreign_files, "privacy-gate's baseline")
    files |= {tree.relative(settings.folder / path): "privacy-gate's rules" for path in settings.config.extra_rules}
    own = [layer.path for layer in settings.layers if layer.path.name != "pyproject.toml"]
    return files | {tree.relative(path): "privacy-gate's settings" for path in own}


def _load_since(tree: Tree, trusted: Trusted) -> Since:
    from privacy_gate.sources.since import Since

    return Since(tree, trusted.commit)


def _bare(start: Path) -> git.Repository | None:
    from privacy_gate.base.git import bare

    return bare.find(start)


def _find_trusted(repository: git.Repository | None, options: Options) -> Trusted | None:
    if options.trust is None:
        if repository is None or not repository.bare or not repository.commit:
            return None
        from privacy_gate.sources import trusted_commit

        return trusted_commit.find_trusted(repository.root, repository.commit)
    if repository is None:
        raise GateError("--trust: not in a git repository", "There is no commit to trust.")
    if options.allow_plugins:
        raise GateError("--trust and --allow-plugins cannot be combined", "A plugin is part of the checked change.")
    from privacy_gate.sources import trusted_commit

    return trusted_commit.find_trusted(repository.root, options.trust)


def complain(text: str) -> None:
    """Print a message to standard error."""
    import click

    click.echo(text, err=True)


def warn(options: Options, message: str, hint: str) -> None:
    """Print a warning with a hint to standard error, unless `quiet` is set."""
    if not options.quiet:
        complain(f"privacy-gate: {one_line(message)}\n  hint: {one_line(hint)}")


def _plugins(settings: Settings, known: Accepted, options: Options) -> Plugins | None:
    """Load the plugins of the settings if they are allowed. Otherwise print a note that does not quote their names."""
    named = [NamedPlugin(path) for path in settings.config.plugins]
    if known.foreign:
        named += [one for one in known.foreign.plugins if one.path not in settings.config.plugins]
    if not named:
        return None
    if not options.allow_plugins:
        complain(
            "privacy-gate: the configured detect-secrets plugins were not run: they are code (use --allow-plugins)"
        )
        return None
    from privacy_gate.rules import plugins

    return plugins.load(named, settings.folder)


def settings_here(config: Path | None) -> Settings:
    """Load the settings of the working directory."""
    start = Path.cwd()
    repository = git.find(start)
    return load(repository.root if repository else start, config)


def _find_forced_exposure(options: Options) -> Exposure | None:
    return Exposure(options.exposure) if options.exposure else None
