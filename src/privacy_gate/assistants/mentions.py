"""Files that a prompt or a command names, so that the assistant will read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_gate.assistants.events import File

_MENTION = re.compile(r"(?<![\w@/.])@(?:\"([^\"\n]{1,400})\"|((?:\\.|[^\s\"'`<>|*?(){}\[\],;\\]){1,400}))")
_RANGE = re.compile(r"[#:]L?(\d{1,7})(?:-L?(\d{1,7}))?$")
_SLASH = re.compile(r"\s{0,20}/([\w.-]{1,100}(?::[\w.-]{1,100}){0,5})")
_PRINTS = frozenset(
    "cat tac nl head tail less more bat batcat view type gc get-content sed awk gawk grep egrep fgrep rg ag cut sort "
    "uniq xxd od hexdump strings base64 base32 jq yq column fold paste diff cmp".split()
)
"""Programs that print the files that they are given."""
_APART = frozenset("; & && | || |& ( ) ;; { }".split())
_BEFORE = frozenset("sudo env command exec time nice nohup xargs builtin ! if then elif else while until do".split())
_LONGEST = 100_000  # characters of a command that is taken apart


def in_prompt(prompt: str, *, below: bool = False) -> tuple[File, ...]:
    """What a prompt mentions as `@path`, with the lines behind it (`@a.py#L3-9`); it need not be a file.

    `below`: the assistant reads all files of a folder that is mentioned.
    """
    found = []
    for mention in _MENTION.finditer(prompt):
        name = mention[1] or mention[2].replace("\\ ", " ").rstrip(".:!?")
        found.append(File(name, below=below))
        if lines := _RANGE.search(name):
            found.append(File(name[: lines.start()]))
    return tuple(found)


def sent_along(*instructions: str) -> tuple[File, ...]:
    """Files that an assistant sends with each prompt, by itself, where they are there."""
    return tuple(map(File, instructions))


def in_slash_command(prompt: str, *folders: str) -> tuple[File, ...]:
    """The files of a command that a prompt begins with (`/name` or `/folder:name`): their text is sent."""
    found = _SLASH.match(prompt)
    name = found[1].replace(":", "/") if found else ""
    return tuple(File(f"{folder}/{name}.md") for folder in folders) if name else ()


def in_command(command: str) -> tuple[File, ...]:
    """The words of a command line that programs get which print files: any of them may be one."""
    return tuple(File(word) for word in _arguments(command))


def _arguments(command: str) -> Iterator[str]:
    program = ""
    for word in _words(command[:_LONGEST]):
        if set(word) <= set(";&|(){}\n") or word in _APART:
            program = ""
        elif word == "<":
            program = "cat"
        elif not program:
            name = word.rpartition("/")[2].rpartition("\\")[2].lower().removesuffix(".exe")
            if name not in _BEFORE and "=" not in word and not word.startswith("-"):
                program = name
        elif program in _PRINTS and not word.startswith("-"):
            yield word


def _words(command: str) -> list[str]:
    import shlex  # for calls of a shell alone

    lexer = shlex.shlex(command.replace("\\\n", " ").replace("\n", " ; "), posix=True, punctuation_chars=";&|()<>")
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:  # quotes that do not end: taken apart roughly
        return command.split()
