"""`privacy-gate org`: the index of all repositories of an organisation."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from privacy_gate.base.errors import GateError
from privacy_gate.base.progress import Bars
from privacy_gate.base.text import one_line, plural
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.output import write
from privacy_gate.index.organisation import local_copy, secret
from privacy_gate.scan.organisation import INDEX, KEY, target

if TYPE_CHECKING:  # these import large packages, which only the extra installs
    from privacy_gate.organisation.build import Built
    from privacy_gate.organisation.cluster import Workers

_QUIET = click.option("--quiet", "-q", is_flag=True, help="Hide the progress bar and the summary.")


@click.group(
    epilog=epilog(
        ("org build repositories.txt", "on the computer with the clones"),
        ("org pull", "on each computer"),
        codes=("done", "depends on the command; see its help"),
        see="index",
    )
)
def org() -> None:
    """Manage the index of all repositories of an organisation.

    It finds code of one repository in prompts of another.

    `build` indexes the clones and `pull` downloads the result. Checks use the downloaded copy and open
    no connection. The index cannot reproduce code, and is unreadable without the organisation's key.
    """


@org.command(
    short_help="Generate the organisation's key.",
    epilog=epilog(
        ("org key ~/.config/privacy-gate/organisation.key", "once per organisation"),
        codes=("written",),
        see="org build, org pull",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
def key(*, file: Path) -> int:
    """Generate the organisation's key and write it to a new FILE that only you can read.

    Everyone who builds or queries the index needs it. Do not commit it or store it with the index.
    """
    secret.make(file.expanduser())
    write(f"{file}: new key written. Share it only with people who may query the index.\n")
    return 0


@org.command(
    short_help="Update the index from a list of repositories.",
    epilog=epilog(
        ("org build repositories.txt --index /srv/gate", "a list of clone paths, one per line"),
        ("org build repositories.yaml --index s3://gate/index --workers 8", "write to a bucket"),
        codes=("up to date", "", "a repository could not be read; the others are indexed"),
        see="org status, org pull",
    ),
)
@click.argument("manifest", type=click.Path(path_type=Path))
@INDEX
@KEY
@click.option(
    "--workers", type=click.IntRange(1, 512), metavar="N", help="Local worker processes.  [default: one per processor]"
)
@click.option("--scheduler", metavar="ADDRESS", help="Use the workers of this Dask scheduler (tls://host:8786).")
@click.option("--fetch", is_flag=True, help="First mirror the repositories that have a `url`.")
@click.option("--anew", is_flag=True, help="Index all repositories again, even if unchanged.")
@click.option("--dry-run", is_flag=True, help="Only list the repositories to index.")
@_QUIET
def build(
    *,
    manifest: Path,
    address: str | None,
    key: str | None,
    workers: int | None,
    scheduler: str | None,
    fetch: bool,
    anew: bool,
    dry_run: bool,
    quiet: bool,
) -> int:
    """Update the index with the repositories in MANIFEST. Unchanged repositories are skipped.

    MANIFEST lists paths of clones (bare or not), one per line, or is YAML: `repositories:` with `path` and
    optional `name` and `url`. The HEAD commit of each repository is indexed with its own settings.
    """
    _require("distributed")
    from privacy_gate.organisation import build as building
    from privacy_gate.organisation import manifest as manifests
    from privacy_gate.organisation import overview
    from privacy_gate.organisation.storage import Storage
    from privacy_gate.organisation.tasks import IndexLocation

    at = target(address, key)
    repositories = manifests.read(manifest)
    if dry_run:
        waiting = overview.describe_behind(repositories, overview.load_last(Storage(at.address), at.secret), at.secret)
        write("".join(f"{one_line(name)}: {one_line(why)}\n" for name, why in waiting.items()) or "up to date\n")
        return 0
    started = time.monotonic()
    place = IndexLocation(at.address, at.key, at.secret.name("check"))
    with Bars(quiet=quiet) as bars, _workers(workers, scheduler) as those:
        built = building.build(repositories, place, those, mirror=fetch, anew=anew, progress=bars)
    if not quiet:
        write(_summary(built, time.monotonic() - started))
    _complain(built.notes, "")
    _complain(built.stale, "cannot be read; its previous index is kept: ")
    _complain(built.failed, "cannot be read; its code is not in the index: ")
    return 2 if built.stale or built.failed else 0


def _require(module: str) -> None:
    if find_spec(module) is None:
        raise GateError(f"this command needs {module}, which is not installed", "pip install 'privacy-gate[org]'")


def _workers(count: int | None, scheduler: str | None) -> AbstractContextManager[Workers]:
    from privacy_gate.organisation import cluster

    if scheduler is not None:
        return cluster.remote_workers(scheduler)
    return cluster.local_workers(
        count or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else count or 2
    )


def _summary(built: Built, seconds: float) -> str:
    entries = built.catalogue.repositories
    lines, prints = sum(one.lines for one in entries), sum(one.prints for one in entries)
    gone = f", {_repositories(built.gone)} left" if built.gone else ""
    empty = f", {built.empty:,} without a commit" if built.empty else ""
    return (
        f"{_repositories(built.read)} read in {seconds:.1f} s, {built.kept:,} unchanged{gone}{empty}\n"
        f"the index has {_repositories(len(entries))}, {plural(lines, 'line')},"
        f" {plural(prints, 'fingerprint')}; the size of the filter is {built.catalogue.size / 1e6:.1f} MB\n"
    )


def _repositories(count: int) -> str:
    return f"{count:,} repository" if count == 1 else f"{count:,} repositories"


def _complain(messages: Mapping[str, str], how: str) -> None:
    for name, why in messages.items():
        click.echo(f"privacy-gate: {one_line(name)}: {how}{one_line(why)}", err=True)


@org.command(
    short_help="Show what the index contains and whether it is up to date.",
    epilog=epilog(
        ("org status", "show its contents"),
        ("org status repositories.yaml", "check whether it is up to date"),
        codes=("up to date", "there is no index, or it is out of date"),
        see="org build",
    ),
)
@click.argument("manifest", type=click.Path(path_type=Path), required=False)
@INDEX
@KEY
def status(*, manifest: Path | None, address: str | None, key: str | None) -> int:
    """Show what the index contains and, with MANIFEST, whether it is up to date."""
    _require("fsspec")
    from privacy_gate.organisation import manifest as manifests
    from privacy_gate.organisation import overview
    from privacy_gate.organisation.storage import Storage

    at = target(address, key)
    known = overview.load_last(Storage(at.address), at.secret)
    if known is None:
        write("No index yet. Run `privacy-gate org build`.\n")
        return 1
    entries = known.repositories
    size = known.size + sum(one.size for one in entries)
    write(
        f"{_repositories(len(entries))} with {plural(sum(one.lines for one in entries), 'line')}"
        f" and {plural(sum(one.prints for one in entries), 'fingerprint')}; {size / 1e6:.1f} MB,"
        f" including {known.size / 1e6:.1f} MB for the filter\n"
    )
    if manifest is None:
        return 0
    waiting = overview.describe_behind(manifests.read(manifest), known, at.secret)
    write("".join(f"{one_line(name)}: {one_line(why)}\n" for name, why in waiting.items()) or "up to date\n")
    return int(bool(waiting))


@org.command(
    short_help="Download the index to this computer.",
    epilog=epilog(
        ("org pull", "only the filter"),
        ("org pull --shards", "also the shards, which name the file"),
        codes=("fetched",),
        see="org build, scan",
    ),
)
@INDEX
@KEY
@click.option("--shards/--no-shards", default=None, help="Also download all shards.  [default: as in the last run]")
@_QUIET
def pull(*, address: str | None, key: str | None, shards: bool | None, quiet: bool) -> int:
    """Download the index to this computer, for later checks.

    With the filter alone, a finding names the repository. With the shards, it is confirmed and names the file.
    """
    _require("fsspec")
    from privacy_gate.organisation import pull as pulling
    from privacy_gate.organisation.storage import Storage

    at = target(address, key)
    with Bars(quiet=quiet) as bars:
        done = pulling.pull(Storage(at.address), at.secret, local_copy.folder(at.address), shards=shards, progress=bars)
    if not quiet:
        entries = done.catalogue.repositories
        write(
            f"downloaded {done.fetched / 1e6:.1f} MB; this computer has the filter of"
            f" {_repositories(len(entries))} and {plural(done.shards, 'shard')}\n"
        )
    return 0
