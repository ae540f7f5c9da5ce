"""Words that a call gives to a program which may do more than read them.

A program that is in no table may change each file that it gets. If one of the words names a file of privacy-gate, the
user is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from privacy_gate.integrations.assistants import program_table
from privacy_gate.integrations.assistants.shell.state import ShellState, Texts
from privacy_gate.integrations.assistants.shell.windows import LOOSENS
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN, bare_paths, quoted_strings

_SCRIPTED = frozenset("sed gsed awk gawk mawk nawk".split())
"""Programs that read files, and write the files that their script names."""
_WRITING = re.compile(r"[>|]|\bsystem\b|\binplace\b|(?:^|[^\w.])[wW] *[^\s;}]|/[gpiIme0-9]{0,8}[we] +\S")
_OUTPUT = re.compile(r"-[a-zA-Z]{0,6}o|--o|-[a-zA-Z]{0,6}i$|--in-?place|-m$|--move|--remove-files")
"""Options with which a program that usually only reads writes a file."""
_PACKS = re.compile(r"-?[a-zA-Z]{0,8}[ct][a-zA-Z]{0,8}|--create|--list")
_LONGEST = 200_000  # characters of a text from standard input


def look(state: ShellState, program: str, words: Sequence[str], given: Texts) -> None:
    """Note the words that a call gives to a program that may do more than read."""
    if program in _SCRIPTED:
        for word in words:
            if _WRITING.search(word):
                hand(state, [word, *quoted_strings(word)])
        if "inplace" in words:
            hand(state, words)
    elif not only_reads(program, words):
        texts = [text[:_LONGEST] for text in given if text != UNKNOWN]
        if LOOSENS.search(" ".join(words)) or any(map(LOOSENS.search, texts)):
            state.loosens = True
        hand(state, [*words, *texts])


def only_reads(program: str, words: Sequence[str]) -> bool:
    """Whether a call only reads its files, or its words show which of them it changes."""
    if program in program_table.READS or program in program_table.CHANGES - {"ln"}:
        return True
    if program in program_table.READS_UNLESS_OUTPUT:
        return not any(map(_OUTPUT.match, words))
    if program in ("tar", "bsdtar"):
        return bool(words) and _PACKS.fullmatch(words[0]) is not None and not any(map(_OUTPUT.fullmatch, words))
    return False


def hand(state: ShellState, words: Sequence[str]) -> None:
    """Note words that go to a program which may change the files that they name."""
    for word in words:
        state.note(state.handed, word)
        if any(sign in word for sign in " \t\n'\"(;"):
            for name in bare_paths(word):
                state.note(state.handed, name, whole=True)
