"""The command, on made-up homes and in real repositories; nothing of the user's own is read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from privacy_gate.audit.settings_lookup import CheckOutcome
from privacy_gate.config import Config
from privacy_gate.integrations.assistants import ASSISTANTS
from privacy_gate.reporters import REPORTERS
from privacy_gate.rules.toolchain.records import Setting
from privacy_gate.rules.toolchain.wording import target
from tests.audit.machines import RECORDS, key_of, machine, run, settings, sign, wanted_of, write
from tests.gate import Outcome as Ran
from tests.gate import gate
from tests.markup import HOSTILE, structure
from tests.repository import Repository

KEY = "qT7vK2pX9mLw4" + "RzB8nDc"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A made-up home; the working folder is a repository beside it."""
    for name in list(os.environ):
        if name.startswith(
            ("CLAUDE", "CODEX", "COPILOT", "GEMINI", "AIDER", "OTEL", "DISABLE_", "DO_NOT_", "ANTHROPIC")
        ):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    for name, at in (("XDG_CONFIG_HOME", ".config"), ("APPDATA", ".config")):
        monkeypatch.setenv(name, str(folder / at))
    monkeypatch.setattr("privacy_gate.audit.audit_report.platform_here", lambda: "linux")
    Repository(tmp_path / "repository")
    monkeypatch.chdir(tmp_path / "repository")
    return folder


def put(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def audited(*arguments: str) -> Ran:
    return gate("audit", "--format", "json", *arguments)


def by_rule(found: Ran) -> dict[str, str]:
    return {check["rule"].removeprefix("toolchain/"): check["outcome"] for check in found.data["audit"]["checks"]}


LAYERED = [
    check
    for check in RECORDS.checks
    if isinstance(check, Setting)
    and check.confirmed
    and not check.together
    and any(not isinstance(value, dict) for value in check.cases.fails)
    and len({one.scope for one in RECORDS.tool(check).settings}) > 1
    and all(key_of(one, file) for one in wanted_of(check) for file in RECORDS.tool(check).settings)
]


@pytest.mark.parametrize("check", LAYERED, ids=lambda check: check.id)
def test_the_file_that_comes_first_decides(check: Setting, tmp_path: Path) -> None:
    """A good value in each file with a bad one in all after it passes, and the other way round fails."""
    tool, bad = RECORDS.tool(check), next(value for value in check.cases.fails if not isinstance(value, dict))
    files = [one for one in tool.settings if (machine(tmp_path / "x").resolve(one.path))]
    for turn, (first, then) in enumerate([("good", "bad"), ("bad", "good")]):
        for number in range(len(files) - 1):
            there = machine(tmp_path / f"{turn}-{number}")
            values = {"good": [target(one) for one in wanted_of(check)], "bad": [bad] * len(wanted_of(check))}
            for place, file in enumerate(files[number:]):
                chosen = values[first if place == 0 else then]
                keys = [key_of(one, file) for one in wanted_of(check)]
                pairs = [(key, value) for key, value in zip(keys, chosen, strict=True) if key]
                write(there, {str(place_of(file.path)): settings(pairs, file.format)})
            write(there, sign(tool))

            expected = CheckOutcome.PASS if first == "good" else CheckOutcome.FAIL
            assert {result.outcome for result in run(there, "all", check.id).results} == {expected}


def place_of(path: Any) -> Any:
    return path if isinstance(path, str) else path["linux"]


def test_a_machine_without_tools_has_little_to_fail(home: Path) -> None:
    found = audited()

    assert by_rule(found) == {"commit-hook": "fail", "commit-hook-installed": "fail"}
    assert found.code == 1
    assert "Claude Code" in found.data["audit"]["unused"]


def test_the_hooks_of_git_are_looked_for_where_git_looks(home: Path) -> None:
    put(Path(".husky/pre-commit"), "exec prek hook-impl\n")
    Repository(Path.cwd()).config(**{"core.hooksPath": ".husky"})

    assert by_rule(audited("--select", "toolchain/commit-hook-installed")) == {"commit-hook-installed": "pass"}


def test_a_hook_of_git_that_calls_the_gate_serves_this_clone(home: Path) -> None:
    init = gate("init", "--yes", "--without", "assistants", "--without", "prompts")
    assert "pre-commit" in init.out

    found = audited()

    assert by_rule(found)["commit-hook"] == "pass"
    said = next(one["message"] for one in found.data["audit"]["checks"] if one["rule"] == "toolchain/commit-hook")
    assert "exists only in this clone" in said
    assert by_rule(audited("--repository"))["commit-hook"] == "fail"


def test_parts(home: Path) -> None:
    put(home / ".claude/settings.json", "{}")
    put(Path("CLAUDE.md"), "")

    user, repository, both = (by_rule(audited(part)) for part in ("--user", "--repository", "--all"))

    assert user["claude-usage-data"] == "fail"
    assert user["claude-training"] == "cannot verify"
    assert repository == {
        "claude-reads-secrets": "fail",
        "claude-switched-off": "pass",
        "claude-ignore-file": "pass",
        "commit-hook": "fail",
    }
    assert set(both) == set(user) | set(repository)


def test_a_project_that_loosens_fails_its_own_part(home: Path) -> None:
    put(Path(".claude/settings.json"), '{"env": {"OTEL_LOG_USER_PROMPTS": "1"}}')

    found = audited("--repository")

    assert by_rule(found)["claude-prompt-log"] == "fail"
    assert by_rule(found).get("claude-usage-data") is None


@pytest.mark.parametrize("text", ["{", '{"env": {}} // note', "\xff"])
def test_a_file_that_cannot_be_read_is_a_problem_and_no_pass(home: Path, text: str) -> None:
    put(home / ".claude/settings.json", "{}").write_bytes(text.encode("latin-1"))

    found = audited("--exit-zero")

    assert found.code == 2
    assert [problem["path"] for problem in found.data["problems"]] == ["~/.claude/settings.json"]
    assert by_rule(found)["claude-usage-data"] == by_rule(found)["claude-prompt-log"] == "cannot verify"


def test_the_environment_counts_for_the_user_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home / ".claude/settings.json", "{}")
    monkeypatch.setenv("DISABLE_TELEMETRY", "1")
    monkeypatch.setenv("OTEL_LOG_USER_PROMPTS", "1")

    assert by_rule(audited("--user"))["claude-usage-data"] == "pass"
    assert by_rule(audited("--user"))["claude-prompt-log"] == "fail"
    put(Path("CLAUDE.md"), "")
    assert "claude-prompt-log" not in by_rule(audited("--repository"))


