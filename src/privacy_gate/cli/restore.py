"""`privacy-gate restore`: restore the original names and values in an answer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from privacy_gate.base import git
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.git import Repository
from privacy_gate.base.text import one_line, plural
from privacy_gate.cleanroom.destinations import destinations
from privacy_gate.cleanroom.earlier_maps import read_earlier_maps
from privacy_gate.cleanroom.map.store import MapStore, map_folder
from privacy_gate.cleanroom.restoring import Restoration, choose, restore_by_conversation, restore_by_earlier_map
from privacy_gate.cleanroom.session_cleaning import read_secrets
from privacy_gate.cli import help_text
from privacy_gate.cli.clean import STDIN, print_text, write_text
from privacy_gate.cli.help_text import epilog
from privacy_gate.config.extends import load
from privacy_gate.documents.decode import decode
from privacy_gate.integrations.assistants.program_table import SENDS
from privacy_gate.model import Exposure
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import begin
from privacy_gate.sources.file_bytes import read_bounded
from privacy_gate.sources.files import Tree

_MOST_WARNINGS = 10


@click.command(
    epilog=epilog(
        ("restore answer.md", "with the newest map that matches"),
        ("restore answer.md --for prompts/login.md", "with the map of this prompt"),
        ("restore - < answer.md > code.py", "from standard input"),
        ("restore answer.md --secrets", "also restore tokens and passwords"),
        codes=("restored, or nothing to restore", "placeholders remain", "no map found, or the answer cannot be read"),
        see="clean",
    )
)
@click.argument("file", shell_complete=help_text.files)
@click.option("--for", "prompt", metavar="PROMPT", help="The cleaned prompt.  [default: the newest that matches]")
@click.option("--secrets", is_flag=True, help="Also restore secrets: tokens, keys, passwords.")
@click.option("--in-place", is_flag=True, help="Replace the file with the result.")
def restore(file: str, prompt: str | None, secrets: bool, in_place: bool) -> int:
    """Restore the original names and values in an assistant's answer (`-`: standard input).

    Placeholders are recognised in any case, in quotes and in brackets. Placeholders that are damaged
    or not in the map are kept and listed on standard error, as are secrets without --secrets. No
    secret is stored: --secrets reads them again from the prompt.
    Lines where a value is restored in an address or a command are listed too: check them first, because
    they can send the value elsewhere.
    """
    if file == STDIN and in_place:
        raise GateError("--in-place needs a file", "Standard input cannot be rewritten.")
    start = Path.cwd()
    repository = git.find(start)
    tree = Tree(start, repository, load(repository.root if repository else start).config)
    data = _read(file, tree.config.max_file_size)
    text = decode(data)[0]
    restoration = _choose(repository, tree, prompt, text, secrets=secrets)
    if restoration.unknown:
        _say_unknown(restoration.unknown, prompt)
    if restoration.secrets:
        _say_secrets(restoration, secrets=secrets)
    elif not restoration.unknown and not restoration.found:
        click.echo("privacy-gate: nothing to restore: the text has no placeholders and no neutral names", err=True)
    _warn(restoration, text)
    restored = restoration.apply(text)
    if in_place:
        write_text(file, data, restored)
    else:
        print_text(restored)
    return 1 if restoration.unknown or restoration.secrets else 0


def _warn(restoration: Restoration, text: str) -> None:
    """Print a warning for each line that could send restored values elsewhere.

    It shows the placeholder, not the value.
    """
    spans = [(found.start, found.end) for found in restoration.found]
    found = list(destinations(text, spans, SENDS))
    for one in found[:_MOST_WARNINGS]:
        said = one_line(text[one.start : one.end])
        click.echo(f"privacy-gate: warning: line {one.line}: {said} is restored in {one.what}", err=True)
    if len(found) > _MOST_WARNINGS:
        click.echo(f"privacy-gate: warning: and {len(found) - _MOST_WARNINGS:,} more places like this", err=True)


def _say_unknown(unknown: Sequence[str], prompt: str | None) -> None:
    named = ", ".join(map(one_line, unknown[:5]))
    count = plural(len(unknown), "placeholder")
    click.echo(f"privacy-gate: {count} damaged, not in the map or expired: {named}", err=True)
    if prompt is None:
        click.echo("  hint: Name the prompt with --for PROMPT.", err=True)


def _say_secrets(restoration: Restoration, *, secrets: bool) -> None:
    named = ", ".join(map(one_line, restoration.secrets[:5]))
    stay = "stays as placeholder" if len(restoration.secrets) == 1 else "stay as placeholders"
    why = f"not in {one_line(restoration.name)}" if secrets else "--secrets"
    click.echo(f"privacy-gate: {plural(len(restoration.secrets), 'secret')} {stay} ({why}): {named}", err=True)


def _choose(repository: Repository | None, tree: Tree, prompt: str | None, text: str, *, secrets: bool) -> Restoration:
    """Return the restoration with the map of a prompt. Without a prompt, return the newest of the best matches."""
    store = MapStore(map_folder(repository))
    with store.held():
        store.expire()
        listed = store.conversations()
        earlier = read_earlier_maps(repository)
        if prompt is not None:
            names = _names(prompt, tree)
            listed = [one for one in listed if one[0] in names]
            earlier = [one for one in earlier if one.prompt in names]
        if not listed and not earlier:
            raise _nothing_known(prompt)
        restorations = [restore_by_conversation(name, pairs, text, secrets=secrets) for name, pairs in listed]
        restorations += [restore_by_earlier_map(record, text, secrets=secrets) for record in earlier]
        best, other = choose(restorations)
        if best.pairs is not None:
            if secrets and best.secrets and _read_secrets(best, tree):
                best = restore_by_conversation(best.name, best.pairs, text, secrets=True)
            if best.known:
                store.use(best.name)
    if prompt is None and best.known:
        click.echo(f"privacy-gate: restored with the map of {one_line(best.name)}", err=True)
        if other is not None:
            hint = f"The older map of {one_line(other.name)} also matches. Use --for to name the prompt."
            click.echo(f"  hint: {hint}", err=True)
    return best


def _names(prompt: str, tree: Tree) -> list[str]:
    """Return the names that a prompt may have in the map, because `clean` follows links."""
    if prompt == STDIN or prompt.startswith("<"):
        return [prompt]
    path = Path(prompt)
    names = [tree.relative(path), *([tree.relative(path.resolve())] if path.is_symlink() else [])]
    return [one_line(name) for name in names]


def _nothing_known(prompt: str | None) -> GateError:
    if prompt is None:
        return GateError("no prompt was cleaned here in the last 14 days", "Run `privacy-gate clean PROMPT` first.")
    return GateError(
        f"no map found for {one_line(prompt)}", "`privacy-gate clean` creates a map and keeps it for 14 days."
    )


def _read_secrets(restoration: Restoration, tree: Tree) -> bool:
    """Read the secrets of a prompt again. Return whether it can be read."""
    path = tree.root / restoration.name
    if restoration.pairs is None or restoration.name == STDIN or not path.is_file():
        return False
    session = begin(Options(exposure=Exposure.OUTBOUND.value, no_ignores=True, quiet=True))
    prompt = decode(_read(str(path), tree.config.max_file_size))[0]
    read_secrets(session, restoration.name, prompt, restoration.pairs)
    return True


def _read(file: str, most: int) -> bytes:
    try:
        if file == STDIN:
            data = read_bounded(sys.stdin.buffer, most)
        else:
            with Path(file).open("rb") as stream:
                data = read_bounded(stream, most)
    except OSError as error:
        raise cannot("read", file, error) from None
    if len(data) > most:
        raise GateError(f"{file} is longer than {most:,} bytes", "Keep only the answer in the file.")
    return data
