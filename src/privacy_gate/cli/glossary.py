"""`privacy-gate index glossary`: list candidate terms of the repository, and accept some."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from privacy_gate.base import atomic_write, git
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.git import listing
from privacy_gate.base.progress import Bar
from privacy_gate.base.settings_edits import add_entries
from privacy_gate.base.text import one_line, plural, printable
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.output import write
from privacy_gate.config import FILE_NAME, Settings
from privacy_gate.config.extends import load
from privacy_gate.index.glossary import Counts, Term, rank_terms
from privacy_gate.index.term_digests import digest
from privacy_gate.model import Exposure

_LARGEST = 1_000_000  # bytes; a larger file is data


@click.command(
    short_help="List candidate terms of this repository and accept some.",
    epilog=epilog(
        ("index glossary", "the best 40"),
        ("index glossary --accept 'dunning ladder' --accept orvanda", "add two terms to the settings"),
        ("index glossary --digest orvanda", "an entry with a hash of the term"),
        codes=("shown or written",),
        see="config, index build",
    ),
)
@click.option("--accept", multiple=True, metavar="TERM", help="Add this term to the configuration (repeatable).")
@click.option("--accept-all", type=click.IntRange(1), metavar="N", help="Add the first N terms.")
@click.option("--confidential", is_flag=True, help="Mark added terms as confidential (an error in a prompt).")
@click.option("--digest", "hidden", metavar="TERM", help="Print an entry that contains only a hash of TERM.")
@click.option("--limit", type=click.IntRange(1), default=40, show_default=True, metavar="N", help="Show N terms.")
@click.option("--ask", is_flag=True, help="Ask about each term (needs a terminal).")
@click.option("--quiet", "-q", is_flag=True, help="Hide the progress bar.")
def glossary(
    *,
    accept: Sequence[str],
    accept_all: int | None,
    confidential: bool,
    hidden: str | None,
    limit: int,
    ask: bool,
    quiet: bool,
) -> int:
    """List terms that are frequent in this repository and rare in public code, best first.

    Accepted terms are added to `glossary:` in the configuration; prompts that contain them are
    reported. You can also accept a term that is not listed: a product, a customer, a code name.
    """
    repository = git.find(Path.cwd())
    if repository is None:
        raise GateError("not in a git repository", "Terms belong to a repository. Run this command inside one.")
    settings = load(repository.root)
    if hidden is not None:
        return _print_digest(hidden, settings, confidential)
    chosen = list(accept)
    if accept_all or not accept:
        found = _terms(repository.root, settings, quiet)
        if not accept_all or ask:
            _show(found[:limit])
        if ask:
            chosen += _ask(found[:limit])
        elif accept_all:
            chosen += [term.text for term in found[:accept_all]]
    if chosen:
        _save(repository.root, settings, chosen, confidential)
    return 0


def _terms(root: Path, settings: Settings, quiet: bool) -> list[Term]:
    counts = Counts()
    paths = listing.list_files(root, "")
    with Bar("files", len(paths), quiet=quiet) as bar:
        for path in bar.count_items(paths):
            if (text := _text(root, path, settings)) is not None:
                counts.add(path, text)
    return rank_terms(counts, _list_known(settings))


def _text(root: Path, path: str, settings: Settings) -> str | None:
    """Return an internal text, or None for any other file or binary data."""
    config = settings.config
    if path == settings.source or config.excludes(path) or config.exposure(path) is Exposure.OUTBOUND:
        return None
    file = root / path
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > _LARGEST:
            return None
        data = file.read_bytes()
    except OSError as error:
        raise cannot("read", path, error) from None
    return None if b"\0" in data[:8000] else data.decode("utf-8", "replace")


def _list_known(settings: Settings) -> list[str]:
    config = settings.config
    return [*config.keywords, *config.terms(confidential=False), *config.terms(confidential=True)]


def _show(found: Sequence[Term]) -> None:
    if not found:
        write("No terms are frequent in this repository and rare in public code.\n")
        return
    width = min(40, max(len(term.text) for term in found))
    write(f"{'term':<{width}}  score  uses  files  first in\n")
    for term in found:
        text = printable(term.text)
        write(f"{text:<{width}}  {term.score:>5.0f}  {term.uses:>4}  {term.files:>5}  {one_line(term.example)}\n")


def _ask(found: Sequence[Term]) -> list[str]:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise GateError("--ask needs a terminal", "Use --accept TERM.")
    chosen = []
    for term in found:
        answer = click.prompt(f"{printable(term.text)}: add it? y, n or q", default="n", show_default=False)
        if answer.lower().startswith("q"):
            break
        if answer.lower().startswith("y"):
            chosen.append(term.text)
    return chosen


def _save(root: Path, settings: Settings, chosen: Sequence[str], confidential: bool) -> None:
    """Add the terms that are not in the configuration yet."""
    known = {term.lower() for term in _list_known(settings)}
    new = [term for term in dict.fromkeys(chosen) if term.lower() not in known]
    if not new:
        write("All terms are already in the configuration.\n")
        return
    entries: list[object] = [{"term": term, "confidential": True} if confidential else term for term in new]
    source = settings.source or FILE_NAME
    file = root / source
    before = file.read_bytes() if settings.source else None
    old = before.decode("utf-8-sig") if before is not None else ""
    if file.suffix == ".toml":
        text = add_entries(old, "toml", source, ("tool", "privacy-gate", "glossary"), entries)
    else:
        text = add_entries(old, "yaml", source, ("glossary",), entries)
    try:
        if not atomic_write.replace_if_unchanged(file, before, text.encode("utf-8")):
            raise GateError(f"{source} was changed by another process", "Run this command again.")
    except OSError as error:
        raise cannot("write", source, error) from None
    write(f"{plural(len(new), 'term')} added to glossary: in {source}\n")


def _print_digest(term: str, settings: Settings, confidential: bool) -> int:
    config = settings.config
    others = [*config.digests(confidential=False), *config.digests(confidential=True)]
    try:
        made = digest(term, others)
    except ValueError as error:
        raise GateError(str(error), "Choose a term with fewer words.") from None
    write(f"- {{scrypt: {made}{', confidential: true' if confidential else ''}}}\n")
    return 0
