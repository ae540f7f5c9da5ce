"""`privacy-gate restore`: restore the original names and values in an answer."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, cast

import click

from privacy_gate.base import git
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.git import Repository
from privacy_gate.base.text import one_line, plural
from privacy_gate.cleanroom.answer_stream import AnswerStream
from privacy_gate.cleanroom.destinations import destinations
from privacy_gate.cleanroom.earlier_maps import MapRecord, read_earlier_maps
from privacy_gate.cleanroom.map.store import MapStore, map_folder
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.restoring import (
    Restoration,
    choose_restoration,
    restore_by_conversation,
    restore_by_earlier_map,
)
from privacy_gate.cleanroom.session_cleaning import read_secrets
from privacy_gate.cli import help_text
from privacy_gate.cli.clean import STDIN, print_piece, print_text, write_text
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
_PIECE = 1 << 16  # bytes
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # marks of UTF-16 and UTF-32, which are not restored as a stream


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

    Standard input is restored while it arrives, except with --secrets: text is printed as soon as no
    placeholder can begin in it. The newest map that has all placeholders so far is used.
    """
    if file == STDIN and in_place:
        raise GateError("--in-place needs a file", "Standard input cannot be rewritten.")
    start = Path.cwd()
    repository = git.find(start)
    tree = Tree(start, repository, load(repository.root if repository else start).config)
    most = tree.config.max_file_size
    data = _read_some() if file == STDIN else _read_file(file, most)
    known = chosen = _load_known(repository, tree, prompt)
    is_streamed = False
    if file == STDIN:
        is_streamed = not (secrets or known.earlier or b"\0" in data or data.startswith(_WIDE))
        if is_streamed:
            data, name = _print_stream(known, data, most)
            chosen = KnownPairs(known.store, [one for one in known.conversations if one[0] == name], [])
        else:
            data = _read_rest(data, most)
    text = data.decode("utf-8", "surrogateescape") if is_streamed else decode(data)[0]
    restoration = _choose(chosen, tree, text, named=prompt is not None, secrets=secrets)
    if restoration.unknown:
        _say_unknown(restoration.unknown, prompt)
    if restoration.secrets:
        _say_secrets(restoration, secrets=secrets)
    elif not restoration.unknown and not restoration.found:
        click.echo("privacy-gate: nothing to restore: the text has no placeholders and no neutral names", err=True)
    _warn(restoration, text)
    if in_place:
        write_text(file, data, restoration.apply(text))
    elif not is_streamed:
        print_text(restoration.apply(text))
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


class KnownPairs(NamedTuple):
    """What may restore an answer: conversations of the map, the newest first, and maps of version 0.1.0."""

    store: MapStore
    conversations: list[tuple[str, PairMap]]
    earlier: list[MapRecord]


def _load_known(repository: Repository | None, tree: Tree, prompt: str | None) -> KnownPairs:
    store = MapStore(map_folder(repository))
    with store.lock():
        store.expire()
        conversations, earlier = store.conversations(), read_earlier_maps(repository)
    if prompt is not None:
        names = _names(prompt, tree)
        conversations = [one for one in conversations if one[0] in names]
        earlier = [one for one in earlier if one.prompt in names]
    if not conversations and not earlier:
        raise _nothing_known(prompt)
    return KnownPairs(store, conversations, earlier)


def _print_stream(known: KnownPairs, first: bytes, most: int) -> tuple[bytes, str]:
    """Restore and print standard input while it arrives. Return the input, and the conversation that restored it."""
    stream, read, size = AnswerStream(known.conversations), [first], len(first)
    print_piece(stream.feed(first))
    while size <= most and (piece := _read_some()):
        print_piece(stream.feed(piece))
        read.append(piece)
        size += len(piece)
    if size > most:
        raise _too_long(STDIN, most)
    print_piece(stream.end())
    return b"".join(read), stream.chosen_conversation[0]


def _choose(known: KnownPairs, tree: Tree, text: str, *, named: bool, secrets: bool) -> Restoration:
    """Choose the conversation that restores most stand-ins, the newest of several, and return its replacements."""
    restorations = [restore_by_conversation(name, pairs, text, secrets=secrets) for name, pairs in known.conversations]
    restorations += [restore_by_earlier_map(record, text, secrets=secrets) for record in known.earlier]
    best, other = choose_restoration(restorations)
    if best.pairs is not None:
        if secrets and best.secrets and _read_secrets(best, tree):
            best = restore_by_conversation(best.name, best.pairs, text, secrets=True)
        if best.known:
            with known.store.lock():
                known.store.mark_used(best.name)
    if not named and best.known:
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
    prompt = decode(_read_file(str(path), tree.config.max_file_size))[0]
    read_secrets(session, restoration.name, prompt, restoration.pairs)
    return True


def _read_some() -> bytes:
    """Return the available standard input; empty at its end."""
    try:
        return cast("io.BufferedReader", sys.stdin.buffer).read1(_PIECE)
    except OSError as error:
        raise cannot("read", STDIN, error) from None


def _read_rest(first: bytes, most: int) -> bytes:
    """Return the whole standard input, after a part of it was read."""
    try:
        data = first + read_bounded(sys.stdin.buffer, most - len(first))
    except OSError as error:
        raise cannot("read", STDIN, error) from None
    if len(data) > most:
        raise _too_long(STDIN, most)
    return data


def _read_file(file: str, most: int) -> bytes:
    try:
        with Path(file).open("rb") as stream:
            data = read_bounded(stream, most)
    except OSError as error:
        raise cannot("read", file, error) from None
    if len(data) > most:
        raise _too_long(file, most)
    return data


def _too_long(file: str, most: int) -> GateError:
    return GateError(f"{file} is longer than {most:,} bytes", "Keep only the answer in the file.")
