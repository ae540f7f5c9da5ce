"""The tools of assistants, by their names in any assistant: the texts and files that a call contains."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.integrations.assistants import arguments, payload
from privacy_gate.integrations.assistants.events import File, Key, Text

_READS = frozenset(
    "read notebookread view read_file read_files readfile copilot_readfile read_many_files readmanyfiles open_file "
    "str_replace_editor str_replace_based_edit_tool".split()
)
_WRITES = frozenset(
    "write edit multiedit notebookedit create create_file copilot_createfile write_file replace replace_string_in_file "
    "copilot_replacestring multi_replace_string_in_file insert_edit_into_file apply_patch edit_file search_replace "
    "delete delete_file todowrite".split()
)
"""Tools that write the model's own text to this disk. Nothing is sent."""
_SHELLS = frozenset(
    "bash shell powershell run_shell_command run_in_terminal runinterminal local_shell exec_command unified_exec "
    "terminal execute_command run_commands monitor".split()
)
_LISTS = frozenset(
    "glob ls list_dir list_directory list_files file_search find_files find_by_name find_path search_files".split()
)
"""Tools that return names and no content."""


def read_call(tool: str, given: Any, key: Key) -> tuple[tuple[Text, ...], tuple[File, ...]]:
    """Return the texts and files of a tool call. `key` is the place of the arguments in the payload."""
    server, _, name = tool.lower().rpartition("/")
    if name in _WRITES and server in ("", "edit"):  # `github/create_file` of a server writes elsewhere
        return (), tuple(_edits(given))
    if name in _READS and server in ("", "read"):  # likewise
        if not any(_tells(one) for one in arguments.values(given)):
            raise GateError("the hook input does not name the file that the tool reads")
        return (), arguments.files(given, globs=True, patterns=True)
    files = named_files(tool, given)
    if is_shell(tool) and not any(file.command and file.path.strip() for file in files):
        raise GateError("the hook input does not contain the command that the tool runs")
    return payload.texts(given, key, f"<{tool or 'tool'}>"), files


def named_files(tool: str, given: Any) -> tuple[File, ...]:
    """Return the files that the arguments of any tool name. A tool may read any path in its arguments."""
    name = tool.lower().rpartition("/")[2]
    if not is_shell(tool):
        return arguments.files(given, patterns=name not in _LISTS)
    if isinstance(given, Mapping):
        given = {member: value for member, value in given.items() if member.lower() not in _NOT_RUN}
    which = "powershell" if name == "powershell" else "bash"
    lines = (File(line, command=which) for line in arguments.commands(given))
    return (*arguments.files(given, lists=False), *lines)


def _tells(text: str) -> bool:
    return bool(text.strip()) and not text.strip().isdigit()


def of_command(command: str) -> tuple[File, ...]:
    """Return a command line as a file. The worker of a check follows it."""
    return (File(command, command="bash"),)


_NOT_RUN = frozenset("description explanation goal justification summary title".split())
"""Arguments that only describe a command line."""
_OF_THE_GATE = re.compile(
    r"(?i)privacy[-_]?gate|(?:^|[\\/])\.git(?:$|[\\/])|hooks?\b|settings[\w.]{0,20}\.json|pre-commit|lefthook|husky"
    r"|workflows?[\\/]|-ci\.yml|pyproject\.toml|package\.json|makefile"
)
"""Names of files that may configure or call privacy-gate. Other files that a tool writes are not checked for that."""
_OLD, _NEW = (
    ("old_string", "oldString", "old_str"),
    ("new_string", "newString", "new_str", "content", "contents", "text"),
)
_PATCHED = re.compile(r"^\*\*\* (?:(?:Update|Delete|Add) File|Move to): (.{1,400})$", re.MULTILINE)


def _edits(given: Any) -> Iterator[File]:
    """Yield those files that a tool writes and that may configure or call privacy-gate,
    with the old and the new text.
    """
    given = payload.open_payload(given)
    if isinstance(given, Mapping):
        parts = given.get("edits")
        edits = [one for one in parts if isinstance(one, Mapping)] if isinstance(parts, list) else [given]
        for path in arguments.paths(given, but=(*_OLD, *_NEW)):
            if _OF_THE_GATE.search(path) or _OF_THE_GATE.search(_target(path)):
                yield from (File(path, edit=(_first(edit, _OLD), _first(edit, _NEW))) for edit in edits)
    for patch in arguments.strings(given):
        heads = list(_PATCHED.finditer(patch))
        ends = [*(head.start() for head in heads[1:]), len(patch)]
        for head, end in zip(heads, ends, strict=False):
            if _OF_THE_GATE.search(head[1]) or _OF_THE_GATE.search(_target(head[1].strip())):
                body = patch[head.end() : end].splitlines()
                old, new = ("\n".join(row[1:] for row in body if row.startswith(sign)) for sign in "-+")
                yield File(head[1].strip(), edit=(old, new))


def _target(path: str) -> str:
    """Return the target of a path with all links followed; empty if it is unknown."""
    try:
        return os.path.realpath(os.path.expanduser(path))  # noqa: PTH111  (an invalid path raises ValueError)
    except (OSError, ValueError):
        return ""


def _first(edit: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((text for name in names if isinstance(text := edit.get(name), str)), "")


def is_shell(tool: str) -> bool:
    """Whether a tool runs commands. A command must not get placeholders, because it would do something else."""
    return tool.rpartition("/")[2].lower() in _SHELLS
