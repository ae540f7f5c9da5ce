"""Copilot CLI: how it is started, and what is tried with it. It masks tokens in results of tools by itself."""

from __future__ import annotations

from pathlib import Path

from benchmarks.assistants.model_replies import Call
from benchmarks.assistants.shared_trials import MCP_ENTRY, Tools, make_lines, make_trials
from benchmarks.assistants.trial_kinds import Program


def _run(command: str) -> Call:
    return Call("bash", {"command": command, "description": "x", "mode": "sync"})


def _environment(url: str, home: Path) -> dict[str, str]:
    return {
        "COPILOT_PROVIDER_BASE_URL": f"{url}/v1",
        "COPILOT_PROVIDER_API_KEY": "x",
        "COPILOT_MODEL": "gpt-5",
        "COPILOT_OFFLINE": "true",
        "COPILOT_AUTO_UPDATE": "false",
        "COPILOT_HOME": str(home / ".copilot"),
    }


_TOOLS = Tools(
    run=_run,
    read=lambda path: Call("view", {"path": path}),
    search=lambda words, folder: Call("grep", {"pattern": words, "paths": folder, "output_mode": "content"}),
    write=lambda path, text: Call("create", {"path": path, "file_text": text}),
    edit=lambda path, old, new: Call("edit", {"path": path, "old_str": old, "new_str": new}),
    mcp="s-{}",
    instructions=("AGENTS.md", ".github/copilot-instructions.md"),
    own_settings=".github/hooks/privacy-gate.json",
    mcp_files={"servers.json": MCP_ENTRY},
    mcp_arguments=("--additional-mcp-config", "@servers.json"),
)

PROGRAM = Program(
    lambda text: ["-p", text, "--allow-all-tools"],
    _environment,
    {"a command prints": _run("sh show.sh"), "a file holds": Call("view", {"path": "PROJECT/live.env"})},
    make_trials(_TOOLS),
    make_lines(
        ("a prompt", *_TOOLS.instructions),
        switched_off="names Claude Code; hooks of a project add to those of the user",
    ),
    free=("--allow-all-paths",),
)
