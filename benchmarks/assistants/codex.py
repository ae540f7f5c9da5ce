"""Codex: how it is started, and what is tried with it. Its tool for commands also edits files, by `apply_patch`."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.assistants.model_replies import Call
from benchmarks.assistants.shared_trials import Tools, make_lines, make_trials
from benchmarks.assistants.trial_kinds import Program


def _run(command: str) -> Call:
    return Call("exec_command", {"cmd": command})


def _patch(path: str, body: str) -> Call:
    return _run(f"apply_patch <<'EOF'\n*** Begin Patch\n*** {path}\n{body}\n*** End Patch\nEOF\n")


def _environment(_url: str, home: Path) -> dict[str, str]:
    return {"CODEX_HOME": str(home / ".codex"), "LOOPBACK_KEY": "x"}


def _prepare(url: str, home: Path) -> None:
    (home / ".codex").mkdir(parents=True)
    (home / ".codex" / "config.toml").write_text(
        'model_provider = "loopback"\nmodel = "gpt-5"\n[model_providers.loopback]\nname = "loopback"\n'
        f'base_url = "{url}/v1"\nenv_key = "LOOPBACK_KEY"\nwire_api = "responses"\n'
        "request_max_retries = 0\nstream_max_retries = 0\nsupports_websockets = false\n",
        encoding="utf-8",
    )


_TOOLS = Tools(
    run=_run,
    read=lambda path: _run(f"sed -n 1,200p {path}"),
    search=lambda words, folder: _run(f"rg {words} {folder} || grep -rn {words} {folder}"),
    write=lambda path, text: _patch(f"Add File: {path}", "\n".join(f"+{line}" for line in text.splitlines())),
    edit=lambda path, old, new: _patch(f"Update File: {path}", f"@@\n-{old}\n+{new}"),
    mcp="mcp__s::{}",
    instructions=("AGENTS.md",),
    own_settings=".codex/hooks.json",
    mcp_arguments=(
        *("-c", f'mcp_servers.s.command="{sys.executable}"'),
        *("-c", 'mcp_servers.s.args=["PROJECT/server.py"]'),
    ),
)

PROGRAM = Program(
    lambda text: ["exec", "--skip-git-repo-check", "--dangerously-bypass-hook-trust", text],
    _environment,
    {"a command prints": _run("sh show.sh"), "a file holds": _run("cat live.env")},
    make_trials(_TOOLS),
    make_lines(
        ("a prompt", "AGENTS.md"), switched_off="names Claude Code; Codex runs hooks of a project once they are trusted"
    ),
    free=("--dangerously-bypass-approvals-and-sandbox",),
    prepare=_prepare,
)