def test_fix_shows_asks_writes_once_and_keeps_comments(home: Path) -> None:
    code = put(
        home / ".config/Code/User/settings.json",
        f'{{\n  // mine\n  "apiKey": "{KEY}",\n  "telemetry.telemetryLevel": "all" // why\n}}\n',
    )
    put(home / ".claude/settings.json", "{}\n").chmod(0o600)
    codex = put(home / ".codex/config.toml", '# mine\nmodel = "x" # best\n')
    put(Path(".cursorignore"), "# ours\n.env\n")
    Path("data.pem").write_text("x")
    before = code.read_text()

    refused = gate("audit", "--fix")

    assert (refused.code, code.read_text()) == (2, before)
    assert '-  "telemetry.telemetryLevel": "all" // why' in refused.err
    assert '+  "telemetry.telemetryLevel": "off", // why' in refused.err

    shown = gate("audit", "--fix", "--dry-run", "--yes")
    assert (shown.code, code.read_text(), codex.read_text()) == (0, before, '# mine\nmodel = "x" # best\n')
    assert '+  "telemetry.telemetryLevel": "off", // why' in shown.out
    assert "no file was changed" in shown.err

    fixed = gate("audit", "--fix", "--yes")
    again = gate("audit", "--fix", "--yes")

    assert "no failed check can be fixed automatically" in again.err
    assert "// mine" in code.read_text()
    assert '"telemetry.telemetryLevel": "off", // why' in code.read_text()
    assert json.loads((home / ".claude/settings.json").read_text())["env"]["DISABLE_TELEMETRY"] == "1"
    assert (home / ".claude/settings.json").stat().st_mode & 0o777 == 0o600
    assert codex.read_text().startswith('# mine\nmodel = "x" # best\n')
    assert Path(".cursorignore").read_text().startswith("# ours\n.env\n")
    outcomes = by_rule(audited())
    for name in (
        "claude-usage-data",
        "codex-usage-data",
        "vscode-usage-data",
        "cursor-ignore-file",
        "claude-reads-secrets",
    ):
        assert outcomes[name] == "pass", name
    assert not any(KEY in ran.out + ran.err for ran in (refused, shown, fixed, again))


