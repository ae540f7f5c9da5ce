"""A runner of GitHub Actions, as far as the steps of our action.yml need one."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.integrations.github.server import TOKEN, FakeGitHub
from tests.repository import environment

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
FIND, KEEP, INSTALL, CHECK = ACTION["runs"]["steps"]
_SHELLS = {"bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"]}  # as the documentation of `shell` says


class Ran(NamedTuple):
    """How a step ended, what it printed, its summary, its outputs."""

    code: int
    out: str
    summary: str
    outputs: dict[str, str]


class Runner:
    """Runs steps in a workspace, one after the other; what they install lasts."""

    def __init__(self, temp: Path, checkout: Path, workspace: Path, github: FakeGitHub | None = None) -> None:
        self.temp, self.checkout, self.workspace = temp, checkout, workspace
        self.api = github.url if github else "http://127.0.0.1:9"
        self.files = workspace.parent / f"{workspace.name}-files"
        self.files.mkdir(exist_ok=True)
        self.outputs: dict[str, str] = {}  # of all steps, as expressions name them

    def pull_request(self, base: str, head: str, **inputs: str) -> Ran:
        sides = {"base": {"sha": base, "ref": "main"}, "head": {"sha": head, "ref": "::error::$(id)"}}
        return self.check("pull_request", {"number": 7, "pull_request": {"number": 7, **sides}}, **inputs)

    def check(self, name: str, payload: Mapping[str, Any], **inputs: str) -> Ran:
        """The step that checks, on an event. Inputs are written with `_` for `-`."""
        (self.files / "event.json").write_text(json.dumps(payload), encoding="utf-8")
        given = {key.replace("_", "-"): value for key, value in inputs.items()}
        return self.step(CHECK, given, GITHUB_EVENT_NAME=name)

    def step(self, step: Mapping[str, Any], inputs: Mapping[str, str] | None = None, **more: str) -> Ran:
        assert "${{" not in step["run"]
        script, output, summary = (self.files / name for name in ("script.sh", "output", "summary.md"))
        script.write_text(step["run"], encoding="utf-8")
        output.write_bytes(b"")
        summary.write_bytes(b"")
        given = {name: self._resolved(value, inputs or {}) for name, value in step.get("env", {}).items()}
        known = {
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.checkout),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_API_URL": self.api,
            "GITHUB_EVENT_PATH": str(self.files / "event.json"),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "NO_PROXY": "127.0.0.1",
        }
        done = subprocess.run(
            [*_SHELLS[step["shell"]], str(script)], cwd=self.workspace, env=environment(**{**known, **given, **more}),
            capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        outputs = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
        self.outputs |= {f"steps.{step.get('id')}.outputs.{name}": value for name, value in outputs.items()}
        text = (done.stdout + done.stderr).decode()
        return Ran(done.returncode, text, summary.read_text(encoding="utf-8"), outputs)

    def install(self) -> Ran:
        """The steps before the one that checks, without the cache."""
        found = self.step(FIND)
        return self.step(INSTALL) if found.code == 0 else found

    def _resolved(self, value: str, inputs: Mapping[str, str]) -> str:
        """An expression of a step's `env`, as the runner resolves it."""
        found = re.fullmatch(r"\$\{\{ (?:inputs\.([\w-]+)|(steps\.[\w.-]+)) \}\}", value)
        if not found:
            assert "${{" not in value
            return value
        if found[2]:
            return self.outputs[found[2]]
        default = ACTION["inputs"][found[1]]["default"]
        return inputs.get(found[1], TOKEN if default == "${{ github.token }}" else default)
