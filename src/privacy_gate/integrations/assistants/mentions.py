"""Find the files that a prompt mentions, because the assistant will read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from privacy_gate.integrations.assistants import arguments, payload
from privacy_gate.integrations.assistants.events import File

_MENTION = re.compile(
    r"(?:(?<!\w)@|#(?=[A-Za-z]{2,12}:))(?:[A-Za-z]{2,12}:)?"
    r"(?:\"([^\"\n]{1,400})\"|'([^'\n]{1,400})'|`([^`\n]{1,400})`|<([^>\n]{1,400})>"
    r"|((?:\\.|[^\s\\]){1,400})((?:[ \t][^\s@#]{1,100}){0,2}))"
)
"""`@path`, `@"a path"`, `@file:path` and `#file:path`, with the words after it. A path may contain spaces."""
_END = re.compile(r"[\"'`<>|*?(){}\[\],;:#!$&=]")
"""Characters at which a path may end and the sentence continue. A path may also contain each of them."""
_ENDS = 40
_SLASH = re.compile(r"\s{0,20}/([\w.-]{1,100}(?::[\w.-]{1,100}){0,5})")


def mentions_in_prompt(prompt: str, *, below: bool = False) -> tuple[File, ...]:
    """Return the files that a prompt mentions as `@path` or `#file:path`, in all possible readings.

    The file need not exist. For a mention with lines (`@a.py#L3-9`), all lines of the file count. With `below`, the
    assistant reads all files of a mentioned folder.
    """
    found: dict[str, None] = {}
    for mention in _MENTION.finditer(prompt):
        *quoted, plain, more = mention.groups()
        for text in filter(None, quoted):
            found |= dict.fromkeys(_paths(text))
        if plain and plain not in found:
            found |= dict.fromkeys(_paths(plain))
        if more:
            words = more.split()
            found |= dict.fromkeys(f"{plain} {' '.join(words[:count])}" for count in range(1, len(words) + 1))
    return tuple(File(name, below=below, globs=True) for name in found if name)


def _paths(text: str) -> Iterator[str]:
    """Yield the paths that a mention may stand for: with or without its suffix, and from the root of the workspace."""
    yield text
    if "%" in text and (opened := payload.unescape_url(text)) != text:
        yield from _paths(opened)
    for one in arguments.expand_braces(text) if "{" in text else ():
        if one != text:
            yield from _ends_of(one)
    for one in text.split("@")[1:_ENDS] if "@" in text else ():
        yield from _ends_of(one)
    yield from _ends_of(text)


def _ends_of(text: str) -> Iterator[str]:
    """Yield the beginnings of a text up to each place where a path may end."""
    plain = re.sub(r"\\(.)", r"\1", text) if "\\" in text else text
    ends = [found.start() for found in _END.finditer(plain)]
    for end in (len(plain), *ends[:_ENDS], *ends[-_ENDS:]):
        name = plain[:end].rstrip(".:!?")
        yield name
        yield name.lstrip("/")
        if ":" in name:  # `@workspace:/a/path`
            yield name.partition(":")[2]
            yield name.partition(":")[2].lstrip("/")
    if plain != text:
        yield text.replace("\\", "/")


def attached_files(attachments: Any) -> tuple[File, ...]:
    """Return the attachments of a prompt, from entries of any format. For a folder, all files are sent."""
    return tuple(File(path, below=True) for path in arguments.paths(attachments, but=("type",)))


def files_sent_along(*instructions: str, imports: bool = False) -> tuple[File, ...]:
    """Return files that the assistant sends with each prompt if they exist."""
    return tuple(File(name, imports=imports, is_instructions=True) for name in instructions)


def in_slash_command(prompt: str, *patterns: str) -> tuple[File, ...]:
    """Return the files of the command at the start of a prompt (`/name` or `/folder:name`).

    Their text is sent, with the files that it mentions. The name replaces `{}` in the patterns.
    """
    found = _SLASH.match(prompt)
    name = found[1].replace(":", "/") if found else ""
    return tuple(File(pattern.format(name), imports=True) for pattern in patterns) if name else ()