def test_what_cannot_be_read_is_no_clean_dry_run(home: Path) -> None:
    put(home / ".claude/settings.json", "{broken")

    assert gate("audit", "--fix", "--dry-run").code == 2


def test_fix_writes_through_no_link_out_of_the_repository(home: Path) -> None:
    profile = put(home / ".profile", "PATH=x\n")
    Path(".cursorignore").symlink_to(profile)

    done = gate("audit", "--fix", "--yes", "--repository")

    assert profile.read_text() == "PATH=x\n"
    assert "a link that leaves the repository" in done.err


def test_a_failed_check_is_held_back_by_settings(home: Path) -> None:
    put(
        Path(".github/workflows/review.yml"),
        "jobs: {a: {steps: [{uses: openai/codex-action@v1}, {run: pre-commit run}]}}\n",
    )
    put(Path(".pre-commit-config.yaml"), "repos: [{hooks: [{id: privacy-gate}]}]\n")
    assert audited("--repository").rules == ["toolchain/ci-codex"]

    put(Path("privacy-gate.yaml"), "severity: {toolchain/ci-codex: off}\n")
    assert (audited("--repository").code, audited("--repository").rules) == (0, [])

    reason = "per_path: [{paths: [.github/**], ignore: [toolchain/ci-codex], reason: agreed}]\n"
    put(Path("privacy-gate.yaml"), reason)
    held = audited("--repository")
    assert (held.code, held.rules, held.data["summary"]["suppressed"]) == (0, [], 1)
    assert gate("rules", "toolchain/ci-codex").code == 0

    put(Path("privacy-gate.yaml"), "severity: {toolchain: error}\n")
    assert audited("--repository").data["findings"][0]["severity"] == "error"
    assert audited("--repository", "--ignore", "toolchain/ci-codex").code == 0
    assert "Did you mean `toolchain/ci-codex`" in gate("audit", "--select", "toolchain/ci-codec").err


def test_never_send_files_and_secrets_must_be_covered(tmp_path: Path) -> None:
    there = machine(tmp_path, config=Config(never_send=["core/*.py"]))
    write(there, {".cursorignore": ".env*\n", "core/price.py": "x = 1\n", "core/a/b.py": "", "keys/a b!.pem": ""})

    (result,) = run(there, "all", "toolchain/cursor-ignore-file").results

    assert result.outcome is CheckOutcome.FAIL
    assert result.message == ".cursorignore does not cover: keys/a b!.pem, core/price.py"
    write(there, {".cursorignore": "\n".join([".env*", *result.fixes[0].entries])})
    assert [one.outcome for one in run(there, "all", "toolchain/cursor-ignore-file").results] == [CheckOutcome.PASS]


def test_marked_code_must_be_covered(home: Path) -> None:
    put(Path("rates.py"), "# this file never goes to the AI\nx = 1\n")
    put(Path(".clineignore"), ".env*\n")

    (finding,) = audited("--repository", "--select", "toolchain/cline-ignore-file").data["findings"]

    assert "rates.py" in finding["message"]


