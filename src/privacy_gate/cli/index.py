"""`privacy-gate index`: what the gate knows of this repository."""

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
from privacy_gate.index.location import folder
from privacy_gate.index.own_names_store import NameStore
from privacy_gate.index.store import Store, forget
from privacy_gate.scan import private_index
from privacy_gate.scan.private_index import Caller
from privacy_gate.scan.session import settings_here


@click.group(
    epilog=epilog(
        ("index build", "read what changed"),
        ("index status", "is it up to date?"),
        codes=("done", "see each of them"),
        see="index build, index glossary, org",
    )
)
def index() -> None:
    """What the gate knows of this repository: fingerprints of its code, its names, its terms.

    With them it finds code of the repository in a prompt, also when its names and layout were
    changed. They lie in the git folder with a secret key, are never committed, and give no code back.
    """


index.add_command(glossary)


@index.command(
    short_help="Read all code that changed since the last time.",
    epilog=epilog(
        ("index build", "what changed since the last time"),
        ("index build --anew", "everything, with a new key"),
        codes=("up to date", "files are left to read", "a public repository that the settings name is not here"),
        see="index status, org build",
    ),
)
@click.option("--anew", is_flag=True, help="Forget what is there, and the key, and read everything.")
@click.option("--quiet", "-q", is_flag=True, help="Show no progress and no summary.")
def build(*, anew: bool, quiet: bool) -> int:
    """Read all code of the repository that changed since the last time, uncommitted and new files too.

    `scan`, `diff` and the hooks do this themselves as long as it is little.
    """
    repository, config = _here()
    clones = Clones(repository, config, _say)
    if anew:
        forget(folder(repository))
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
            f"{plural(files_read, 'file')} read in {seconds:.1f} s; the index holds {plural(blobs, 'file')},"
            f" {plural(lines, 'line')}, {plural(prints, 'fingerprint')}\n"
            + (f"{plural(packages, 'file')} of installed packages read, which are public\n" if packages else "")
            + (f"{plural(public, 'file')} of public repositories read\n" if public else "")
        )
    return 2 if clones.missing else int(bool(state.behind))


def _read_public(store: Store, clones: Clones, *, quiet: bool) -> int:
    """Read the clones of public repositories. Returns the number of files that were read."""
    count = 0
    for clone in clones.found:
        with Bar("public files", quiet=quiet) as bar:
            public_code.read(store, clone, progress=bar)
        count += bar.read
    return count


@index.command(
    short_help="Say what the index holds, and whether it is up to date.",
    epilog=epilog(
        ("index status", "what it holds"),
        codes=(
            "up to date",
            "there is none, or it is behind",
            "a public repository that the settings name is not here",
        ),
        see="index build",
    ),
)
def status() -> int:
    """Say what the index holds and whether it is up to date."""
    repository, config = _here()
    file = folder(repository) / "index.db"
    if not file.is_file():
        write("there is no index yet; privacy-gate index build makes one\n")
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
        f" {elsewhere:,} of them of other branches and older versions"
        f"{f', {of_public:,} of public repositories' if of_public else ''}\n"
    )
    stale = [
        clone.name
        for clone, (_, stamp, _, behind) in zip(clones.found, public, strict=True)
        if behind or stamp != clone.commit.encode()
    ]
    for name in stale:
        write(f"the public repository {one_line(name)} was not read yet; privacy-gate index build reads it\n")
    if state.behind:
        write(f"{plural(state.behind, 'file')} behind; privacy-gate index build reads them\n")
    if clones.missing:
        return 2
    if state.behind or stale:
        return 1
    write("up to date\n")
    return 0


@index.command(
    short_help="Show what of a text is code of this repository.",
    epilog=epilog(
        ("index query prompts/speed-up.md", "a prompt"),
        ("index query - < answer.txt", "standard input"),
        codes=("nothing of it is code of this repository", "some of it is", "the index is incomplete"),
        see="index build, scan",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def query(*, file: Path) -> int:
    """Show what of a text (`-` for standard input) is code of this repository."""
    repository, config = _here()
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise cannot("read", file, error) from None
    allowed = private_index.allowance(config, _say, Caller.COMMAND)
    code = RepositoryCode(repository, config, allowed, Clones(repository, config, _say))
    found = code.matches(data.decode("utf-8", "replace"))
    for match in found:
        write(_line(match))
    for problem in [*code.take_problems(), code.gap()]:
        if problem:
            raise GateError(problem, BUILD)
    if not found:
        write("nothing of it is code of this repository\n")
    return int(bool(found))


def _here() -> tuple[git.Repository, Config]:
    repository = git.find(Path.cwd())
    if repository is None:
        raise GateError("not in a git repository", "the index is of a repository, and lies in its git folder")
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
