"""`privacy-gate restore`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from privacy_gate.base import git
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.text import one_line, plural
from privacy_gate.cleanroom.destinations import destinations
from privacy_gate.cleanroom.mapping import Mapping
from privacy_gate.cleanroom.maps import STDIN, Maps, folder
from privacy_gate.cli import help_text
from privacy_gate.cli.clean import print_text, write_text
from privacy_gate.cli.help_text import epilog
from privacy_gate.config.extends import load
from privacy_gate.documents.decode import decode
from privacy_gate.integrations.assistants.program_table import SENDS
from privacy_gate.rules import placeholders
from privacy_gate.rules.placeholders import Key
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

    Placeholders are recognised in any case, in quotes, and with other or no brackets. Placeholders that
    the map does not contain are kept and listed on standard error, as are secrets without --secrets.
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
    mapping = _mapping(Maps(folder(repository)), prompt, tree, text)
    restored = mapping.restored(text, secrets=secrets)
    there = set(placeholders.keys_in(text))
    unknown = sorted(there - {value.key for value in mapping.values})
    held = [] if secrets else sorted(there & {value.key for value in mapping.values if value.secret})
    if unknown:
        _say_unknown(unknown, prompt)
    if held:
        named = ", ".join(key.text for key in held[:5])
        stay = "stays as placeholder" if len(held) == 1 else "stay as placeholders"
        click.echo(f"privacy-gate: {plural(len(held), 'secret')} {stay} (--secrets): {named}", err=True)
    elif not unknown and restored == text:
        click.echo("privacy-gate: nothing to restore: the text has no placeholders and no neutral names", err=True)
    _warn(mapping, text, secrets=secrets)
    if in_place:
        write_text(file, data, restored)
    else:
        print_text(restored)
    return 1 if unknown or held else 0


def _warn(mapping: Mapping, text: str, *, secrets: bool) -> None:
    """Name the lines that take what was turned back elsewhere, by what stood there and not by the value."""
    spans = [(back.start, back.end) for back in mapping.turned_back(text, secrets=secrets)]
    found = list(destinations(text, spans, SENDS))
    for one in found[:_MOST_WARNINGS]:
        said = one_line(text[one.start : one.end])
        click.echo(f"privacy-gate: warning: line {one.line}: {said} is restored in {one.what}", err=True)
    if len(found) > _MOST_WARNINGS:
        click.echo(f"privacy-gate: warning: and {len(found) - _MOST_WARNINGS:,} more places like this", err=True)


def _say_unknown(unknown: Sequence[Key], prompt: str | None) -> None:
    named = ", ".join(key.text for key in unknown[:5])
    count = plural(len(unknown), "placeholder")
    click.echo(f"privacy-gate: {count} not in the map or expired: {named}", err=True)
    hint = "Secrets are deleted after one day. Clean the prompt again to restore them."
    click.echo(f"  hint: {hint if prompt else f'Name the prompt with --for PROMPT. {hint}'}", err=True)


def _mapping(maps: Maps, prompt: str | None, tree: Tree, text: str) -> Mapping:
    """The map of a prompt; of none, the newest of those that know most of what is in a text."""
    if prompt is None:
        known = maps.by_age()
        if not known:
            raise GateError("no prompt was cleaned here in the last 14 days", "Run `privacy-gate clean PROMPT` first.")
        count, (name, mapping) = max(((one[1].known_in(text), one) for one in known), key=lambda found: found[0])
        if count:
            click.echo(f"privacy-gate: restored with the map of {one_line(name)}", err=True)
            _say_others([one for one in known if one[0] != name], mapping, text, count)
        return mapping
    found = maps.get(prompt if prompt == STDIN or prompt.startswith("<") else tree.relative(Path(prompt)))
    if found is None and prompt != STDIN and Path(prompt).is_symlink():  # `clean` took what it points to
        found = maps.get(tree.relative(Path(prompt).resolve()))
    if found is None:
        raise GateError(
            f"no map found for {one_line(prompt)}", "`privacy-gate clean` creates a map and keeps it for 14 days."
        )
    return found


def _say_others(others: Sequence[tuple[str, Mapping]], used: Mapping, text: str, count: int) -> None:
    """A map that would turn as much back, into something else, may be the one that was meant."""
    restored = used.restored(text)
    for name, mapping in others:
        if mapping.known_in(text) == count and mapping.restored(text) != restored:
            hint = f"The older map of {one_line(name)} also matches. Use --for to name the prompt."
            click.echo(f"  hint: {hint}", err=True)
            return


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
