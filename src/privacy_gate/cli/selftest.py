"""`privacy-gate hook ASSISTANT --selftest`: send test prompts through the installed hooks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

import click

from privacy_gate.base.settings_files import foreign
from privacy_gate.base.text import one_line, plural
from privacy_gate.cli.install import place
from privacy_gate.integrations import assistants
from privacy_gate.integrations.assistants import Assistant
from privacy_gate.integrations.assistants.events import Reply
from privacy_gate.integrations.assistants.setup import TIMEOUT, commands, is_ours, line

_SECRET = "ghp_" + "R4nD0mT0k3nF0rT3sts0nly1234567890abX"  # privacy-gate: ignore[secret/github-token] made up
"""A made-up token in the correct format."""


_LEAK = f"Why does this fail?\n\ncurl -H 'Authorization: Bearer {_SECRET}' https://api.github.com/user\n"


def selftest(name: str) -> int:
    """Run each installed command line for prompts. Return 0 if all of them block a leak."""
    assistant = assistants.get(name)
    failures = tried = 0
    for command, where in _find_installed(name, assistant):
        tried += 1
        for what, sent, stops in (
            ("a prompt with a secret", _LEAK, True),
            ("unreadable input", None, True),
            ("a clean prompt", "Sort a list of numbers.", False),
        ):
            problem = _try(assistant, command, sent, stops)
            failures += problem is not None
            click.echo(f"{one_line(where)}: {what}: {problem or ('blocked' if stops else 'allowed')}")
    if not tried:
        click.echo(f"privacy-gate is not installed for {assistant.TITLE}", err=True)
        click.echo(f"  hint: privacy-gate install {name}", err=True)
        return 1
    if failures:
        click.echo(f"privacy-gate: {plural(failures, 'test')} failed", err=True)
    return int(failures > 0)


def _find_installed(name: str, assistant: Assistant) -> list[tuple[list[str], str]]:
    plan = assistant.plan(["privacy-gate", "hook", name])
    found = []
    for scope in ("user", "project"):
        file, shown = place(plan, scope)
        if plan.programs:
            program = file / plan.prompts
            if program.is_file() and is_ours({"command": foreign.read_text(program, shown)}, name):
                found.append(([str(program)], f"{shown}/{plan.prompts}"))
            continue
        try:
            data: Any = foreign.read(file, "jsonc", shown).data
        except FileNotFoundError:
            continue
        entries = foreign.get_value(data, ("hooks", plan.prompts), [])
        every = commands(entries if isinstance(entries, list) else [])
        found += [(_argv(command), shown) for command in every if is_ours({"command": join_command(command)}, name)]
    return found


def join_command(command: list[str] | str) -> str:
    """Return a command as one line."""
    return command if isinstance(command, str) else line(command)


def _argv(command: list[str] | str) -> list[str]:
    """Return the command as an assistant starts it: a line is run by the system shell."""
    if isinstance(command, list):
        return command
    return ["cmd", "/d", "/s", "/c", command] if sys.platform == "win32" else ["sh", "-c", command]


def _try(assistant: Assistant, command: list[str], prompt: str | None, stops: bool) -> str | None:
    """Return the problem with the reply, or None if it blocks or allows the prompt as expected."""
    with tempfile.TemporaryDirectory() as folder:
        sent = b"no JSON" if prompt is None else json.dumps(assistant.sample(prompt, folder)).encode()
        try:
            done = subprocess.run(
                command, input=sent, capture_output=True, check=False, timeout=TIMEOUT, cwd=folder, env=os.environ
            )
        except OSError as error:
            return f"FAILED: it cannot be started: {error.strerror}"
        except subprocess.TimeoutExpired:
            return f"FAILED: it took longer than {TIMEOUT} seconds"
    if _SECRET.encode() in done.stdout + done.stderr:
        return "FAILED: the secret is in the reply"
    try:
        answer = json.loads(done.stdout) if done.stdout.strip() else None
    except ValueError:
        return "FAILED: the reply is not one JSON object"
    if answer is not None and not isinstance(answer, dict):
        return "FAILED: the reply is not one JSON object"
    reply = Reply(answer, done.returncode, done.stderr.decode("utf-8", "replace"))
    if assistant.is_blocked(reply) is stops:
        return None
    return f"FAILED: it was {'allowed' if stops else 'blocked'} (exit code {done.returncode})"
