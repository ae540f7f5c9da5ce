"""What no list of POSIX commands covers: real archives that are unpacked over files of the gate, and PowerShell."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests import bypasses
from tests.gate import gate
from tests.integrations.assistants import payloads

TAKES_OUT = r"""
Remove-Item .git/hooks/pre-commit
Remove-Item -Recurse -Force .git\hooks
ri .claude\settings.json
Set-Content privacy-gate.yaml 'x'
'x' | Set-Content -Path privacy-gate.yaml
Move-Item privacy-gate.yaml x.yaml
Copy-Item x.json .claude\settings.json
git config core.hooksPath C:\tmp
'x' > privacy-gate.yaml
Clear-Content privacy-gate.yaml
""".strip().splitlines()
SHOWS = r"""
Get-Content a.env
gc a.env
gc -Path:a.env
cat .\a.env
type a.env
Select-String -Path a.env -Pattern .
sls . a.env
Get-Content -LiteralPath 'vault\loading.py'
[IO.File]::ReadAllText('a.env')
(gc a.env) -join ','
$f='a.env'; gc $f
Get-ChildItem *.env | Get-Content
""".strip().splitlines()
UNPACKED = [
    ("tar xf x.tar", ".git/hooks/pre-commit", "deny"),
    ("tar -xzf x.tgz -C .", "privacy-gate.yaml", "deny"),
    ("unzip -o x.zip", ".git/hooks/pre-commit", "deny"),
    ("unzip -o x.zip -d .git", "hooks/pre-commit", "deny"),
    ("tar xf x.tar", "docs/a.md", ""),
    ("unzip -o x.zip", "docs/a.md", ""),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = bypasses.prepared(tmp_path_factory.mktemp("archives") / "work")
    made.commit({"privacy-gate.yaml": "never_send: [vault/**]\nfail_on: error\n"})
    made.write(".git/hooks/pre-commit", "exec privacy-gate pre-commit\n")
    return made.root


def _decide(assistant: str, tool: str, command: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(root)
    said = gate("hook", assistant, stdin=payloads.call(assistant, tool, {"command": command}, root)).out
    answer = json.loads(said or "{}")
    return str(answer.get("hookSpecificOutput", answer).get("permissionDecision", ""))


def _pack(root: Path, member: str) -> None:
    data = b"exit 0\n"
    for name, mode in (("x.tar", "w"), ("x.tgz", "w:gz")):
        with tarfile.open(root / name, mode) as archive:  # type: ignore[call-overload]
            info = tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    with zipfile.ZipFile(root / "x.zip", "w") as archive:
        archive.writestr(member, data)


@pytest.mark.parametrize(("command", "member", "decision"), UNPACKED)
def test_an_archive_with_a_file_of_the_gate_is_not_unpacked(
    command: str, member: str, decision: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pack(root, member)

    assert _decide("claude", "Bash", command, root, monkeypatch) == decision


def test_powershell_takes_the_gate_out_no_more_than_a_posix_shell(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decided = {line: _decide("copilot", "powershell", line, root, monkeypatch) for line in TAKES_OUT}

    assert decided == dict.fromkeys(TAKES_OUT, "deny")


def test_powershell_shows_a_protected_file_no_more_than_a_posix_shell(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = {line: _decide("copilot", "powershell", line, root, monkeypatch) for line in SHOWS}

    assert [line for line, decision in decided.items() if decision not in ("deny", "ask")] == []
