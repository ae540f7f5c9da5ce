"""Follow the call of a program, by its name and its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from privacy_gate.integrations.assistants import program_table
from privacy_gate.integrations.assistants.shell import (
    archives,
    git_calls,
    git_environment,
    git_options,
    handed_words,
    left_out,
    people_only,
    printed_output,
    shell_builtins,
    unpacking,
    variables,
    written_files,
)
from privacy_gate.integrations.assistants.shell.interpreters import (
    ask,
    ask_about_texts,
    find_program_name,
    follow_texts,
    run_interpreter,
    run_shell,
)
from privacy_gate.integrations.assistants.shell.state import Follows, ShellState, Texts
from privacy_gate.integrations.assistants.shell.windows import LOOSENS
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN, bare_paths, quoted_strings
from privacy_gate.integrations.assistants.shell.wrappers import build, run_within, run_wrapped

_EVERYTHING = re.compile(r"\*\*/\*(?:\.\w{1,20})?")
_ENDS = (";", "+")
_PATCHED = re.compile(r"^(?:\+\+\+ (?:b/)?|--- a/|rename (?:from|to) )([^\t\n]{1,400})", re.MULTILINE)


def use(walk: Follows, word: str, words: Sequence[str], given: Texts) -> Texts:
    """Note what a call does to files. Return its possible output."""
    state, program = walk.state, find_program_name(word)
    words = left_out.without_left_out(program, words)
    state.is_other_git = program == "git" and git_environment.is_other_program(word)
    if state.sourced and variables.shows_environment(program, words):
        variables.show_variables(state)
    people_only.look_at_call(state, program, words)
    written_files.look(state, program, words)
    unpacking.look(state, program, words)
    runs = next((runs for programs, runs in _RUNS_ANOTHER if program in programs), None)
    if runs is None:
        handed_words.look(state, program, words, given)
    elif program in program_table.WRAPS and any(map(LOOSENS.search, (" ".join(words), *given))):
        state.loosens = True
    if (own := _OWN.get(program, runs)) is not None:
        return own(walk, program, words, given)
    if program in program_table.PACKS and (packed := archives.pack(state, program, words, given)):
        return packed
    if program in program_table.SHOWS or program in program_table.SENDS:
        _prints(walk, program, words, given)
    elif program in program_table.BUILDS:
        build(walk, words, given)
    elif program in program_table.HIDES:
        _read_lists(state, words)
    else:
        _ask(walk, program, words, given)
        text = state.text_in([word])
        if text is not None:
            return walk.script(text, words, given)
    return (*printed_output.find_printed_texts(state, program, words, given), *archives.pass_on(program, given))


def _ask(walk: Follows, program: str, words: Sequence[str], given: Texts) -> None:
    """Note the words of an unknown program."""
    for word in words:
        walk.state.note(walk.state.named, word)
    ask_about_texts(walk.state, [*(word for word in words if any(map(str.isspace, word))), *given])
    if program in program_table.SERVES or (program == "php" and "-S" in words):
        archives.serve(walk.state, words)
    follow_texts(walk, words, given)


def _read_lists(state: ShellState, words: Sequence[str]) -> None:
    """Note files from which a program reads names. Its error messages quote names that are wrong."""
    for word in words:
        option, _, value = word.partition("=")
        if value and option in ("--files0-from", "--files-from", "--from-file", "--file"):
            state.note(state.named, value, whole=True)


def _contain(walk: Follows, program: str, words: Sequence[str], given: Texts) -> Texts:
    ask(walk.state, words)
    ask_about_texts(walk.state, given)
    archives.mount(walk.state, words)
    return run_within(walk, program, words, given)


def _prints(walk: Follows, program: str, words: Sequence[str], given: Texts) -> None:
    state = walk.state
    if program in program_table.EDITS and written_files.is_in_place(words):
        return
    for text in archives.pass_on(program, given) if program in program_table.SENDS else ():
        state.note(state.sent, text)
    for word in words:
        if program in program_table.SEARCHES and _EVERYTHING.fullmatch(word):
            continue  # this searches all files; the result is checked
        state.note(state.prints, word)
        if program in program_table.SENDS:
            state.note(state.sent, word)
    if program in ("awk", "gawk", "mawk", "sed", "m4", "jq", "vim", "vi", "ex", "emacs", "nvim"):
        for word in words:
            for name in quoted_strings(word):
                state.note(state.prints, name, whole=True)
            if " " in word:
                for name in bare_paths(word):
                    state.note(state.prints, name, whole=True)
    if program in ("sftp", "ftp", "lftp", "curl", "telnet", "ncftpput"):
        for word in (word for text in given for word in text.split()):
            state.note(state.prints, word)
    if "ftp" in program or program == "m4":
        ask_about_texts(state, [*(word for word in words if any(map(str.isspace, word))), *given])
    if program in ("ssh", "vim", "vi", "nvim", "tar", "rsync", "awk", "gawk", "sed"):
        follow_texts(walk, words, given)


def _source(walk: Follows, _program: str, words: Sequence[str], given: Texts) -> Texts:
    if not words:
        return ()
    if (text := walk.state.text_in(words[:1])) is not None:
        return walk.follow(text, given)
    walk.state.sourced.append(words[0])
    if walk.state.is_traced:
        variables.show_variables(walk.state)
    return ()


def _find(walk: Follows, _program: str, words: Sequence[str], given: Texts) -> Texts:
    found = printed_output.found_names(words)
    at = 0
    while at < len(words):
        if words[at] in ("-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch"):
            end = next((to for to in range(at + 1, len(words)) if words[to] in _ENDS), len(words))
            inner = words[at + 1 : end]
            if any("{}" in word for word in inner):
                inner = [
                    new
                    for word in inner
                    for new in ([word.replace("{}", one) for one in found] if "{}" in word else [word])
                ]
            else:
                inner = [*inner, *found]
            if inner:
                walk.call(inner, given)
            at = end
        at += 1
    return tuple(found)


def _git(walk: Follows, _program: str, words: Sequence[str], given: Texts) -> Texts:
    if packed := archives.pack(walk.state, "git", words, given):
        return packed
    command = git_calls.look(walk.state, words)
    texts, called = git_options.commands_within(words)
    for text in texts:
        walk.follow(text)
    for call in called:
        walk.call(call, ())
    if {"cat-file", "checkout-index"} & set(words[:8]):  # `--batch` reads names from standard input
        for text in given:
            git_calls.look(walk.state, ["cat-file", "-p", *text.split()])
    if {"apply", "am"} & set(words[:8]):
        _note_patched_files(walk.state, given)
        walk.state.reverted[("patch", tuple(walk.state.prints))] = None
    if command:  # the call is an alias for a shell command
        return walk.follow(command, given)
    return printed_output.find_printed_texts(walk.state, "git", words, given)


def _patch(walk: Follows, _program: str, words: Sequence[str], given: Texts) -> Texts:
    _note_patched_files(walk.state, given)
    names = (word for word in words if not word.startswith("-"))
    walk.state.reverted[("patch", (*names, *walk.state.prints))] = None  # files that `<` reads are among them
    return (UNKNOWN,)


def _note_patched_files(state: ShellState, given: Texts) -> None:
    """Note the files that a patch in the command changes."""
    for text in given:
        for found in _PATCHED.finditer(text):
            state.note(state.written, found[1].strip(), whole=True)


_RUNS_ANOTHER = (
    (program_table.SHELLS, run_shell),
    (program_table.INTERPRETERS, run_interpreter),
    (program_table.WRAPS, run_wrapped),
    (program_table.RUNS, run_within),
    (program_table.CONTAINS, _contain),
)
"""Programs that run another one. Their words are also followed as a call of that program."""
_OWN: dict[str, Callable[[Follows, str, Sequence[str], Texts], Texts]] = {
    "cd": shell_builtins.enter_folders,
    "pushd": shell_builtins.enter_folders,
    "git": _git,
    "find": _find,
    "patch": _patch,
    "fd": _find,
    "fdfind": _find,
    "source": _source,
    ".": _source,
    "alias": shell_builtins.add_aliases,
    "read": shell_builtins.read_words,
    "shift": shell_builtins.shift_words,
    "unset": shell_builtins.unset_variables,
    "hash": shell_builtins.remember_places,
    "printf": shell_builtins.print_formatted,
    "printenv": variables.show,
    "set": variables.show,
    "export": variables.show,
    "declare": variables.show,
    "typeset": variables.show,
}
