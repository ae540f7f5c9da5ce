"""Files that a prompt names, so that the assistant will read them."""

from __future__ import annotations

import re

from privacy_gate.assistants.events import File

_MENTION = re.compile(r"(?<![\w@/.])@(?:\"([^\"\n]{1,400})\"|((?:\\.|[^\s\"'`<>|*?(){}\[\],;\\]){1,400}))")
_RANGE = re.compile(r"[#:]L?(\d{1,7})(?:-L?(\d{1,7}))?$")
_SLASH = re.compile(r"\s{0,20}/([\w.-]{1,100}(?::[\w.-]{1,100}){0,5})")


def in_prompt(prompt: str, *, below: bool = False) -> tuple[File, ...]:
    """What a prompt mentions as `@path`, with the lines behind it (`@a.py#L3-9`); it need not be a file.

    `below`: the assistant reads all files of a folder that is mentioned.
    """
    found = []
    for mention in _MENTION.finditer(prompt):
        name = mention[1] or mention[2].replace("\\ ", " ").rstrip(".:!?")
        found.append(File(name, below=below, globs=True))
        if lines := _RANGE.search(name):
            found.append(File(name[: lines.start()]))
    return tuple(found)


def sent_along(*instructions: str, imports: bool = False) -> tuple[File, ...]:
    """Files that an assistant sends with each prompt, by itself, where they are there."""
    return tuple(File(name, imports=imports) for name in instructions)


def in_slash_command(prompt: str, *patterns: str) -> tuple[File, ...]:
    """The files of a command that a prompt begins with (`/name` or `/folder:name`): their text is sent, with the
    files that it mentions. The name takes the place of `{}` in the patterns."""
    found = _SLASH.match(prompt)
    name = found[1].replace(":", "/") if found else ""
    return tuple(File(pattern.format(name), imports=True) for pattern in patterns) if name else ()
