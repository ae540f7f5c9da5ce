"""`privacy-gate index`: the index of this repository."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from privacy_gate.base import git
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.progress import Bar
from privacy_gate.base.text import one_line, plural
from privacy_gate.cli.glossary import glossary
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.output import write
from privacy_gate.config import Config
from privacy_gate.index import installed, public_code, update
from privacy_gate.index.budget import NOTHING, Budget
from privacy_gate.index.clones import Clones
from privacy_gate.index.code_index import RepositoryCode
from privacy_gate.index.evidence import Match, Strength
from privacy_gate.index.gaps import BUILD
from privacy_gate.index.indexed_repository import IndexedRepository
from privacy_gate.index.location import folder
from privacy_gate.index.own_names_store import NameStore
from privacy_gate.index.store import Store, forget
from privacy_gate.scan import private_index
from privacy_gate.scan.private_index import Caller
from privacy_gate.scan.session import settings_here


@click.group(
    epilog=epilog(
        ("index build", "index changed files"),
        ("index status", "check whether it is up to date"),
        codes=("done", "depends on the command; see its help"),
        see="index build, index glossary, org",
    )
)
def index() -> None:
    """Manage the local code index: fingerprints of code, names and terms of this repository.

    The index finds code of the repository in a prompt, even with changed names and layout. It is
    stored in .git/privacy-gate, next to its secret key, and is never committed. The code cannot be
    reconstructed from it.
    """


index.add_command(glossary)


@index.command(
    short_help="Index all code that changed since the last run.",
    epilog=epilog(
        ("index build", "changes since the last run"),
        ("index build --anew", "rebuild with a new key"),
        codes=("up to date", "files are not indexed yet", "a public repository in the settings was not found"),
        see="index status, org build",
    ),
)
@click.option("--anew", is_flag=True, help="Delete the index and its key, and index everything again.")
@click.option("--quiet", "-q", is_flag=True, help="Hide the progress bar and the summary.")
def build(*, anew: bool, quiet: bool) -> int:
    """Index all code that changed since the last run, including uncommitted and new files.

    `scan`, `diff` and the hooks update the index automatically when little has changed.
    """
    repository, config = _here()
    if anew:
        forget(folder(repository))
    return build_index(repository, config, quiet=quiet)


def build_index(repository: git.Repository, config: Config, *, quiet: bool) -> int:
    """Index all code that changed, and print a summary. Return the exit code of `index build`."""
    clones = Clones(repository, config, _say)
    started = time.monotonic()
    store = Store(folder(repository), patience=10)
    with Bar("files", quiet=quiet) as bar:
        state = update.bring_up_to_date(store, repository, config, Budget(), progress=bar)
    public = _read_public(store, clones, quiet=quiet)
    with store.transaction():
        store.join()
    store.tidy()
    files_read = bar.read
    with Bar("files of installed packages", quiet=quiet) as bar:
        packages = installed.read_packages(repository.root, bar)
    names = NameStore(repository, patience=10)
    with Bar("files for their names", quiet=quiet) as bar:
        names.bring_up_to_date(config, progress=bar)
    for clone in clones.found:
        with Bar("public files for their names", quiet=quiet) as bar:
            names.read_public(clone, progress=bar)
    blobs, lines, prints = store.totals()
    if not quiet:
        seconds = time.monotonic() - started
        write(
            f"{plural(files_read, 'file')} read in {seconds:.1f} s; the index has {plural(blobs, 'file')},"
            f" {plural(lines, 'line')}, {plural(prints, 'fingerprint')}\n"
            + (f"{plural(packages, 'file')} of installed packages read (public code)\n" if packages else "")
            + (f"{plural(public, 'file')} of public repositories read\n" if public else "")
        )
    return 2 if clones.missing else int(bool(state.behind))


def _read_public(store: Store, clones: Clones, *, quiet: bool) -> int:
    """Read the clones of public repositories. Return the number of files that were read."""
    count = 0
    for clone in clones.found:
        with Bar("public files", quiet=quiet) as bar:
            public_code.read(store, clone, progress=bar)
        count += bar.read
    return count


@index.command(
    short_help="Show what the index contains and whether it is up to date.",
    epilog=epilog(
        ("index status", "show its contents"),
        codes=(
            "up to date",
            "there is no index, or it is out of date",
            "a public repository in the settings was not found",
        ),
        see="index build",
    ),
)
def status() -> int:
    """Show what the index contains and whether it is up to date."""
    repository, config = _here()
    file = folder(repository) / "index.db"
    if not file.is_file():
        write("No index yet. Run `privacy-gate index build`.\n")
        return 1
    store = Store(folder(repository))
    state = update.bring_up_to_date(store, repository, config, NOTHING)
    clones = Clones(repository, config, _say)
    public = [store.tree(clone.folder) for clone in clones.found]
    blobs, lines, prints = store.totals()
    of_public = sum(tree[2] for tree in public)
    elsewhere = max(0, prints - state.prints - of_public)
    write(
        f"{file}: {file.stat().st_size / 1e6:.1f} MB\n"
        f"{plural(blobs, 'file')} with {plural(lines, 'line')} and {plural(prints, 'fingerprint')},"
        f" {elsewhere:,} of them from other branches and older versions"
        f"{f', {of_public:,} of public repositories' if of_public else ''}\n"
    )
    stale = [
        clone.name
        for clone, (_, stamp, _, behind) in zip(clones.found, public, strict=True)
        if behind or stamp != clone.commit.encode()
    ]
    for name in stale:
        write(f"The public repository {one_line(name)} is not indexed. Run `privacy-gate index build`.\n")
    if state.behind:
        write(f"{plural(state.behind, 'file')} not indexed yet. Run `privacy-gate index build`.\n")
    if clones.missing:
        return 2
    if state.behind or stale:
        return 1
    write("up to date\n")
    return 0


@index.command(
    short_help="Show which parts of a text are code of this repository.",
    epilog=epilog(
        ("index query prompts/speed-up.md", "a prompt"),
        ("index query - < answer.txt", "standard input"),
        codes=("no code of this repository found", "code of this repository found", "the index is incomplete"),
        see="index build, scan",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def query(*, file: Path) -> int:
    """Show which parts of a text (`-`: standard input) are code of this repository."""
    repository, config = _here()
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise cannot("read", file, error) from None
    allowed = private_index.allowance(config, _say, Caller.COMMAND)
    code = RepositoryCode(IndexedRepository(repository, config, allowed, Clones(repository, config, _say)))
    found = code.matches(data.decode("utf-8", "replace"))
    for match in found:
        write(_line(match))
    for problem in [*code.take_problems(), code.gap()]:
        if problem:
            raise GateError(problem, BUILD)
    if not found:
        write("no code of this repository found\n")
    return int(bool(found))


def _here() -> tuple[git.Repository, Config]:
    repository = git.find(Path.cwd())
    if repository is None:
        raise GateError("not in a git repository", "The index is stored in .git/privacy-gate.")
    return repository, settings_here(None).config


def _say(message: str, hint: str) -> None:
    click.echo(f"privacy-gate: {one_line(message)}\n  hint: {one_line(hint)}", err=True)


_WORDS = {Strength.WEAK: "perhaps", Strength.CLEAR: "likely", Strength.STRONG: "surely"}


def _line(match: Match) -> str:
    how = f"{_WORDS[match.strength]}{', with other names' if match.renaming else ''}"
    never = "; it must never leave" if match.never_send else ""
    return (
        f"lines {match.prompt[0]}-{match.prompt[1]}: {one_line(match.path)}:{match.source[0]}-{match.source[1]}"
        f" ({how}; {match.exact} exact and {match.renamed} renamed fingerprints{never})\n"
    )
