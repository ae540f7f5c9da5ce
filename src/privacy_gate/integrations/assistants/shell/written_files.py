"""Find the files that a program changes, removes or replaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from privacy_gate.integrations.assistants import program_table
from privacy_gate.integrations.assistants.shell import printed_output
from privacy_gate.integrations.assistants.shell.state import ShellState

_IN_PLACE = re.compile(r"-[a-zA-Z]{0,6}i|--in-place")
_FILES = ("-fprint", "-fprintf", "-fls", "-fprint0")
_INTO = frozenset("curl wget tar unzip sort openssl sqlite3 yq jq pandoc".split())
_MERGES = re.compile(r"-[a-zA-Z]{0,8}T[a-zA-Z]{0,8}|--no-target-directory")
_ATTACHED = re.compile(r"(?:-[oOP]|--[a-z-]{2,30}=)(.+)", re.DOTALL)
_OUTPUT = ("-o", "-O", "--output", "-out", "--output-document", "-C", "-P")


def is_in_place(words: Sequence[str]) -> bool:
    """Whether an option makes a program change its files."""
    return any(map(_IN_PLACE.match, words))


def look(state: ShellState, program: str, words: Sequence[str]) -> None:
    """Note the files that a call writes, removes and copies."""
    plain = [word for word in words if not word.startswith("-")]
    written: list[str] = []
    removed: list[str] = []
    if program in program_table.TO_THE_LAST or program == "mv":
        targets = _named_targets(words) or plain[-1:]
        sources = [word for word in plain if word not in targets]
        written = list(targets)
        removed = [f"{target.rstrip('/')}/{_last(source)}" for target in targets for source in sources]
        if program == "mv":
            removed += sources
        if any(map(_MERGES.fullmatch, words)) or (program == "rsync" and any(_is_deleting(word) for word in words)):
            removed += targets
    elif program in ("rm", "unlink", "shred", "rmdir", "truncate"):
        removed = plain
    elif program in program_table.CHANGES:
        written = [word.removeprefix("of=") for word in plain]
    elif program in program_table.EDITS and is_in_place(words):
        written = [word for word in plain if not word.startswith("**/*")]
        if len(written) < len(plain):
            state.everywhere |= dict.fromkeys(written or [""])
    elif program in ("find", "fd"):
        if "-delete" in words:
            removed = printed_output.found_names(words)
        written = [words[at + 1] for at, word in enumerate(words[:-1]) if word in _FILES]
    elif program in _INTO:
        written = [words[at + 1] for at, word in enumerate(words[:-1]) if word in _OUTPUT]
        written += [found[1] for word in words if (found := _ATTACHED.fullmatch(word))]
        if program in ("curl", "wget"):
            written += _find_downloads(words, written)
    for name in written:
        state.note(state.written, name, whole=True)
    for name in removed:
        state.note(state.removed, name, whole=True)
    if program in program_table.COPIES:
        _note_copies(state, program, words, plain)


def _is_deleting(word: str) -> bool:
    return word.startswith("--del")


def _find_downloads(words: Sequence[str], folders: Sequence[str]) -> list[str]:
    """Return the file names that the last part of an address may give to a download."""
    names = [_last(word.partition("?")[0]) for word in words if "/" in word and not word.startswith("-")]
    places = ["", *(f"{folder.rstrip('/')}/" for folder in folders)]
    return [f"{place}{name}" for place in places[:4] for name in names]


def _last(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2]


def _named_targets(words: Sequence[str]) -> list[str]:
    named = [
        word.partition("=")[2] for word in words if word.startswith(("--target-directory=", "-t=")) and "=" in word
    ]
    return named + [words[at + 1] for at, word in enumerate(words[:-1]) if word in ("-t", "--target-directory")]


def _note_copies(state: ShellState, program: str, words: Sequence[str], plain: Sequence[str]) -> None:
    if program == "dd":
        sources = [word[3:] for word in plain if word.startswith("if=")]
        targets = [word[3:] for word in plain if word.startswith("of=")]
    else:
        targets = _named_targets(words) or list(plain[-1:])
        sources = [word for word in plain if word not in targets]
    for source in sources:
        for target in targets:
            state.copy(source, target)
