"""action.yml and the workflows: schemas, pins, permissions."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.runner import ACTION, CHECK, KEEP, ROOT

WORKFLOWS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples" / "workflows").glob("*.yml"))
OWN = sorted(str(path.relative_to(ROOT)) for path in (ROOT / ".github" / "workflows").glob("*.yml"))
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runner here is bash with POSIX paths")


@pytest.mark.parametrize(
    "command",
    [
        ["check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *OWN, *WORKFLOWS],
        ["check-jsonschema", "--builtin-schema", "vendor.dependabot", ".github/dependabot.yml"],
        ["zizmor", "--offline", "--no-progress", "--persona=auditor", "action.yml", ".github", *WORKFLOWS],
    ],
    ids=lambda command: " ".join(command[:4]),
)
def test_schemas_and_audit(command: list[str]) -> None:
    command = [str(Path(sys.executable).with_name(command[0])), *command[1:]]

    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)

    assert done.returncode == 0, done.stdout + done.stderr


def test_workflows_are_pinned_and_ask_for_little() -> None:
    for name in WORKFLOWS:
        workflow = yaml.safe_load((ROOT / name).read_text())
        assert workflow["permissions"] == {}
        for job in workflow["jobs"].values():
            used = [step["uses"] for step in job["steps"] if "uses" in step]
            assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one) for one in used)
            inputs = [step["with"] for step in job["steps"] if "/privacy-gate@" in step.get("uses", "")]
            assert all(set(one) <= set(ACTION["inputs"]) for one in inputs)
            # YAML 1.1 reads the key `on` as true
            assert "workflow_run" not in workflow[True] or not any("checkout" in one for one in used)


@pytest.mark.parametrize("name", OWN)
def test_our_own_workflows_are_pinned_too(name: str) -> None:
    text = (ROOT / name).read_text()
    workflow = yaml.safe_load(text)

    assert workflow["permissions"] == {}
    assert all("permissions" in job for job in workflow["jobs"].values())
    used = re.findall(r"uses: (\S+)(?: # (\S+))?", text)
    assert used
    for action, version in used:
        assert action.startswith("./") or (re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) and version.startswith("v"))


def test_the_tools_of_a_release_are_pinned_by_hash() -> None:
    folder = ROOT / ".github" / "requirements"
    wanted = {line for line in (folder / "release.in").read_text().splitlines() if not line.startswith("#")}
    pins = re.findall(
        r"^([\w.-]+)==\S+.*\\\n    --hash=sha256:[0-9a-f]{64}", (folder / "release.txt").read_text(), re.MULTILINE
    )
    release = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())
    scripts = [step["run"] for job in release["jobs"].values() for step in job.get("steps", []) if "run" in step]

    assert wanted <= set(pins)
    assert all("--require-hashes" in script for script in scripts if 'pip" install' in script)
    assert release[True] == {"push": {"tags": ["v*"]}}


def test_every_input_reaches_the_step_through_its_environment() -> None:
    passed = " ".join(str(value) for value in CHECK["env"].values())

    assert all(f"${{{{ inputs.{name} }}}}" in passed for name in ACTION["inputs"] if name != "cache")
    assert not any("${{" in step.get("run", "") for step in ACTION["runs"]["steps"])
    assert KEEP["with"]["path"] == "${{ runner.temp }}/privacy-gate-wheels"
