"""Files that a command line shows to an assistant or sends away, and commands that would loosen the gate.

It is read as text and never run. What a shell would make of it is followed as far as a person writes it: quotes,
`cd`, variables, braces, substitutions, a shell within a shell, the strings of a one-line program. Patterns of
names stay as they are; whoever reads the files expands them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from privacy_gate.assistants.programs import BEFORE, GIT_PRINTS, LISTS, PRINTS, SENDS, SHELLS, TO_THE_LAST, WRITERS

_HANDED_ON = re.compile(r"\b(?:xargs|parallel)\b|-exec(?:dir)?\b|-ok\b")
_IN_A_LOOP = re.compile(r"\b(?:while|for)\b.{0,2000}\bdo\b", re.DOTALL)
_NAMES = re.compile(r"[\w-]{1,40}")
_IN_PLACE = re.compile(r"-[a-zA-Z]{0,6}i|--in-place")
_PROGRAMS = re.compile(r"(?:python|node|deno|bun|perl|ruby|php|lua|osascript)[\d.]{0,6}")
_PROGRAM = re.compile(r"\b(?:python|node|deno|bun|perl|ruby|php|lua)[\d.]{0,6}\b")
_QUOTED = re.compile(r"[\"']([^\"'\n]{1,400})[\"']")
_APART = frozenset("; & && | || |& ( ) ;; { }".split())
_ASSIGNED = re.compile(r"([A-Za-z_]\w{0,60})=(.{0,400})", re.DOTALL)
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w{0,60})\}|([A-Za-z_]\w{0,60}))")
_SUBSTITUTED = re.compile(r"\$\(|[`)]")
_INNER = re.compile(r"[$<>]\(([^()]{1,400})\)|`([^`]{1,400})`")
_HERE = {"PWD": ".", "OLDPWD": ".", "HOME": "~"}
_GIVEN = re.compile(r"(?:^|[\s;&|])([A-Za-z_]\w{0,60})=[\"']?([\w./-]{1,100})")
_BRACES = re.compile(r"\{([^{},\s]{0,60}(?:,[^{},\s]{0,60}){1,20})\}")
_LONGEST = 100_000  # characters of a command that is taken apart
_DEEPEST = 3  # shells within shells
_MOST_WORDS = 64  # that braces may make of one

_GATE = r"privacy[-_]gate(?:\.exe)?[\"']?"
_LOOSENS = re.compile(
    rf"{_GATE}\)?[\"']?(?:\s|\\\n){{1,20}}[\"'\\]{{0,3}}(?:allow\b|install\b[^\n;&|]{{0,200}}--remove)"
    rf"|{_GATE}\)?[\"']?(?:\s|\\\n){{1,20}}(?:baseline\b(?![^\n;&|]{{0,200}}--prune)|scan\b[^\n;&|]{{0,200}}--add-ignores)"
    rf"|\bpip[\d.]{{0,4}}[ \t]{{1,8}}uninstall\b[^\n;&|]{{0,200}}{_GATE}"
    r"|\bSKIP=(?:[^\s;&|]{0,200}privacy-gate|[\"']?[$`])|\bPRE_COMMIT_ALLOW_NO_CONFIG=|\bHUSKY=0"
    r"|\b(?:rm|mv|chmod|truncate|unlink)\b[^\n;&|]{0,200}\.git/hooks\b"
    r"|>[ \t]{0,8}[\"']?[^\s;&|]{0,200}\.git/hooks/"
    r"|\bcore\.hooksPath\b(?:[ \t]{1,8}|=)(?!$)[^\s-]"
    r"|\b(?:pre-commit|prek)[ \t]{1,8}uninstall\b"
)
_OF_GIT = re.compile(r"\bgit\b[^\n;&|]{0,200}?[ \t](commit|push|merge|am|rebase)\b([^\n;&|]{0,2000})")
_UNCHECKED = re.compile(r"[ \t]--no-verify\b")
_UNCHECKED_COMMIT = re.compile(r"[ \t](?:--no-verify\b|-(?=[a-z]{0,6}n)[amnqsv]{1,6}(?![\w-]))")
"""Of what `-n` says to a push, a merge or a rebase it is not this."""


def loosens(command: str) -> bool:
    """Whether a command would release what the gate stopped, or take its hooks out: that is for people alone."""
    return any(_LOOSENS.search(_with_values(one)) is not None for one in _spelled(command[:_LONGEST]))


def _with_values(command: str) -> str:
    values = {found[1]: found[2] for found in _GIVEN.finditer(command)}
    return _VARIABLE.sub(lambda found: values.get(found[1] or found[2], found[0]), command) if values else command


def skips_hooks(command: str) -> bool:
    """Whether git is told to commit or push without the hooks of the repository, whoever they belong to."""
    plain = _QUOTED.sub("''", command.replace("\\\n", " "))  # a message may speak of it
    return any(
        (_UNCHECKED_COMMIT if called[1] in ("commit", "am") else _UNCHECKED).search(called[2])
        for called in _OF_GIT.finditer(plain)
    )


def files(command: str) -> tuple[str, ...]:
    """The words of a command line that may be files whose content it prints or sends, each once."""
    return tuple(dict.fromkeys(name for one in _spelled(command[:_LONGEST]) for name in _files(one, 0)))


def written(command: str) -> tuple[str, ...]:
    """The words of a command line that may be files that it changes, removes or puts another in the place of."""
    return tuple(dict.fromkeys(name for one in _spelled(command[:_LONGEST]) for name in _written(one, 0)))


def _spelled(command: str) -> tuple[str, ...]:
    """A command line as a shell of POSIX reads it, and as those of Windows do, to which `\\` is no escape but stands
    between folders: which of them will read it, the assistant does not say."""
    return (command, command.replace("\\", "/")) if "\\" in command else (command,)


class _Called(NamedTuple):
    """A program that a line calls, with its words and the folders that they may be in; `into` are the words after
    `>`, and a program that is fed by `<` is called once more as `cat`."""

    program: str
    words: tuple[str, ...]
    folder: str
    into: tuple[str, ...]


def _calls(command: str, before: frozenset[str] = BEFORE) -> Iterator[_Called]:
    program, folder, redirected = "", "", ""
    words: list[str] = []
    into: list[str] = []
    values: dict[str, str] = dict(_HERE)
    for word in [*_words(command), ";"]:
        if word in _APART or set(word) <= set(";&|(){}\n"):
            if program or into:
                yield _Called(program, tuple(words), folder, tuple(into))
            if program in ("cd", "pushd") and words:
                folder = f"{folder}/{words[0]}" if folder and not words[0].startswith(("/", "~")) else words[0]
            program, words, into, redirected = "", [], [], ""
        elif set(word) <= set("<>&|") and ("<" in word or ">" in word):
            redirected = word
        else:
            plain = _VARIABLE.sub(lambda found: values.get(found[1] or found[2], found[0]), word)
            if redirected:
                if ">" in redirected:
                    into.append(plain)
                else:
                    yield _Called("cat", (plain,), folder, ())
                redirected = ""
            elif program:
                words.append(plain)
            elif assigned := _ASSIGNED.fullmatch(word):
                values[assigned[1]] = assigned[2]
            elif (name := _program(plain)) not in before and not word.startswith("-"):
                program = name


def _files(command: str, depth: int) -> Iterator[str]:
    yield from _of_line(command, depth)
    if _PROGRAM.search(command):  # a program of one line, or in a document that is fed to it
        yield from (found[1] for found in _QUOTED.finditer(command))
    if _SUBSTITUTED.search(command):  # what a command in a command prints may be the name: `cat $(ls a*)`
        yield from _of_line(_SUBSTITUTED.sub(" ", command), depth, BEFORE | {"echo", "printf"})
        if depth < _DEEPEST:
            for inner in _INNER.finditer(command):
                yield from _files(inner[1] or inner[2], depth + 1)


def _of_line(command: str, depth: int, before: frozenset[str] = BEFORE) -> Iterator[str]:
    handed_on = _hands_on(command)
    for called in _calls(command, before):
        for word in called.words:
            for name in _arguments(called, word, depth, handed_on=handed_on):
                yield name
                if called.folder and not name.startswith(("/", "~")):
                    yield f"{called.folder}/{name}"


def _written(command: str, depth: int) -> Iterator[str]:
    for called in _calls(command):
        names = list(called.into)
        plain = [word for word in called.words if not word.startswith("-")]
        if called.program in WRITERS:
            names += plain[-1:] if called.program in TO_THE_LAST else [word.removeprefix("of=") for word in plain]
        elif called.program in ("sed", "perl", "ruby", "gawk", "yq") and any(map(_IN_PLACE.match, called.words)):
            names += plain
        elif called.program == "git" and plain[:1] in (["rm"], ["mv"]):
            names += plain[1:]
        elif called.program in SHELLS and depth < _DEEPEST:
            for word in called.words:
                if any(map(str.isspace, word)):
                    names += _written(word, depth + 1)
        for name in (one for word in names for one in _braced(word)):
            yield name
            if called.folder and not name.startswith(("/", "~")):
                yield f"{called.folder}/{name}"


def _program(word: str) -> str:
    return word.rpartition("/")[2].rpartition("\\")[2].lower().removesuffix(".exe")


def _arguments(called: _Called, word: str, depth: int, *, handed_on: bool) -> Iterator[str]:
    """What a word after a program may name."""
    program = called.program
    if program in SHELLS and depth < _DEEPEST and any(map(str.isspace, word)):
        yield from _files(word, depth + 1)
    if _PROGRAMS.fullmatch(program):
        yield from (found[1] for found in _QUOTED.finditer(word))
    if program in SENDS or program == "dd":
        for mark in ("@", "="):
            if (name := word.partition(mark)[2]) and "://" not in word:
                yield from _braced(name)
    prints = program in PRINTS or program in SENDS or program == "xargs" or (program in LISTS and handed_on)
    if program == "git" and _git_prints(called.words):
        prints = True
        if name := word.rpartition(":")[2]:
            yield name
    if prints and not word.startswith("-"):
        yield from _braced(word.removeprefix("~+/"))
        if program == "find":
            yield from (f"{above}{word}" for above in ("*/", "*/*/"))


def _hands_on(command: str) -> bool:
    """Whether what one program names is read by another."""
    names = _NAMES.findall(command)
    reads = not PRINTS.isdisjoint(names) or not SENDS.isdisjoint(names) or not SHELLS.isdisjoint(names)
    return (reads and _HANDED_ON.search(command) is not None) or _IN_A_LOOP.search(command) is not None


def _git_prints(words: Sequence[str]) -> bool:
    patched = any(word in ("-p", "-u", "--patch") for word in words)
    return not GIT_PRINTS.isdisjoint(words) or (patched and ("log" in words or "stash" in words))


def _braced(word: str) -> list[str]:
    """The words that braces stand for: `{a,b}.env`."""
    words = [word]
    while len(words) <= _MOST_WORDS and (found := _BRACES.search(words[0])):
        words = [
            f"{one[: braces.start()]}{part}{one[braces.end() :]}"
            for one in words
            for braces in (_BRACES.search(one) or found,)
            for part in braces[1].split(",")
        ]
    return words


def _words(command: str) -> list[str]:
    import shlex  # for calls of a shell alone

    lexer = shlex.shlex(command.replace("\\\n", " ").replace("\n", " ; "), posix=True, punctuation_chars=";&|()<>")
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:  # quotes that do not end: taken apart roughly
        return command.split()
