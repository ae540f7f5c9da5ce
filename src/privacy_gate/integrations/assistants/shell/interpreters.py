"""Follow shells and interpreters: the scripts and one-line programs that they run."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence

from privacy_gate.integrations.assistants import program_table
from privacy_gate.integrations.assistants.secret_names import holds_secrets
from privacy_gate.integrations.assistants.shell import (
    archives,
    handed_words,
    people_only,
    printed_output,
    unpacking,
    windows,
    written_files,
)
from privacy_gate.integrations.assistants.shell.state import ARCHIVE, Follows, ShellState, Texts
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN, all_words, bare_paths, quoted_strings

_VERSION = re.compile(r"-?[\d.]{1,8}$")
_ENVIRONMENT = re.compile(r"environ|getenv|process\.env|\bENV\b")
KNOWN = (
    program_table.SHOWS
    | program_table.SENDS
    | program_table.SHELLS
    | program_table.INTERPRETERS
    | program_table.WRAPS
    | program_table.CHANGES
    | frozenset({"git", "find", "source", ".", "printenv", "privacy-gate", "pre-commit", "pip"})
)
"""Programs that access files, or run others that do."""
_CODE = (
    "-c",
    "-e",
    "-r",
    "-E",
    "-pe",
    "-ne",
    "-p",
    "-n",
    "--eval",
    "--execute",
    "--print",
    "--command",
    "-command",
    "/c",
)
_LONGEST = 200_000  # characters of a text whose words are read
_TAKES_FILES = ("sqlite3", "psql", "mysql", "duckdb", "deno", "java", "swift", "bun")
"""Interpreters whose first word is no script."""


def find_program_name(word: str) -> str:
    """Return the name of a program without folder, extension and version."""
    name = word.rpartition("/")[2].rpartition("\\")[2].lower().removesuffix(".exe")
    short = _VERSION.sub("", name)
    return short if short in program_table.INTERPRETERS or short in ("pip", "pwsh") else name


def run_shell(walk: Follows, program: str, words: Sequence[str], given: Texts) -> Texts:
    state = walk.state
    rest = list(words)
    flags = ""
    while rest and (rest[0].startswith(("-", "+")) or rest[0].lower() in ("/c", "/k")):
        option = rest.pop(0)
        if (
            option.lower() in ("/c", "/k")
            or option.lower().startswith(("-command", "-encodedcommand"))
            or (not option.startswith("--") and "c" in option[1:] and program not in ("pwsh", "powershell"))
            or option == "-c"
        ):
            if program in ("pwsh", "powershell", "cmd"):
                people_only.look_at_text(state, " ".join(rest))
                windows.look(state, " ".join(rest))
                return (UNKNOWN,)
            state.is_traced = state.is_traced or "x" in flags + option or "v" in flags + option
            return walk.script(rest[0], rest[2:], given, name="".join(rest[1:2])) if rest else ()
        if option in ("-o", "+o", "-O", "+O", "--rcfile", "--init-file") and rest:
            state.note(state.named, rest.pop(0))
        flags += option if not option.startswith("--") else option.replace("--verbose", "v")
    if program in ("busybox", "toybox") and rest:
        return walk.call(rest, given)
    if not rest or rest[0] == "-":
        return tuple(one for text in given if UNKNOWN not in text for one in walk.follow(text)) or (UNKNOWN,)
    if "v" in flags or "x" in flags or "n" in flags:
        state.note(state.prints, rest[0])
    ask(state, rest[1:])
    _ask_about_script(state, rest[0])
    text = state.text_in(rest[:1])
    return walk.script(text, rest[1:], given) if text is not None else (UNKNOWN,)


def run_interpreter(walk: Follows, program: str, words: Sequence[str], given: Texts) -> Texts:
    state = walk.state
    codes = [text for text in given if text != UNKNOWN]
    files: list[str] = []
    options: list[str] = []
    rest = deque(words)
    while rest:
        word = rest.popleft()
        if word == "-m" and program.startswith("py") and rest:
            return _module(walk, rest.popleft(), list(rest), given)
        if word in _CODE or (program in ("perl", "ruby") and re.fullmatch(r"-[a-zA-Z0-9]{0,8}[eE]", word)):
            codes += [rest.popleft()] if rest else []
        elif _is_code(program, word):
            codes.append(word)
        else:
            (options if word.startswith("-") else files).append(word)
    if not codes and files:
        if (text := state.text_in(files[:1])) is not None:
            codes.append(text)
        if program not in _TAKES_FILES:
            _ask_about_script(state, files[0])
            files = files[1:]
    for code in codes:
        _code(walk, code)
    is_in_place = program in program_table.EDITS and written_files.is_in_place(words)
    if codes and program in ("perl", "ruby") and not is_in_place:
        for word in files:
            state.note(state.prints, word)
        handed_words.hand(state, files)
    elif not is_in_place:
        ask(state, files)
    ask(state, options)
    if (program == "php" and "-S" in words) or (program == "ruby" and "httpd" in words):
        archives.serve(state, [word for word in words if word != "httpd"])
    return (UNKNOWN,)


def _ask_about_script(state: ShellState, name: str) -> None:
    """Note a script that is a file with secrets. The error message about an invalid script quotes its lines."""
    if holds_secrets(name.rpartition("/")[2]):
        state.note(state.named, name, whole=True)


def _is_code(program: str, word: str) -> bool:
    """Whether a word is a program text, or has one after its option."""
    if any(sign in word for sign in " ('\""):
        return word.startswith("-") or program not in ("python", "ruby")
    return program in ("perl", "ruby") and re.match(r"-[a-zA-Z0-9]{0,8}e", word) is not None


def _module(walk: Follows, module: str, words: Sequence[str], given: Texts) -> Texts:
    state = walk.state
    unpacking.look(state, module, words)
    handed_words.look(state, module, words, given)
    if module == "http.server":
        archives.serve(state, words)
    elif module in program_table.PRINTING_MODULES:
        for word in words:
            state.note(state.prints, word)
    elif module.partition(".")[0] not in program_table.QUIET_MODULES and module not in program_table.QUIET_MODULES:
        ask(state, words)
    elif module in ("timeit", "coverage", "cProfile", "trace"):
        for word in words:
            _code(walk, word)
    return printed_output.find_printed_texts(state, "base64" if module == "base64" else module, words, given)


def _code(walk: Follows, code: str) -> None:
    """Note the effects of a program in another language. Its strings may be files that it prints, or command lines."""
    state = walk.state
    people_only.look_at_code(state, code)
    handed_words.hand(state, [*quoted_strings(code), code])
    if _ENVIRONMENT.search(code):
        for file in state.sourced:
            state.note(state.prints, file, whole=True)
    for text in quoted_strings(code):
        state.note(state.prints, text)
        follow_texts(walk, [text], ())
    for name in bare_paths(code):
        state.note(state.named, name)


def follow_texts(walk: Follows, words: Sequence[str], given: Texts) -> None:
    """Follow words that are command lines themselves: `watch 'cat x'`."""
    for word in words:
        first = word.lstrip("+:!{( \"'").split(maxsplit=1)
        if len(first) > 1 and (
            find_program_name(first[0].rpartition("=")[2]) in KNOWN or first[0] in walk.state.functions
        ):
            walk.follow(word.lstrip("+:!"), given)


def ask_about_texts(state: ShellState, texts: Sequence[str]) -> None:
    """Ask about each word of programs, rules or settings for an unknown program."""
    for text in texts:
        if text != UNKNOWN and ARCHIVE not in text:
            for word in all_words(text[:_LONGEST]):
                if not word.startswith("**/*"):  # such a word stands for all names that another program found
                    state.note(state.built, word, whole=True)


def ask(state: ShellState, words: Sequence[str]) -> None:
    """Ask about words that are passed to an unknown program."""
    for word in words:
        state.note(state.named, word)
    handed_words.hand(state, words)
