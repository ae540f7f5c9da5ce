"""Cline's command line: how it is started, and what is tried with it. It runs no hook for a prompt."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.assistants.model_replies import Call
from benchmarks.assistants.shared_trials import LIVE, MCP_ENTRY, Tools, make_lines, make_trials
from benchmarks.assistants.trial_kinds import IBAN, HookTrial, Program


def _run(command: str) -> Call:
    return Call("run_commands", {"commands": [command]})


def _patch(path: str, body: str) -> Call:
    return Call("apply_patch", {"input": f"*** Begin Patch\n*** {path}\n{body}\n*** End Patch"})


def _prepare(url: str, home: Path) -> None:
    """As `cline auth -p openai-compatible` writes it."""
    folder = home / ".cline" / "data" / "settings"
    folder.mkdir(parents=True)
    own = {"provider": "openai-compatible", "apiKey": "x", "model": "gpt-5", "baseUrl": f"{url}/v1"}
    entry = {"settings": own, "updatedAt": "2026-01-01T00:00:00.000Z", "tokenSource": "manual"}
    settings = {
        "version": 1,
        "lastUsedProvider": "openai-compatible",
        "modes": {},
        "providers": {"openai-compatible": entry},
    }
    (folder / "providers.json").write_text(json.dumps(settings), encoding="utf-8")


_TOOLS = Tools(
    run=_run,
    read=lambda path: Call("read_files", {"files": [{"path": path}]}),
    search=lambda words, _folder: Call("search_codebase", {"queries": [words]}),
    write=lambda path, text: _patch(f"Add File: {path}", "\n".join(f"+{line}" for line in text.splitlines())),
    edit=lambda path, old, new: _patch(f"Update File: {path}", f"@@\n-{old}\n+{new}"),
    mcp="s__{}",
    instructions=(".clinerules", "AGENTS.md"),
    own_settings=".clinerules/hooks/PreToolUse",
    mcp_files={"HOME/.cline/data/settings/cline_mcp_settings.json": MCP_ENTRY},
)

_UNSEEN = ("a prompt", *_TOOLS.instructions)
_SHARED = make_trials(_TOOLS)

PROGRAM = Program(
    lambda text: [text],
    lambda _url, _home: {},
    {"a command prints": _run("sh show.sh"), "a file holds": _TOOLS.read("PROJECT/live.env")},
    {
        **_SHARED,
        **{name: _SHARED[name]._replace(protected=False) for name in _UNSEEN},
        "a prompt that mentions a file": HookTrial("What does @live.env hold?", files=LIVE, sign=IBAN, protected=False),
    },
    make_lines((*_UNSEEN, "a prompt that mentions a file"), switched_off="names Claude Code"),
    prepare=_prepare,
    prompts=False,
)
