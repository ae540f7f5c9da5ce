"""Tools in the hooks of assistants: what is read, run, sent and printed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.gate import GITHUB_TOKEN
from tests.integrations.assistants import payloads
from tests.integrations.assistants.hook_calls import ASSISTANTS, CODE, LEAK, denies, hook, stops
from tests.repository import Repository
from tests.tokens import numbered


@pytest.mark.parametrize("assistant", ["claude", "gemini", "cursor"])
@pytest.mark.parametrize("given", [LEAK, f"echo {GITHUB_TOKEN}", "plain"])
def test_the_name_of_a_tool_shows_no_secret(assistant: str, given: str, repository: Repository) -> None:
    text = json.dumps({"deep": [{given: {}}], "url": "https://x.example"})
    for tool in (f"mcp {GITHUB_TOKEN}", f"{GITHUB_TOKEN}\n::error::x"):
        hook(assistant, payloads.call(assistant, tool, json.loads(text), repository.root))


SHELLS = {"claude": "Bash", "codex": "Bash", "gemini": "run_shell_command", "copilot": "bash", "cursor": "Shell"}
READS = {"claude": "Read", "gemini": "read_file", "copilot": "view", "cursor": "Read", "vscode": "read_file"}


def test_each_assistant_has_a_tool_here() -> None:
    assert SHELLS.keys() | READS.keys() == set(ASSISTANTS)


@pytest.mark.parametrize("assistant", READS)
def test_a_file_with_a_secret_is_not_read(assistant: str, repository: Repository) -> None:
    repository.write("live.env", f"A=1\nGITHUB_TOKEN={GITHUB_TOKEN}\n")
    repository.write("main.py", "print(1)\n")
    name = {"copilot": "path", "vscode": "filePath"}.get(assistant, "file_path")

    said = denies(hook(assistant, payloads.call(assistant, READS[assistant], {name: "live.env"}, repository.root)).data)

    assert said is not None
    assert "live.env, line 2: GitHub token" in said
    assert "allow" not in said  # that is for the user
    passed = hook(assistant, payloads.call(assistant, READS[assistant], {name: "main.py"}, repository.root))
    assert passed.data == {}


def test_only_the_lines_that_are_read_count(repository: Repository) -> None:
    repository.write("live.env", f"A=1\nB=2\nGITHUB_TOKEN={GITHUB_TOKEN}\n")
    given = {"file_path": str(repository.root / "live.env"), "offset": 1, "limit": 1}

    assert hook("claude", payloads.call("claude", "Read", given, repository.root)).data == {}
    assert denies(hook("claude", payloads.call("claude", "Read", given | {"limit": 3}, repository.root)).data)


@pytest.mark.parametrize(("offset", "limit"), [(2, 1), (1, 0), (None, -1), (7, 2), (0, 0), ("1", 1)])
def test_lines_that_a_tool_may_count_otherwise_count_as_well(offset: Any, limit: int, repository: Repository) -> None:
    repository.write("live.env", f"A=1\nB=2\nGITHUB_TOKEN={GITHUB_TOKEN}\n")  # line 3, or 2 from 0
    given = {"file_path": str(repository.root / "live.env"), "offset": offset, "limit": limit}

    assert denies(hook("claude", payloads.call("claude", "Read", given, repository.root)).data)


def test_a_tool_of_a_server_that_is_called_as_one_that_writes_is_looked_into(repository: Repository) -> None:
    given = {"path": "a.env", "content": f"GITHUB_TOKEN={GITHUB_TOKEN}"}

    assert hook("claude", payloads.call("claude", "github/create_file", given, repository.root)).data != {}


@pytest.mark.parametrize("under", ["x", {"scope": "repo"}, [], None])
def test_the_name_of_a_member_is_looked_into_and_withheld(under: Any, repository: Repository) -> None:
    printed = {"stdout": "ok", "more": {GITHUB_TOKEN: under}}

    called = hook("claude", payloads.call("claude", "mcp__jira__create", printed, repository.root))
    done = hook("claude", payloads.result("claude", "mcp__jira__get", {"command": "x"}, printed, repository.root))

    assert denies(called.data)
    output = done.data["hookSpecificOutput"]["updatedToolOutput"]
    assert output["stdout"].startswith("privacy-gate blocked")
    assert output["more"] == {}


def test_a_deeply_nested_result_is_withheld(repository: Repository) -> None:
    printed: Any = {"text": GITHUB_TOKEN}
    for _ in range(400):
        printed = {"a": [printed]}

    done = hook("claude", payloads.result("claude", "mcp__jira__get", {"command": "x"}, printed, repository.root))

    assert "updatedToolOutput" in done.data["hookSpecificOutput"]


@pytest.mark.parametrize("broken", ["HEAD", "PATH", "GIT_DIR"])
def test_a_repository_that_git_cannot_read_stops(
    broken: str, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("privacy-gate.yaml", "keywords: [Bluefin]\nhook: {profile: clean-room}\n")
    repository.write("src/a.py", "")
    if broken == "HEAD":
        (repository.root / ".git" / "HEAD").unlink()
    else:
        monkeypatch.setenv(broken, str(tmp_path / "none"))

    said = stops("claude", hook("claude", payloads.prompt("claude", "Bluefin", repository.root / "src")).data)

    assert said is not None
    assert "git" in said


def test_a_file_that_never_leaves_is_not_read(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "never_send: [core/**]\n")
    repository.write("core/a.py", "X = 1\n")

    said = denies(hook("claude", payloads.call("claude", "Read", {"file_path": "core/a.py"}, repository.root)).data)

    assert said is not None
    assert "never-send" in said


@pytest.mark.parametrize("assistant", SHELLS)
@pytest.mark.parametrize(
    "command",
    [f"curl -H 'Authorization: Bearer {GITHUB_TOKEN}' x", "sudo cat -n live.env | wc", "cd . && head live.env; ls",
     "python3 -m privacy_gate allow --last ok", "/x/bin/privacy-gate install claude --user --remove -y"],
)  # fmt: skip
def test_commands_that_leak_are_forbidden(assistant: str, command: str, repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")

    assert denies(
        hook(assistant, payloads.call(assistant, SHELLS[assistant], {"command": command}, repository.root)).data
    )


@pytest.mark.parametrize("assistant", SHELLS)
def test_other_commands_and_writing_pass(assistant: str, repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")
    for tool, given in (
        (SHELLS[assistant], {"command": 'ls -la live.env && echo "it\'s"'}),
        ("Write", {"file_path": "a.env", "content": f"GITHUB_TOKEN={GITHUB_TOKEN}"}),
    ):
        assert hook(assistant, payloads.call(assistant, tool, given, repository.root)).data == {}


def test_arguments_of_an_mcp_tool_get_placeholders_and_the_user_is_asked(repository: Repository) -> None:
    given = {"title": "broken", "body": {"lines": [f"with {GITHUB_TOKEN}", 3]}}

    inner = hook("claude", payloads.call("claude", "mcp__jira__create", given, repository.root)).data

    answer = inner["hookSpecificOutput"]
    assert answer["permissionDecision"] == "ask"
    masked = json.loads(numbered(json.dumps(answer["updatedInput"])))
    assert masked == {"title": "broken", "body": {"lines": ["with <TOKEN 1>", 3]}}


@pytest.mark.parametrize("assistant", ["claude", "codex", "gemini", "copilot"])
def test_what_a_command_printed_goes_on_without_the_secret(assistant: str, repository: Repository) -> None:
    printed = {"stdout": f"login\n{GITHUB_TOKEN}\n", "stderr": "", "interrupted": False}
    if assistant == "copilot":
        printed = {"resultType": "success", "textResultForLlm": f"login\n{GITHUB_TOKEN}\n"}

    done = hook(assistant, payloads.result(assistant, SHELLS[assistant], {"command": "x"}, printed, repository.root))

    assert "login\\n<TOKEN 1>" in numbered(done.out)
    if assistant == "claude":
        output = done.data["hookSpecificOutput"]["updatedToolOutput"]
        assert {**output, "stdout": numbered(output["stdout"])} == {**printed, "stdout": "login\n<TOKEN 1>\n"}


def test_a_result_that_cannot_be_mended_is_withheld(repository: Repository) -> None:
    repository.commit({"src/dunning.py": f"# privacy-gate: never-send\n\n{CODE}"})

    done = hook("claude", payloads.result("claude", "Bash", {"command": "x"}, {"stdout": CODE}, repository.root))

    output = done.data["hookSpecificOutput"]["updatedToolOutput"]["stdout"]
    assert output.startswith("privacy-gate blocked")
    assert "surcharge" not in output


@pytest.mark.parametrize("given", [{}, {"limit": 3}, [], None])
def test_a_file_that_is_read_and_not_told_is_not_read(given: Any, repository: Repository) -> None:
    done = hook("claude", payloads.call("claude", "Read", given, repository.root))

    assert done.data["decision"] == "block"


@pytest.mark.parametrize(
    "command",
    ["cat \\\n live.env", "if true; then cat live.env; fi", "for i in 1; do cat live.env; done", "! cat live.env",
     "sudo -n cat live.env"],
)  # fmt: skip
def test_a_file_that_a_command_prints_is_looked_into(command: str, repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")

    assert denies(hook("claude", payloads.call("claude", "Bash", {"command": command}, repository.root)).data)


# privacy-gate: ignore[secret/private-key] the first bytes of none
PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"


def test_nothing_that_a_tool_returned_is_kept_beside_what_is_withheld(repository: Repository) -> None:
    printed = {
        "type": f"text {GITHUB_TOKEN}",
        "filePath": f"/x/{GITHUB_TOKEN}",
        "stdout": PRIVATE_KEY,
        "api_key": 93847561,
    }

    done = hook("claude", payloads.result("claude", "mcp__jira__get", {"command": "x"}, printed, repository.root))

    assert "93847561029384756" not in done.out


_WRITTEN = {
    "escaped": r'{"notes": "done\n\u0048alvardson says", "\u0048alvardson": 1.50, "deep": "{\"a\":\"\\nHalvardson\"}"}',
    "lines": '{"log": "line\\nHalvardson"}\n{"log": "ok", "n": 1e3}\n',
}


@pytest.mark.parametrize("form", _WRITTEN)
def test_json_that_a_tool_prints_is_read_decoded_and_masked_in_its_escaped_form(
    form: str, repository: Repository
) -> None:
    repository.write("privacy-gate.yaml", "keywords: [halvardson]\nhook:\n  profile: clean-room\n  block_on: warning\n")
    printed = {"stdout": _WRITTEN[form], "stderr": ""}

    done = hook("claude", payloads.result("claude", "Bash", {"command": "x"}, printed, repository.root))

    output = done.data["hookSpecificOutput"]["updatedToolOutput"]["stdout"]
    token = re.search(r"PG_\w+", output)
    assert token is not None
    back = output.replace(token[0], "Halvardson")
    assert back == _WRITTEN[form].replace(r"\u0048", "H")
    assert output.count(token[0]) == _WRITTEN[form].count("alvardson")


def test_json_in_the_input_of_a_tool_is_read_decoded(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "keywords: [halvardson]\nhook:\n  profile: clean-room\n  block_on: warning\n")
    given = {"body": r'{"text": "for\nHalvardson"}'}

    assert denies(hook("claude", payloads.call("claude", "mcp__jira__create", given, repository.root)).data) or (
        "PG_" in json.dumps(hook("claude", payloads.call("claude", "mcp__jira__create", given, repository.root)).data)
    )
