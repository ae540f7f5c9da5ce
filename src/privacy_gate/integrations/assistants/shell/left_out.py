"""Leave out words that name files to exclude: the values of `--exclude` and similar options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from privacy_gate.integrations.assistants import program_table

_LEAVES_OUT = (
    program_table.SEARCHES
    | program_table.PACKS
    | program_table.BUILDS
    | frozenset("rsync tree du diff eza fd fdfind".split())
)
"""Programs that have such options. For other programs these words count, because they may mean something else."""
_OPTION = re.compile(r"--(?:exclude|exclude-dir|ignore)(=.*)?", re.DOTALL)
_SHORT = {"tree": "-I", "eza": "-I", "fd": "-E", "fdfind": "-E"}


def without_left_out(program: str, words: Sequence[str]) -> Sequence[str]:
    """Return the words of a call without those that name files to exclude."""
    return list(_find_considered(program, words)) if program in _LEAVES_OUT else words


def _find_considered(program: str, words: Sequence[str]) -> Iterator[str]:
    is_left_out = is_listed = False
    for word in words:
        is_listed = is_listed and not word.startswith(("-", "@"))
        if is_left_out or is_listed:
            is_left_out = False
        elif found := _OPTION.fullmatch(word):
            is_left_out = found[1] is None
        elif word == _SHORT.get(program):
            is_left_out = True
        elif program == "zip" and word == "-x":  # all words up to the next option
            is_listed = True
        else:
            yield word
