"""`privacy-gate restore`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from privacy_gate import git, placeholders
from privacy_gate.cleanroom.mapping import Mapping
from privacy_gate.cleanroom.maps import STDIN, Maps, folder
from privacy_gate.cli import offers
from privacy_gate.cli.clean import print_text, write_text
from privacy_gate.cli.offers import foot
from privacy_gate.documents.decode import decode
from privacy_gate.errors import GateError, cannot
from privacy_gate.policies import load
from privacy_gate.sources.files import Tree
from privacy_gate.sources.reading import bounded
from privacy_gate.text import one_line, plural


@click.command(
    epilog=foot(
        ("restore answer.md", "with the map of the prompt cleaned last"),
        ("restore answer.md --for prompts/login.md", "with the map of this prompt"),
        ("restore - < answer.md > code.py", "from standard input"),
        codes=("turned back", "", "there is no map, or the answer cannot be read"),
        see="clean",
    )
)
@click.argument("file", shell_complete=offers.files)
@click.option("--for", "prompt", metavar="PROMPT", help="The prompt that was cleaned.  [default: the last one]")
@click.option("--in-place", is_flag=True, help="Write the result into the file.")
def restore(file: str, prompt: str | None, in_place: bool) -> int:
    """Print an answer with the placeholders and neutral names turned back (`-`: standard input).

    Placeholders are known again in another case, in quotes, with other brackets or none. What the
    map does not know stays as it is, and is named on standard error.
    """
    if file == STDIN and in_place:
        raise GateError("--in-place needs a file", "standard input is none")
    start = Path.cwd()
    repository = git.find(start)
    tree = Tree(start, repository, load(repository.root if repository else start).config)
    data = _read(file, tree.config.max_file_size)
    mapping = _mapping(Maps(folder(repository)), prompt, tree)
    text = decode(data)[0]
    restored = mapping.restored(text)
    unknown = sorted(set(placeholders.keys_in(text)) - {value.key for value in mapping.values})
    if unknown:
        named = ", ".join(key.text for key in unknown[:5])
        count = plural(len(unknown), "placeholder")
        click.echo(f"privacy-gate: {count} that the map does not know or has forgotten: {named}", err=True)
        click.echo("  hint: secrets are forgotten after a day; clean the prompt again to have them back", err=True)
    if in_place:
        write_text(file, data, restored)
    else:
        print_text(restored)
    return 0


def _mapping(maps: Maps, prompt: str | None, tree: Tree) -> Mapping:
    if prompt is None:
        last = maps.last()
        if last is None:
            raise GateError("no prompt was cleaned here in the last 14 days", "privacy-gate clean PROMPT makes a map")
        click.echo(f"privacy-gate: turned back with the map of {one_line(last[0])}", err=True)
        return last[1]
    found = maps.get(prompt if prompt == STDIN else tree.relative(Path(prompt)))
    if found is None and prompt != STDIN and Path(prompt).is_symlink():  # `clean` took what it points to
        found = maps.get(tree.relative(Path(prompt).resolve()))
    if found is None:
        raise GateError(
            f"there is no map of {one_line(prompt)}", "a map is made by `privacy-gate clean` and kept for 14 days"
        )
    return found


def _read(file: str, most: int) -> bytes:
    try:
        if file == STDIN:
            data = bounded(sys.stdin.buffer, most)
        else:
            with Path(file).open("rb") as stream:
                data = bounded(stream, most)
    except OSError as error:
        raise cannot("read", file, error) from None
    if len(data) > most:
        raise GateError(f"{file} is longer than {most:,} bytes", "cut out the part that is the answer")
    return data
