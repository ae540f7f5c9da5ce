"""The hooks and workflows that `privacy-gate init` writes."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest
import yaml

from privacy_gate.cli.init import installed_commit, planned_files
from privacy_gate.cli.init.git_hooks import RELEASE
from privacy_gate.integrations.assistants.program_path import is_temporary
from tests.cli.init.setting_up import HOOKS, init
from tests.gate import gate
from tests.repository import CHECKOUT, TOKEN_LINE, Repository, environment, start
from tests.runner import ACTION

ROOT = CHECKOUT
BIN = Path(sys.executable).parent


def test_pre_commit_is_taken_where_it_is_used(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")
    item = "  - id: x\n    # last\n    name: x\n    entry: 'true'\n    language: system\n"
    own = f"# ours\nrepos:\n- repo: local\n  hooks:\n{item}"
    repository.stage(".pre-commit-config.yaml", own)

    done = init()

    text = Path(".pre-commit-config.yaml").read_text()
    assert text.startswith(own)
    hooks = yaml.safe_load(text)["repos"][1]
    assert (hooks["rev"], [hook["id"] for hook in hooks["hooks"]]) == (
        f"v{RELEASE}",
        ["privacy-gate", "privacy-gate-message", "privacy-gate-push", "privacy-gate-checkout"],
    )
    assert start([BIN / "pre-commit", "validate-config"], repository.root).code == 0
    assert {"pre-commit", "commit-msg"} <= {path.name for path in (repository.root / ".git/hooks").iterdir()}
    assert "runs pre-commit install" in done.out


def test_a_command_that_fails_is_said(repository: Repository, folder: Path) -> None:
    program = folder / "bin" / "pre-commit"
    program.write_text("#!/bin/sh\necho 'no \x1b[31mluck' >&2; exit 3\n")
    program.chmod(0o755)

    done = gate("init", "--yes")

    assert done.code == 1
    assert "failed: no" in done.err
    assert "\x1b" not in done.err + done.out


def test_hooks_of_others_are_left_alone(repository: Repository) -> None:
    hook = repository.write(".git/hooks/pre-commit", "#!/bin/sh\nmake lint\n")

    assert "add the line `privacy-gate diff --staged`" in init().out
    assert hook.read_text() == "#!/bin/sh\nmake lint\n"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (".husky/pre-commit", "npm test", "npm test\nprivacy-gate diff --staged\n"),
        (".husky/pre-push", "npm test\n", 'npm test\nprivacy-gate pre-push "$@"\n'),
        (".husky/post-merge", "npm ci\n", "npm ci\nprivacy-gate post-checkout\n"),
        ("lefthook.yml", "pre-push: {}\n", "pre-push: {}\n"),
    ],
)
def test_other_managers_of_hooks(repository: Repository, name: str, before: str, after: str) -> None:
    repository.stage(name, before)

    done = init()

    assert Path(name).read_text() == after
    assert ("manual step: add to lefthook.yml" in done.out) == (name == "lefthook.yml")
    assert not (repository.root / ".git/hooks/pre-commit").exists()


def test_the_assistants_of_this_machine_get_hooks(repository: Repository) -> None:
    settings = Path.home() / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"theme": "dark"} // mine\n')

    done = init("--user", "--without", "hook", "--without", "ci")

    assert '"theme": "dark"' in settings.read_text()
    assert "hook claude" in settings.read_text()
    assert "// mine" in settings.read_text()
    assert "Hooks of Claude Code" in done.out
    assert "Hooks of" not in init("--without", "assistants").out


def test_what_lies_outside_of_the_repository_is_only_proposed(repository: Repository, folder: Path) -> None:
    settings = Path.home() / ".claude" / "settings.json"
    settings.parent.mkdir()
    repository.config(**{"core.hooksPath": str(folder / "home" / "hooks")})

    done = init()

    assert not settings.exists()
    assert not (folder / "home" / "hooks").exists()
    assert "skipped: --yes applies to this repository only. Run `privacy-gate install claude`." in done.out
    assert done.out.count("This changes files outside of the repository") == 4

    init("--user")

    assert settings.exists()
    assert {path.name for path in (folder / "home" / "hooks").iterdir()} == HOOKS


@pytest.mark.parametrize(
    ("program", "temporary"),
    [
        ("/tmp/venv/bin/privacy-gate", True),  # noqa: S108
        ("/home/u/.cache/uv/archive-v0/Xy/bin/privacy-gate", True),
        ("/home/u/.cache/uv/environments-v2/gate-1f/bin/privacy-gate", True),
        ("/home/u/.local/share/pipx/.cache/1f/bin/privacy-gate", True),
        ("/home/u/.local/share/uv/tools/privacy-gate/bin/privacy-gate", False),
        ("/home/u/.local/share/pipx/venvs/privacy-gate/bin/privacy-gate", False),
        ("/home/u/.local/bin/privacy-gate", False),
        ("/usr/bin/privacy-gate", False),
    ],
)
def test_which_environments_are_temporary(program: str, temporary: bool) -> None:
    assert is_temporary(Path(program)) == temporary


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a script")
def test_a_temporary_environment_is_not_named(repository: Repository, tmp_path: Path) -> None:
    """Neither in settings nor in a hook of git: it would be gone, and everything would be stopped."""
    temporary = tmp_path / "environment"
    assert start([sys.executable, "-m", "venv", "--without-pip", str(temporary)], repository.root).code == 0
    program = temporary / "bin" / "privacy-gate"
    program.write_text(f"#!{temporary}/bin/python\nfrom privacy_gate.cli import main\nmain()\n")
    program.chmod(0o755)
    settings = Path.home() / ".claude" / "settings.json"
    settings.parent.mkdir()
    variables = environment(PATH=os.environ["PATH"], HOME=str(Path.home()), PYTHONPATH=os.pathsep.join(sys.path))
    variables.pop("PRIVACY_GATE_PROGRAM", None)

    done = start([program, "init", "--yes", "--user"], repository.root, env=variables)
    installed = start([program, "install", "claude", "--yes"], repository.root, env=variables)

    assert done.code == 0, done.err
    assert done.out.count("runs in a temporary environment") == 4
    assert "uv tool install" in done.out
    assert installed.code == 2
    assert not settings.exists()
    assert not any((repository.root / ".git" / "hooks" / name).exists() for name in HOOKS)

    start([sys.executable, "-m", "venv", "--without-pip", str(repository.root / ".venv")], repository.root)
    own = repository.root / ".venv" / "bin" / "privacy-gate"
    own.write_text(program.read_text())
    own.chmod(0o755)
    variables["PATH"] = f"{own.parent}{os.pathsep}{variables['PATH']}"
    assert start([program, "init", "--yes"], repository.root, env=variables).code == 0
    assert f"exec {own} diff --staged" in (repository.root / ".git" / "hooks" / "pre-commit").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="the hook is a shell script")
@pytest.mark.parametrize("runner", ["pre-commit", "prek"])
def test_a_runner_that_has_the_push_hook_keeps_it(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, runner: str
) -> None:
    monkeypatch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")
    repository.stage(".pre-commit-config.yaml", "repos: []\n")
    assert start([BIN / runner, "install", "-t", "pre-push"], repository.root).code == 0
    hook = (repository.root / ".git/hooks/pre-push").read_text()

    done = init("--without", "hook")

    assert "manual step: add `privacy-gate-push` to .pre-commit-config.yaml" in done.out
    init("--without", "push")
    assert "runs what .pre-commit-config.yaml has" in init().out
    assert (repository.root / ".git/hooks/pre-push").read_text() == hook


def test_the_workflow_is_the_one_of_the_examples(repository: Repository) -> None:
    repository.git("remote", "add", "origin", "git@github.com:o/r.git")

    init("--without", "hook")

    audited = start([BIN / "zizmor", "--offline", "--no-progress", "--persona=auditor", ".github"], repository.root)
    assert audited.code == 0, audited.out
    written = yaml.safe_load(Path(".github/workflows/privacy-gate.yml").read_text())
    example = yaml.safe_load((ROOT / "examples/workflows/privacy-gate.yml").read_text())
    shown = example["jobs"]["privacy-gate"]["steps"].pop()
    python, install, check = (written["jobs"]["privacy-gate"]["steps"].pop(1) for _ in range(3))
    assert written == example
    assert re.fullmatch(r"actions/setup-python@[0-9a-f]{40}", python["uses"])
    assert f'"privacy-gate=={RELEASE}"' in install["run"]
    assert check["env"].pop("INPUT_AUDIT") == "true"
    assert check["env"].pop("GITHUB_TOKEN") == ACTION["inputs"]["token"]["default"]
    assert check["env"] == {f"INPUT_{name.upper().replace('-', '_')}": value for name, value in shown["with"].items()}


FROM_GIT = {"url": "https://github.com/o/gate.git", "vcs_info": {"vcs": "git", "commit_id": "0f" * 20}}


@pytest.mark.parametrize(
    ("direct", "expected"),
    [
        (FROM_GIT, installed_commit.Pin("o/gate", "0f" * 20)),
        (FROM_GIT | {"url": "https://git.example.com/o/gate.git"}, None),
        (FROM_GIT | {"vcs_info": {"vcs": "git", "commit_id": "main"}}, None),
        ({"url": "file:///work/gate", "dir_info": {"editable": True}}, None),
        ("no object", None),
    ],
)
def test_the_commit_of_what_is_installed(direct: object, expected: installed_commit.Pin | None) -> None:
    assert installed_commit.read(json.dumps(direct)) == expected


@pytest.mark.parametrize("known", [None, installed_commit.Pin("o/gate", "0f" * 20)])
def test_zizmor_and_the_schema_pass_the_workflow(folder: Path, known: installed_commit.Pin | None) -> None:
    file = folder / ".github" / "workflows" / "privacy-gate.yml"
    file.parent.mkdir(parents=True)
    file.write_text(planned_files.workflow(RELEASE, known))

    audited = start([BIN / "zizmor", "--offline", "--no-progress", "--persona=auditor", ".github"], folder)
    shaped = start([BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(file)], folder)

    assert audited.code == 0, audited.out
    assert shaped.code == 0, shaped.out
    steps = yaml.safe_load(file.read_text())["jobs"]["privacy-gate"]["steps"]
    assert all(re.search(r"@[0-9a-f]{40}$", step["uses"]) for step in steps if "uses" in step)
    assert any(step.get("uses") == f"o/gate@{'0f' * 20}" for step in steps) == (known is not None)


@pytest.mark.skipif(sys.platform == "win32", reason="the runner here is bash")
def test_the_last_step_of_the_workflow_runs(repository: Repository, folder: Path) -> None:
    base = repository.commit({"a.py": "x = 1\n"})
    repository.commit({"a.py": TOKEN_LINE})
    head = repository.commit({"a.py": "x = 1\n"})
    event = folder / "event.json"
    event.write_text(json.dumps({"before": base, "after": head, "ref": "refs/heads/main"}))
    (folder / "temp" / "privacy-gate").mkdir(parents=True)
    (folder / "temp" / "privacy-gate" / "bin").symlink_to(BIN)
    *_, step = yaml.safe_load(planned_files.workflow(RELEASE, None))["jobs"]["privacy-gate"]["steps"]
    given = {name: value for name, value in step["env"].items() if "${{" not in value}
    runner = {"RUNNER_TEMP": str(folder / "temp"), "GITHUB_EVENT_PATH": str(event), "GITHUB_EVENT_NAME": "push"}

    done = start(["sh", "-c", step["run"]], repository.root, env=environment(**runner, **given))

    assert done.code == 1, done.err
    assert "title=secret/github-token" in done.out


def test_the_job_of_gitlab_is_that_of_the_page(repository: Repository) -> None:
    repository.stage(".gitlab-ci.yml", "# ours\nlint: {script: [make]}")

    init("--without", "hook")

    written = yaml.safe_load(Path(".gitlab-ci.yml").read_text())
    (snippet, *_) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/gitlab.md").read_text(), re.DOTALL)
    job, page = written["privacy-gate"], yaml.safe_load(snippet)["privacy-gate"]
    assert written["lint"] == {"script": ["make"]}
    assert page["script"][0].startswith(job["script"][0])
    assert {name: job[name] for name in ("stage", "image", "rules")} == {
        name: page[name] for name in ("stage", "image", "rules")
    }