def test_one_key_in_two_places_is_told_without_showing_it(home: Path) -> None:
    put(Path(".env"), f"OPENAI_API_KEY={KEY}\n")
    put(Path(".github/workflows/a.yml"), f"env:\n  API_KEY: {KEY}\n")
    put(Path(".mcp.json"), json.dumps({"mcpServers": {"x": {"env": {"X_TOKEN": KEY}}}}, indent=1))

    for form in REPORTERS:
        found = gate("audit", "--format", form, "--verbose")
        assert KEY not in found.out + found.err
    shared, inside = (
        next(one for one in audited().data["findings"] if one["rule"] == f"toolchain/{name}")
        for name in ("key-shared", "key-in-settings")
    )
    assert (shared["path"], shared["start"]["line"]) == (".github/workflows/a.yml", 2)
    assert "OPENAI_API_KEY in development (.env:1)" in shared["message"]
    assert (inside["path"], inside["start"]["line"]) == (".mcp.json", 5)


@pytest.mark.parametrize("scope", ["--user", "--project"])
@pytest.mark.parametrize("assistant", [name for name in ASSISTANTS if name != "cline"])  # its hook is no setting
def test_the_hooks_that_install_writes_are_found(home: Path, assistant: str, scope: str) -> None:
    (home / ".vscode/extensions/github.copilot-1").mkdir(parents=True)
    for folder in (".claude", ".codex", ".cursor", ".copilot", ".codeium/windsurf"):
        (home / folder).mkdir(parents=True)
    put(Path("GEMINI.md"), "")
    rule = f"{assistant}-hook"
    assert by_rule(audited("--select", f"toolchain/{rule}")) == {rule: "fail"}

    assert gate("install", assistant, scope, "--yes").code == 0

    expected = "cannot verify" if assistant == "codex" else "pass"  # whether it is trusted, no file tells
    assert by_rule(audited("--select", f"toolchain/{rule}")) == {rule: expected}


@pytest.mark.parametrize("form", ["text", "markdown", "concise", "github"])
def test_golden(home: Path, form: str, snapshot: SnapshotAssertion) -> None:
    put(home / ".config/Code/User/settings.json", '{"telemetry.telemetryLevel": "all"}')
    put(Path(".copilotignore"), ".env\n")
    put(Path(".github/workflows/a.yml"), "jobs:\n  a:\n    steps:\n      - uses: coderabbitai/ai-pr-reviewer@v1\n")

    found = gate("audit", "--format", form)

    assert found.code == 1
    assert found.out == snapshot


def test_checklist(home: Path, snapshot: SnapshotAssertion) -> None:
    put(home / ".config/Code/User/settings.json", '{"telemetry.telemetryLevel": "off"}')
    put(Path(".copilotignore"), ".env\n")

    found = gate("audit", "--checklist")

    assert found.code == 0
    start, end, unseen = found.out.partition("Not seen: ")
    assert start + end == snapshot
    seen = ("VS Code", "GitHub Copilot", "this repository")
    assert unseen == ", ".join(tool.name for tool in RECORDS.tools if tool.name not in seen) + ".\n"


def test_hostile_names_reach_no_output(home: Path) -> None:
    for number, text in enumerate(HOSTILE):
        name = text.replace("/", "").replace("\0", "").encode("utf-8", "surrogateescape")[:100]
        folder = Path(os.fsdecode(b"%d" % number + name))
        folder.mkdir()
        (folder / ".claudeignore").write_text("")
    Path(".claudeignore").write_text("")

    for arguments in (["--format", "text"], ["--format", "github"], ["--checklist"], ["--format", "markdown"]):
        found = gate("audit", "--repository", *arguments)
        assert not any(sign in found.out for sign in "\x1b\u202e\u2028\x00")
        assert not any(line.startswith("::") for line in found.out.splitlines()) or "github" in arguments
    markdown = structure(gate("audit", "--repository", "--format", "markdown").out)
    assert (markdown.links, markdown.html, markdown.foreign) == ([], [], [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--yes"], "--yes needs --fix"),
        (["--dry-run"], "--dry-run needs --fix"),
        (["--fix", "--checklist"], "cannot be combined"),
    ],
)
def test_options_that_do_not_fit(home: Path, arguments: list[str], said: str) -> None:
    done = gate("audit", *arguments)

    assert done.code == 2
    assert said in done.err
