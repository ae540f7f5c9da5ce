"""Tokens in arguments, settings and names of files: no message repeats them."""

from __future__ import annotations

import pytest

from tests.gate import GITHUB_TOKEN
from tests.repository import Repository, shows_token

_T = GITHUB_TOKEN


pytestmark = pytest.mark.repository({f"{_T}.py": "x = 1\n", "a.md": "words\n"})


@pytest.mark.parametrize(
    "command",
    [
        _T,
        f"scan {_T}",
        f"scan {_T}.py",
        f"scan --fail-on {_T} a.md",
        f"scan --{_T}",
        f"scan --config {_T} a.md",
        f"scan --select {_T} a.md",
        f"diff {_T}",
        f"history {_T}",
        f"clean {_T}",
        f"clean {_T}.py",
        f"restore {_T}",
        f"rename-map {_T}",
        f"rename-map {_T}.py",
        f"rename-map --format json {_T}.py",
        f"index query {_T}",
        f"install {_T}",
        f"rule {_T}",
        f"audit {_T}",
        f"test {_T}",
        f"ledger show {_T}",
        f"org pull {_T}",
        f"completion {_T}",
        "config --show-files",
        f"config --explain {_T}",
        f"scan https://name:{_T}@example.org/x",
    ],
)
def test_no_message_repeats_a_token_of_the_command_line(repository: Repository, command: str) -> None:
    done = repository.gate(*command.split())

    assert not shows_token(done), done
    assert done.out + done.err


@pytest.mark.parametrize(
    "settings",
    [
        f"severity: {{{_T}: error}}\n",
        f"severity: {{secret/github-token: {_T}}}\n",
        f"baseline: {_T}\n",
        f"plugins: [{_T}]\n",
        f"exclude: ['[{_T}']\n",
        f"keywords: [{_T}]\n",
        f"{_T}: 1\n",
        f"extends: {_T}\n",
        f"extends: https://name:{_T}@example.org/policy.yaml\n",
    ],
)
@pytest.mark.parametrize("command", ["config", "config --explain baseline", "scan a.md"])
def test_no_message_repeats_a_token_of_the_settings(repository: Repository, settings: str, command: str) -> None:
    repository.write("privacy-gate.yaml", settings)

    done = repository.gate(*command.split())

    assert not shows_token(done), done


def test_a_hook_repeats_no_token_of_its_command_line(repository: Repository) -> None:
    for command in (f"hook {_T}", f"hook claude-code {_T}", f"hook claude-code --seconds {_T}"):
        done = repository.process(*command.split(), stdin=b"{}")

        assert not shows_token(done), done
