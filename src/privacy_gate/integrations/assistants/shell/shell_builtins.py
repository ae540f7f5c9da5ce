"""Follow builtins of a shell that change its variables, aliases or folder."""

from __future__ import annotations

from collections.abc import Sequence

from privacy_gate.integrations.assistants.shell import git_environment, printed_output
from privacy_gate.integrations.assistants.shell.state import Follows, Texts
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN


def add_aliases(walk: Follows, _program: str, words: Sequence[str], _given: Texts) -> Texts:
    for word in words:
        name, is_given, value = word.partition("=")
        if is_given:
            walk.state.aliases[name] = value
    return ()


def enter_folders(walk: Follows, _program: str, words: Sequence[str], _given: Texts) -> Texts:
    for word in words:
        if not word.startswith("-") or word == "-":
            walk.state.enter(word)
    return ()


def print_formatted(walk: Follows, program: str, words: Sequence[str], given: Texts) -> Texts:
    if words[:1] == ["-v"] and len(words) > 2:
        walk.state.assign(words[1], printed_output.find_printed_texts(walk.state, program, words[2:], given))
        return ()
    return printed_output.find_printed_texts(walk.state, program, words, given)


def read_words(walk: Follows, _program: str, words: Sequence[str], given: Texts) -> Texts:
    """Assign the words of standard input to variables."""
    lines = [line for text in given for line in text.split("\n") if line]
    several = [word for line in lines for word in line.split()]
    walk.state.step(len(several))
    for word in words:
        if word.isidentifier():
            walk.state.assign(word, tuple(dict.fromkeys((*lines, *several))) or (UNKNOWN,))
    return ()


def shift_words(walk: Follows, _program: str, words: Sequence[str], _given: Texts) -> Texts:
    """Shift the arguments of a script. In a branch, the old arguments may still apply."""
    state = walk.state
    count = int(words[0]) if words and words[0].isdecimal() and len(words[0]) < 6 else 1
    left = state.values.get("@", ())[count:]
    for number, word in enumerate(left[:9], 1):
        state.values[str(number)] = tuple(dict.fromkeys((*state.values.get(str(number), ()), word)))
    state.values["@"] = state.values["*"] = left if not state.branches else state.values.get("@", ())
    return ()


def unset_variables(walk: Follows, _program: str, words: Sequence[str], _given: Texts) -> Texts:
    git_environment.leave_out(walk.state, words)
    return ()


def remember_places(walk: Follows, _program: str, words: Sequence[str], _given: Texts) -> Texts:
    """Note `hash -p FILE NAME`, which makes NAME call the program FILE."""
    if any(word.startswith("-p") for word in words):
        walk.state.assign("PATH", tuple(words))
    return ()
