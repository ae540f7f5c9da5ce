"""A repository full of canaries, and an environment that says what was run and asked for in it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.canaries.values import canaries, lines, planted
from tests.cli.test_test import PROMPT
from tests.organisation.repositories import code
from tests.repository import Repository

PLACES = (
    "prompt", "code", "staged", "past", "message", "payload", "reason", "settings", "baseline", "patch", "broken patch",
    "environment", "test", "config", "answer", "stdin", "docstring", "trusted",
)  # fmt: skip
"""All but `path`: the name of a file is shown, because it says where something is."""

_GIT = """\
#!/bin/sh
echo "$GIT_NO_LAZY_FETCH $GIT_ALLOW_PROTOCOL $*" | head -1 >> "$CANARIES_GIT"
exec "{real}" "$@"
"""


class Room:
    """The folders of a run: a repository, a home, a cache, a place for what is temporary."""

    def __init__(self, folder: Path, real_git: str) -> None:
        self.folder = folder
        self.repository = Repository(folder / "repository")
        self.root = self.repository.root
        self.git_calls = folder / "watch" / "git"
        self.sockets = folder / "watch" / "sockets"
        for name in ("home", "tmp", "bin", "watch", "out"):
            (folder / name).mkdir()
        git = folder / "bin" / "git"
        git.write_text(_GIT.format(real=real_git))
        git.chmod(0o755)
        self._commits()
        self._settings()

    def variables(self) -> dict[str, str]:
        own = {kind: canary.value for kind, canary in canaries("environment").items()}
        return {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "CANARIES_GIT": str(self.git_calls),
            "PRIVACY_GATE_SOCKETS": str(self.sockets),
            "PRIVACY_GATE_SOCKETS_ALL": "1",
            "GITHUB_TOKEN": own["token"],
            "DATABASE_PASSWORD": own["password"],
            "https_proxy": f"http://proxy:{own['url']}@127.0.0.1:9",
            "SIGNING_KEY": own["key"],
            "ACCOUNT": own["iban"],
            "WRAPPED": own["wrapped"],
        }

    def write(self, name: str, text: str) -> str:
        """A file beside the repository; returns its path."""
        file = self.folder / "given" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        return str(file)

    def _commits(self) -> None:
        path = canaries("path")["token"].value
        own = self.repository
        own.commit({"privacy-gate.yaml": "prompts: ['prompts/**']\n", "src/billing.py": code(1)}, "begin")
        own.commit({"src/old.py": planted("past")}, planted("message"))
        own.git("tag", "-a", "-m", planted("message"), "v1")
        own.git("notes", "add", "-m", planted("message"))
        ignored = f"{lines('trusted')['token']}  # privacy-gate: ignore[secret] {lines('reason')['token']}\n"
        doc = "\n    ".join(planted("docstring").splitlines())
        function = f"def settle(amount: int) -> int:\n    '''Settle.\n\n    {doc}\n    '''\n    return amount\n"
        own.commit(
            {
                "src/app.py": planted("code") + ignored,
                "src/settle.py": function,
                "prompts/leaky.md": f"TASK: Mend this.\n\n```python\n{planted('prompt')}```\n",
                f"notes/{path}.md": planted("code"),
                "prompts/double.md": PROMPT,
                "prompts/double/double.py": "def double(n):\n    return 2 * n\n",
                "prompts/double/test_double.py": self._failing_test(),
                "broken-baseline.json": f'{{"version": 1, "entries": [{json.dumps(planted("baseline"))}, \n',
                "odd-baseline.json": json.dumps({"version": planted("baseline"), lines("baseline")["token"]: 1}),
            },
            "more",
        )
        own.git("rm", "-q", "src/old.py")
        own.commit({}, planted("message"))
        own.stage("src/new.py", f"{planted('staged')}# privacy-gate: ignore[secret/github-token]\n{ignored}{code(2)}")

    def _failing_test(self) -> str:
        said = lines("test")
        body = f"    {said['token']}\n    {said['password']}\n    {said['url']}\n"
        return f"from double import double\n\n\ndef test_two() -> None:\n{body}    assert double(2) == token + server\n"

    def _settings(self) -> None:
        """Settings of assistants that hold secrets, and some that cannot be read."""
        home, said = self.folder / "home", canaries("settings")
        (home / ".claude").mkdir()
        env = {"ANTHROPIC_API_KEY": said["token"].value, "DB_PASSWORD": said["password"].value}
        (home / ".claude" / "settings.json").write_text(json.dumps({"env": env}))
        (home / ".gemini").mkdir()
        (home / ".gemini" / "settings.json").write_text(f"{{\n{planted('settings')}")
        (home / ".codex").mkdir()
        (home / ".codex" / "config.toml").write_text(f"[a\n{planted('settings')}")
