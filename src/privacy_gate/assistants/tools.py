"""What the tools of assistants take in, by the names that they have in one assistant or another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from privacy_gate.assistants import commands, payload
from privacy_gate.assistants.events import File, Key, Text
from privacy_gate.errors import GateError

_READS = frozenset(
    "read notebookread view read_file readfile copilot_readfile read_many_files readmanyfiles open_file "
    "str_replace_editor str_replace_based_edit_tool".split()
)
_WRITES = frozenset(
    "write edit multiedit notebookedit create create_file copilot_createfile write_file replace replace_string_in_file "
    "copilot_replacestring multi_replace_string_in_file insert_edit_into_file apply_patch edit_file search_replace "
    "delete delete_file todowrite".split()
)
"""They put on this disk what the model said itself: nothing crosses."""
_SHELLS = frozenset(
    "bash shell powershell run_shell_command run_in_terminal runinterminal local_shell exec_command unified_exec "
    "terminal execute_command".split()
)
_ESCAPE = re.compile("%([0-9a-fA-F]{2})")
_PATHS = ("file_path", "filePath", "path", "absolute_path", "notebook_path", "paths", "include", "files", "target_file")


def asked(tool: str, given: Any, key: Key) -> tuple[tuple[Text, ...], tuple[File, ...]]:
    """The texts and the files that a tool is called with; `key` is where in the payload they stand."""
    server, _, name = tool.lower().rpartition("/")
    if name in _WRITES and server in ("", "edit"):  # `github/create_file` of a server writes elsewhere
        return (), tuple(_edits(given))
    if name in _READS and server in ("", "read"):  # as above
        files = tuple(_files(given))
        if not files:
            raise GateError("the tool reads a file, and which one is not told")
        return (), files
    texts = payload.texts(given, key, f"<{tool or 'tool'}>")
    if name in _SHELLS:
        return texts, tuple(file for one in texts for file in of_command(one.text))
    return texts, tuple(_files(given))  # whatever tool it is, it may read what it is given the path of


def of_command(command: str) -> tuple[File, ...]:
    """The files that a command line names; they need not be there."""
    written = (File(name, edit=("", "")) for name in commands.written(command) if _OF_THE_GATE.search(name))
    return (*map(File, commands.files(command)), *written)


_OF_THE_GATE = re.compile(
    r"(?i)privacy[-_]?gate|(?:^|[\\/])\.git(?:$|[\\/])|hooks?\b|settings[\w.]{0,20}\.json|pre-commit|lefthook|husky"
    r"|workflows?[\\/]|-ci\.yml|pyproject\.toml|package\.json|makefile"
)
"""In the names of files that the gate may go by, or that may call it. Writing others is looked at no further."""
_OLD, _NEW = (
    ("old_string", "oldString", "old_str"),
    ("new_string", "newString", "new_str", "content", "contents", "text"),
)
_PATCHED = re.compile(r"^\*\*\* (?:(?:Update|Delete|Add) File|Move to): (.{1,400})$", re.MULTILINE)


def _edits(given: Any) -> Iterator[File]:
    """The files that a tool writes, with what it takes out and puts there, where the gate may have to do with them."""
    if isinstance(given, str):
        given = {"input": given}
    if not isinstance(given, Mapping):
        return
    parts = given.get("edits")
    edits = [one for one in parts if isinstance(one, Mapping)] if isinstance(parts, list) else [given]
    for file in _files(given):
        if not _OF_THE_GATE.search(file.path):
            continue
        for edit in edits:
            old = next((text for name in _OLD if isinstance(text := edit.get(name), str)), "")
            new = next((text for name in _NEW if isinstance(text := edit.get(name), str)), "")
            yield File(file.path, edit=(old, new))
    for patch in (text for text in given.values() if isinstance(text, str)):
        heads = list(_PATCHED.finditer(patch))
        ends = [*(head.start() for head in heads[1:]), len(patch)]
        for head, end in zip(heads, ends, strict=False):
            if _OF_THE_GATE.search(head[1]):
                body = patch[head.end() : end].splitlines()
                old, new = ("\n".join(row[1:] for row in body if row.startswith(sign)) for sign in "-+")
                yield File(head[1].strip(), edit=(old, new))


def _files(given: Any) -> Iterator[File]:
    if not isinstance(given, Mapping):
        return
    lines = _lines(given.get("offset"), given.get("limit"))
    for name in _PATHS:
        found = given.get(name)
        for path in found if isinstance(found, list) else [found]:
            if isinstance(path, str) and path:
                yield File(path, lines)
                if path[:7].lower() == "file://":
                    yield File(_of_url(path), lines)


def _of_url(url: str) -> str:
    """The path that a `file://` URL names."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), url[7:].removeprefix("localhost"))


def _lines(first: Any, count: Any) -> tuple[int, int] | None:
    """The lines that are read; None for all. One more than asked for: some tools count from 0, others from 1."""
    first = 1 if first is None else first
    if not isinstance(first, int) or not isinstance(count, int) or first < 0 or count < 1:
        return None
    return max(first, 1), first + count


def is_shell(tool: str) -> bool:
    """Whether a tool runs commands. A command with a placeholder in it would do something else."""
    return tool.rpartition("/")[2].lower() in _SHELLS
