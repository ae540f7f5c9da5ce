"""Follow programs that run another program, which their words name."""

from __future__ import annotations

from collections.abc import Sequence

from privacy_gate.integrations.assistants import program_table
from privacy_gate.integrations.assistants.shell import git_environment, handed_words, people_only
from privacy_gate.integrations.assistants.shell.interpreters import (
    KNOWN,
    ask,
    ask_about_texts,
    find_program_name,
    follow_texts,
)
from privacy_gate.integrations.assistants.shell.printed_output import find_installed_path
from privacy_gate.integrations.assistants.shell.state import Follows, ShellState, Texts
from privacy_gate.integrations.assistants.shell.variables import show_variables
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

_OF_RUNNERS = frozenset("exec run dlx x -- shell tool env".split())
_FOLDERS = {"env": ("-C", "--chdir"), "sudo": ("-D", "--chdir")}
"""Options that name the folder in which the program is started."""
_ENVIRONMENTS = ("--env-file", "--dotenv")
_OF_DOTENV = (*_ENVIRONMENTS, "-e", "-f", "--file")
_WORDS_OF_SHELLS = ("then", "do", "if", "at", "else", "while", "until")


def run_wrapped(walk: Follows, program: str, words: Sequence[str], given: Texts) -> Texts:
    """Follow the program that the words of a wrapper name. The wrapper's own options come before it."""
    state = walk.state
    if program in ("eval", "trap"):
        return walk.follow(" ".join(words) if program == "eval" else (words[0] if words else ""), given)
    if program in ("xargs", "parallel"):
        lists = [words[at + 1] for at, word in enumerate(words[:-1]) if word in ("-a", "--arg-file", "::::")]
        listed = (state.text_in([name]) for name in lists)
        words = _build_xargs_call(words, (*given, *(text for text in listed if text is not None)))
    elif program == "command" and words[:1] in (["-v"], ["-V"]):
        return tuple(map(find_installed_path, words[1:]))
    left_out = list(git_environment.names_left_out(words)) if program == "env" else []
    names = [*left_out, *(word.partition("=")[0] for word in words if "=" in word)]
    before = {name: state.values.get(name) for name in names}
    git_environment.leave_out(state, left_out)
    for word in words:
        people_only.look_at_variable(state, word)
    if program == "env" and not any(not word.startswith("-") and "=" not in word for word in words):
        show_variables(state)
    folders = walk.state.folders
    for at, word in enumerate(words[:12]):
        name, _, value = word.partition("=")
        if name in _FOLDERS.get(program, ()) and (folder := value or "".join(words[at + 1 : at + 2])):
            walk.state.enter(folder)
        elif name[:2] == "-a" and program in ("xargs", "parallel"):
            state.note(state.prints, word[2:] or "".join(words[at + 1 : at + 2]))
        elif word == "::::" and program == "parallel":
            for file in words[at + 1 :]:
                state.note(state.prints, file)
        elif name == "--arg-file":
            state.note(state.prints, value or "".join(words[at + 1 : at + 2]))
    if program in ("at", "batch"):
        for text in given:
            walk.follow(text)
    if program == "dotenv":
        words = _load_environment(state, words, _OF_DOTENV)
    with git_environment.keep_variables(state, program, before):
        printed = _first_known(walk, words, given, program=program)
    walk.state.folders = folders
    return printed


def _first_known(walk: Follows, words: Sequence[str], given: Texts, *, program: str) -> Texts:
    for at, word in enumerate(words):
        known = find_program_name(word)
        if any(map(str.isspace, word)) and program not in ("xargs", "parallel"):
            option, equals, value = word.partition("=")
            walk.follow(value if equals and option.startswith("--") else word, given)
        elif word != "." and (word in walk.state.functions or _is_called(walk.state, known)):
            if program == "xargs" and at and words[at - 1] in ("-I", "-i", "-d", "-E", "-a"):
                continue
            printed = walk.call(words[at:], given)
            if known in program_table.HIDES and at == 1 and words[0].startswith("-"):  # the value of an option
                printed += _first_known(walk, words[at + 1 :], given, program=program)
            ask(walk.state, [one for one in words[:at] if "=" not in one or one.startswith("-")])
            return printed
    ask(walk.state, words)
    if program == "xargs":
        return (" ".join(words),)
    return (UNKNOWN,)


def _is_called(state: ShellState, name: str) -> bool:
    return (
        name in KNOWN
        or name in program_table.HIDES
        or name in program_table.BUILDS
        or name in program_table.SERVES
        or name in program_table.RUNS
        or name in program_table.CONTAINS
        or (name in state.aliases)
    )


def _build_xargs_call(words: Sequence[str], given: Texts) -> list[str]:
    """Return the words that `xargs` passes on, including those from standard input."""
    handed = [one for text in given for one in text.split()]
    handed += [one for word in words if word.startswith(":::") and (one := word.lstrip(":"))]
    sign, rest = "{}", list(words)
    for at, word in enumerate(words):
        if word in ("-I", "--replace", "-J") and at + 1 < len(words):
            sign, rest = words[at + 1], [*words[:at], *words[at + 2 :]]
        elif word.startswith("-I") and len(word) > 2:
            sign = word[2:]
    if not any(sign in word for word in rest):
        return [*rest, *handed]
    return [new for word in rest for new in ([word.replace(sign, one) for one in handed] if sign in word else [word])]


def run_within(walk: Follows, program: str, words: Sequence[str], given: Texts) -> Texts:
    """Follow a build tool or a container that runs another program on request."""
    if program in program_table.RUNS:
        words = _load_environment(walk.state, words, _ENVIRONMENTS)
        build(walk, words, given)
    if program in program_table.CONTAINS or any(word in _OF_RUNNERS for word in words[:6]):
        for at, word in enumerate(words):
            known = find_program_name(word)
            if at and word != "." and known in KNOWN and known not in _WORDS_OF_SHELLS:
                return walk.call(words[at:], given)
        follow_texts(walk, words, given)
    if not any(find_program_name(word) in program_table.READS for word in words[:6]):
        handed_words.hand(walk.state, words)
    return (UNKNOWN,)


def build(walk: Follows, words: Sequence[str], given: Texts) -> None:
    """Note the files of a program that builds, tests or checks. Its words or its standard input may contain rules."""
    state = walk.state
    for word in words:
        if not word.startswith("**/*"):  # such a word stands for all names that another program found
            state.note(state.built, word)
    ask_about_texts(state, [*(word for word in words if any(map(str.isspace, word))), *given])
    follow_texts(walk, words, given)


def _load_environment(state: ShellState, words: Sequence[str], options: Sequence[str]) -> list[str]:
    """Note files from which a program loads variables for another one, as `source` does.

    Returns the other words. Options of the called program are kept.
    """
    rest = list(words)
    at = 0
    while at < len(rest) and (rest[at] in ("run", "exec") or (rest[at].startswith("-") and rest[at] != "--")):
        option, _, value = rest[at].partition("=")
        if option in options:
            state.sourced.append(value or "".join(rest[at + 1 : at + 2]))
            del rest[at : at + (1 if value else 2)]
        else:
            at += 1
    if {"list", "get", "print"} & set(rest[:1]):
        show_variables(state)
    return rest
