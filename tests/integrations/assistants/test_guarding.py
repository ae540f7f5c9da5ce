"""An assistant does not write what the gate goes by, and writes everything else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gate import gate
from tests.integrations.assistants import payloads
from tests.repository import Repository

SETTINGS = '{"hooks": ["privacy-gate hook claude"],\n"model": "x"}\n'
PATCH = "*** Begin Patch\n*** Update File: {path}\n@@\n-{old}\n+{new}\n*** End Patch\n"


pytestmark = pytest.mark.repository(
    {"privacy-gate.yaml": "fail_on: error\n", "pyproject.toml": "[project]\n[tool.privacy-gate-x]\n"},
    {".claude/settings.json": SETTINGS, ".vscode/settings.json": "{}\n", "Makefile": "test:\n\tpytest\n"},
)


def write(repository: Repository, tool: str, given: dict[str, Any], assistant: str = "claude") -> str:
    return gate("hook", assistant, stdin=payloads.call(assistant, tool, given, repository.root)).out


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("Write", {"file_path": "privacy-gate.yaml", "content": "keywords: [x]\n"}),
        ("Write", {"file_path": ".privacy-gate-baseline", "content": "x\n"}),
        ("Edit", {"file_path": ".claude/settings.json", "old_string": "privacy-gate hook claude", "new_string": "x"}),
        ("MultiEdit", {"file_path": ".claude/settings.json", "edits": [{"old_string": "privacy-gate"}]}),
        ("Write", {"file_path": ".git/hooks/pre-push", "content": "exit 0\n"}),
        ("apply_patch", {"input": PATCH.format(path=".claude/settings.json", old="privacy-gate hook", new="x")}),
        ("apply_patch", {"input": PATCH.format(path="privacy-gate.yaml", old="fail_on: error", new="fail_on: never")}),
        ("Bash", {"command": "cd .claude && rm settings.json"}),
        ("Bash", {"command": "git rm privacy-gate.yaml"}),
        ("Bash", {"command": "sh -c 'echo {} > .claude/settings.json'"}),
    ],
)  # fmt: skip
def test_what_the_gate_goes_by_is_for_people(tool: str, given: dict[str, Any], repository: Repository) -> None:
    assert "only the user" in write(repository, tool, given)
    assert "only the user" in write(repository, tool, given, "codex")


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("Write", {"file_path": "src/a.py", "content": "x = 1\n"}),
        ("Write", {"file_path": ".claude/settings.json", "content": SETTINGS.replace('"x"', '"y"')}),
        ("Edit", {"file_path": ".claude/settings.json", "old_string": '"x"', "new_string": '"y"'}),
        ("Write", {"file_path": ".vscode/settings.json", "content": "{}\n"}),
        ("Write", {"file_path": ".pre-commit-config.yaml", "content": "repos: []\n"}),
        ("Edit", {"file_path": "pyproject.toml", "old_string": "[project]", "new_string": "[project]\nname = 'x'"}),
        ("apply_patch", {"input": PATCH.format(path="Makefile", old="pytest", new="pytest -q")}),
        ("Bash", {"command": "echo 'all: test' >> Makefile"}),
        ("Bash", {"command": "rm .vscode/settings.json"}),
    ],
)
def test_everything_else_may_be_written(tool: str, given: dict[str, Any], repository: Repository) -> None:
    assert "deny" not in write(repository, tool, given)
    assert "deny" not in write(repository, tool, given, "codex")
