"""What can be seen of Windows from elsewhere: what Python lacks there, its consoles, its names of files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path, PureWindowsPath
from xml.etree import ElementTree

import pytest

from privacy_gate.base import atomic_write, cache
from privacy_gate.integrations.assistants import mentions
from privacy_gate.integrations.assistants.command_files import follow
from tests.gate import gate
from tests.repository import TOKEN_LINE, Repository

ROOT = Path(__file__).parents[1]
PROMPT = "prompts/naïve-測.md"
WORDS = "Für unseren Kunden Müller «☃» 測試"
pytestmark = pytest.mark.once


@pytest.fixture
def repository(repository: Repository) -> Repository:
    repository.commit(
        {
            PROMPT: f"{WORDS}\r\n{TOKEN_LINE}\r\n".encode(),
            "privacy-gate.yaml": b"\xef\xbb\xbfkeywords:\r\n  - M\xc3\xbcller\r\n",
        }
    )
    return repository


def run(
    folder: Path, *arguments: str, encoding: str = "utf-8", module: str = "privacy_gate", stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, input=stdin, capture_output=True, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="that is what is played here")
def test_every_module_can_be_imported_where_posix_is_not(tmp_path: Path) -> None:
    done = run(tmp_path, module="tests.windows")
    assert (done.returncode, done.stderr.decode()) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="that is what is played here")
def test_a_scan_and_a_copy_work_where_posix_is_not(repository: Repository) -> None:
    run(repository.root, "scan", ".")  # detect-secrets, which compiling asks for, does not load in what is played
    scanned = run(repository.root, "scan", ".", "--format", "json", "--jobs", "4", module="tests.windows")
    assert scanned.returncode == 1, scanned.stderr
    assert {one["path"] for one in json.loads(scanned.stdout)["findings"]} == {PROMPT}

    cleaned = run(repository.root, "clean", PROMPT, "--quiet", module="tests.windows")
    assert "Müller" not in cleaned.stdout.decode()
    assert cleaned.stdout.count(b"\r\n") == 2


@pytest.mark.parametrize("arguments", [["config", "--show-files"], ["scan", "."], ["clean", "--diff", PROMPT]])
def test_a_console_need_not_have_every_character(repository: Repository, arguments: list[str]) -> None:
    done = run(repository.root, *arguments, encoding="cp437")
    assert done.returncode in (0, 1), done.stderr
    assert "na\u00efve-\\u6e2c" in done.stdout.decode("cp437")


def test_what_programs_read_is_utf8_on_every_console(repository: Repository) -> None:
    for form in ("junit", "html", "markdown"):
        done = run(repository.root, "scan", ".", "--format", form, encoding="cp1252")
        assert "naïve-測.md" in done.stdout.decode("utf-8"), form
        if form == "junit":
            assert ElementTree.fromstring(done.stdout).tag == "testsuites"  # noqa: S314  (our own)


@pytest.mark.parametrize(
    "settings",
    [
        "prompts: ['ask\\**']",
        "exclude: ['a\\b.py']",
        "never_send: ['src\\core\\**']",
        "public_code: ['..\\open']",
        "per_path: [{paths: ['a\\**'], reason: b, ignore: [all]}]",
    ],
)
def test_a_glob_with_backslashes_is_no_glob_that_matches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("privacy-gate.yaml").write_text(settings, encoding="utf-8")
    done = gate("scan", ".")
    assert done.code == 2
    assert "use `/` as the path separator" in done.err


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("type C:\\work\\a.env", "C:/work/a.env"),
        ("Get-Content .\\secrets\\a.env", "./secrets/a.env"),
        ('powershell -Command "gc src\\a.env"', "src/a.env"),
        ("cat 'C:\\my work\\a.env'", "C:/my work/a.env"),
    ],
)
def test_files_in_command_lines_of_windows_are_seen(command: str, file: str) -> None:
    assert PureWindowsPath(file) in map(PureWindowsPath, follow(command).prints)


def test_a_command_line_of_windows_takes_no_hook_out_either() -> None:
    assert follow("rm .git\\hooks\\pre-commit").loosens
    assert follow("C:\\tools\\privacy-gate.exe allow --last because").loosens
    assert "C:/work/a.env" in follow("cp x C:\\work\\a.env").written


def test_a_mention_keeps_its_backslashes() -> None:
    assert "src\\keys.env" in [one.path for one in mentions.mentions_in_prompt("see @src\\keys.env")]


def test_a_file_that_is_open_for_a_moment_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, tries = tmp_path / "kept", []
    moved = Path.replace

    def refused(self: Path, other: Path) -> Path:
        tries.append(self)
        if len(tries) < 3:
            raise PermissionError(13, "in use")
        return moved(self, other)

    monkeypatch.setattr(Path, "replace", refused)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(atomic_write, "WINDOWS", True)
    atomic_write.replace(target, b"new")
    assert target.read_bytes() == b"new"
    tries.clear()
    monkeypatch.setattr(atomic_write, "WINDOWS", False)
    with pytest.raises(PermissionError):
        atomic_write.replace(target, b"newer")
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]


def test_the_cache_lies_where_windows_keeps_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRIVACY_GATE_CACHE", raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/users/ann/local")
    assert cache.folder() == Path("/users/ann/local/privacy-gate/cache")
    monkeypatch.delenv("LOCALAPPDATA")
    assert cache.folder() is None
