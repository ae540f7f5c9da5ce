"""Commands that developers and assistants run all day: none of them is stopped or asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate import gate
from tests.integrations.assistants import payloads
from tests.integrations.assistants.command_lines import some
from tests.repository import TOKEN_LINE, Repository

COMMANDS = (Path(__file__).parent / "ordinary-commands.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Repository(tmp_path_factory.mktemp("ordinary") / "work")
    made.commit(
        {
            "privacy-gate.yaml": "never_send: [vault/**]\n",
            ".pre-commit-config.yaml": "repos: [{repo: x, rev: v1, hooks: [{id: privacy-gate}]}]\n",
            ".claude/settings.json": '{"hooks": {"PreToolUse": [{"command": "privacy-gate hook claude"}]}}\n',
            ".gitignore": ".env\n",
            "README.md": "hello\n",
            "package.json": '{"version": "1.0.0", "scripts": {"build": "tsc"}}\n',
            "requirements.txt": "requests\n",
            "run.sh": "#!/bin/sh\necho run\n",
            "src/app.py": "def main():\n    return 1\n",
            "src/b.py": "def other():\n    return 2\n",
            "tests/test_app.py": "def test_main():\n    assert True\n",
            "vault/pricing.py": "def price(order):\n    return order.weight * 0.93\n",
            "vault/tests/test_pricing.py": "def test_price():\n    assert True\n",
        }
    )
    made.write(".env", TOKEN_LINE)
    made.gate("index", "build")
    return made.root


@pytest.mark.parametrize("command", some(COMMANDS))
def test_nothing_is_said_about_an_ordinary_command(command: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    given = {"command": command.replace("\\n", "\n"), "description": "cat .env, or what else it may be"}

    assert gate("hook", "claude", stdin=payloads.call("claude", "Bash", given, root)).data == {}


def test_there_are_many_ordinary_commands() -> None:
    assert len(set(COMMANDS)) >= 150
