"""Odd places and broken ones: what is looked at is found there too, or the gate says why not; never is it "clean"."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN, gate
from tests.integrations.assistants import payloads
from tests.repository import GATE, Repository, environment

LEAK = f"token = '{GITHUB_TOKEN}'\n"
PROMPT = f"Ask pg-ledger-02.orvanda.internal with {GITHUB_TOKEN}.\n"

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(os.name != "posix", reason="of POSIX"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root mounts and gives away")

CHECKS = [
    ("scan", "."),
    ("scan", "prompts/leak.md"),
    ("diff", "--staged"),
    ("pre-commit", "new.py"),
    ("history", "--quiet"),
    ("baseline",),
    ("clean", "prompts/leak.md"),
    ("ledger", "record", "prompts/leak.md", "--assistant", "x"),
    ("index", "build"),
    ("scan", ".", "--record"),
    ("scan", ".", "--output", "json=report.json"),
]


def filled(root: Path) -> Repository:
    """A repository with a leak in each place that a command looks at."""
    made = Repository(root)
    made.commit({"privacy-gate.yaml": "prompts: ['prompts/**']\n", "a.py": LEAK, "prompts/leak.md": PROMPT})
    made.stage("new.py", LEAK)
    return made


@pytest.fixture
def repository(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    filled(repository.root)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return repository


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A disk of its own, of a size."""
    where = tmp_path / "disk"

    def mounted(options: str) -> Path:
        where.mkdir(exist_ok=True)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", where], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("nothing can be mounted here")
        return where

    yield mounted
    subprocess.run(["umount", "-l", where], capture_output=True, check=False)


def hook(folder: Path, text: str) -> dict[str, object]:
    from privacy_gate.integrations.assistants import hook_worker

    said: list[bytes] = []
    hook_worker.work("claude", None, payloads.prompt("claude", text, folder), said.append)
    answer = b"".join(said)
    return {"stops": b'"block"' in answer or answer.startswith(b"failed")}


def _fill(file: Path) -> None:
    """Take what is left of the disk."""
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as filler:
        while filler.write(b"x" * 4096):
            pass


@ROOT
def test_a_full_disk(disk: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    where = disk("size=3m")
    made = filled(where / "r")
    (where / "home/.claude").mkdir(parents=True)
    settings = where / "home/.claude/settings.json"
    settings.write_text('{"model": "opus"}\n')
    monkeypatch.chdir(made.root)
    monkeypatch.setenv("HOME", str(where / "home"))
    assert gate("baseline", "a.py").code == 0
    accepted = Path(".privacy-gate-baseline").read_bytes()
    assert gate("ledger", "record", "prompts/leak.md", "--assistant", "x").code == 0
    sent = gate("clean", "prompts/leak.md").out
    _fill(where / "filler")

    codes = {command: gate(*command) for command in CHECKS}
    installed = gate("install", "claude", "--yes")

    for command, done in codes.items():
        # a line of the ledger may fit into what its file has of the disk
        assert done.code in ((0, 2) if command[0] == "ledger" else (1, 2)), (command, done)
        assert done.code != 2 or "privacy-gate: " in done.err, (command, done)
        assert "internal error" not in done.err, (command, done)
    assert codes["scan", "."].code == codes["diff", "--staged"].code == 1
    assert codes["clean", "prompts/leak.md"].out == "", "the answer to it could not be turned back"
    assert installed.code == 2
    assert settings.read_text() == '{"model": "opus"}\n'
    assert Path(".privacy-gate-baseline").read_bytes() == accepted
    assert hook(made.root, PROMPT)["stops"]
    (where / "filler").unlink()
    assert gate("ledger", "verify").code == 0
    assert gate("restore", "-", "--secrets", "--for", "prompts/leak.md", stdin=sent.encode()).out == PROMPT
    assert gate("baseline").code == 0
    assert gate("index", "build").code == 0


def test_no_file_can_grow(repository: Repository) -> None:
    """A full disk as any user can have one."""
    limited = (
        "import resource, signal, runpy, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); sys.argv[0] = 'privacy-gate';"
        "runpy.run_module('privacy_gate', run_name='__main__')"
    )
    for command in (("baseline",), ("clean", "prompts/leak.md"), ("scan", ".", "--output", "json=r.json")):
        done = subprocess.run(
            [sys.executable, "-c", limited, *command], cwd=repository.root, env=environment(), capture_output=True,
            text=True, check=False,
        )  # fmt: skip

        assert done.returncode == 2, (command, done)
        assert "File too large" in done.stderr, (command, done)
    assert not list(repository.root.glob("*.json"))
    assert not list(repository.root.glob(".privacy-gate-baseline"))


@ROOT
def test_a_repository_that_cannot_be_written_to(disk: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    where = disk("size=8m")
    made = filled(where / "r")
    subprocess.run(["mount", "-o", "remount,ro", where], check=True)
    monkeypatch.chdir(made.root)

    for command in CHECKS:
        done = gate(*command)
        assert done.code in (1, 2), (command, done)
        assert done.code == 1 or "privacy-gate: " in done.err, (command, done)
        assert "internal error" not in done.err, (command, done)
    assert [gate(*command).code for command in CHECKS[:5]] == [1] * 5
    assert hook(made.root, PROMPT)["stops"]


def test_without_git_on_the_path(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    for command in CHECKS:
        done = gate(*command)
        assert (done.code, "git is not installed" in done.err) == (2, True), (command, done)
    assert hook(repository.root, PROMPT)["stops"]
    shutil.rmtree(repository.root / ".git")
    assert gate("scan", ".").code == 1


def test_without_a_home(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)

    for command in CHECKS:
        done = gate(*command)
        assert done.code == (0 if command[0] in ("baseline", "clean", "index", "ledger") else 1), (command, done)
        Path(".privacy-gate-baseline").unlink(missing_ok=True)
    assert hook(repository.root, PROMPT)["stops"]


@ROOT
def test_a_repository_of_another_owner(repository: Repository) -> None:
    for path in (repository.root, repository.root / ".git"):
        os.chown(path, 65534, 65534)

    for command in CHECKS:
        done = gate(*command)
        assert (done.code, "dubious ownership" in done.err) == (2, True), (command, done)
        assert f"git config --global --add safe.directory {repository.root}" in done.err
    assert hook(repository.root, PROMPT)["stops"]


def test_a_sparse_checkout(repository: Repository) -> None:
    repository.commit({"in/a.py": LEAK, "out/b.py": LEAK})
    repository.git("sparse-checkout", "set", "in")
    assert not Path("out").exists()

    assert [one["path"] for one in gate("scan", "in", "--format", "json").data["findings"]] == ["in/a.py"]
    assert gate("scan", "out").code == 2
    assert gate("diff", "HEAD~1..HEAD").code == 1
    assert gate("history").code == 1
    assert gate("index", "build").code == 0


@pytest.mark.parametrize("kind", ["--depth=1", "--filter=blob:none"])
def test_a_shallow_and_a_partial_clone(
    kind: str, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"b.py": "x = 1\n"})
    repository.commit({"b.py": LEAK})
    repository.config(**{"uploadpack.allowFilter": "true"})
    repository.git("clone", "-q", kind, f"file://{repository.root}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")

    assert gate("scan", ".").code == 1
    assert gate("history").code == 2
    assert gate("diff", "HEAD~1..HEAD").code == 2
    assert gate("index", "build").code == 0
    assert gate("baseline").code == 0


def test_a_linked_work_tree(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({})
    repository.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked")
    linked.stage("more.py", LEAK)
    monkeypatch.chdir(linked.root)

    for command in (("scan", "."), ("diff", "--staged"), ("pre-commit", "more.py"), ("history",)):
        assert gate(*command).code == 1, command
    sent = gate("clean", "prompts/leak.md").out
    assert gate("ledger", "verify").code == 0
    monkeypatch.chdir(repository.root)  # one ledger, and one map, for all work trees
    assert "checked" in gate("ledger", "list").out
    assert gate("restore", "-", "--secrets", "--for", "prompts/leak.md", stdin=sent.encode()).out == PROMPT


def test_within_a_submodule(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Repository(tmp_path / "other")
    other.commit({"x.py": LEAK})
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "module")
    module = Repository(repository.root / "module")
    module.stage("y.py", LEAK)
    monkeypatch.chdir(module.root)

    for command in (("scan", "."), ("diff", "--staged"), ("pre-commit", "y.py"), ("history",)):
        assert gate(*command).code == 1, command
    assert gate("index", "build").code == 0


def test_a_bare_repository(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.git("clone", "-q", "--bare", str(repository.root), str(tmp_path / "bare.git"))
    monkeypatch.chdir(tmp_path / "bare.git")

    assert gate("history").code == 1
    for command in (("diff",), ("diff", "HEAD"), ("pre-commit", "HEAD"), ("index", "build")):
        done = gate(*command)
        assert done.code == 2, (command, done)
        assert "git repository" in done.err or "work tree" in done.err, (command, done)


@pytest.mark.usefixtures("few_rules")
@pytest.mark.parametrize("kind", ["file", "below a file", "closed"])
def test_a_cache_that_is_none(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Repository
) -> None:
    """It costs time in `tests/scan/test_gate.py`; here is what cannot be kept elsewhere."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(PROMPT)
    (tmp_path / "file").write_text("mine")
    (tmp_path / "closed").mkdir(mode=0o500)
    place = {"file": tmp_path / "file", "below a file": tmp_path / "file" / "x", "closed": tmp_path / "closed"}[kind]
    monkeypatch.setattr("privacy_gate.cleanroom.map.user_key.cache.folder", lambda: place)
    if kind == "closed" and os.geteuid() == 0:
        pytest.skip("root may write everywhere")

    done = gate("clean", "a.md")

    assert (done.code, done.out) == (2, "")
    assert "cannot write" in done.err
    assert (tmp_path / "file").read_text() == "mine"
    assert repository


CLOSED = {
    "a pipe that nobody reads": "| true",
    "a full disk": "> /dev/full",
    "closed": ">&-",
    "both closed": ">&- 2>&-",
}


@pytest.mark.parametrize("how", CLOSED)
def test_an_output_that_takes_nothing(how: str, repository: Repository, tmp_path: Path) -> None:
    """A report that nobody could read is no clean one."""
    (repository.root / "fine.py").write_text("x = 1\n" * 9)
    program = " ".join(GATE)
    end = "; exit ${PIPESTATUS[0]}" if "|" in CLOSED[how] else ""
    for command in (
        "scan . --format json",
        "scan fine.py --format json",
        "clean prompts/leak.md",
        "rules --format json",
    ):
        script = f"(sleep 0.2; exec {program} {command}) {CLOSED[how]}{end}"
        done = subprocess.run(
            ["bash", "-c", script], cwd=repository.root, env=environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode in (1, 2), (command, done)
        assert "Traceback" not in done.stderr, (command, done)
        if command != "scan . --format json":
            assert done.returncode == 2 or "clean" in command, (command, done)


@pytest.mark.parametrize("how", [one for one in CLOSED if "pipe" not in one])
def test_a_hook_whose_reply_cannot_be_written_stops(how: str, repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "payload").write_bytes(payloads.prompt("claude", PROMPT, repository.root))
    script = f"{' '.join(GATE)} hook claude < {tmp_path}/payload {CLOSED[how]}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=repository.root, env=environment(), capture_output=True, check=False
    )

    assert done.returncode == 2


def test_a_clock_that_goes_backwards(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    assert gate("ledger", "record", "prompts/leak.md", "--assistant", "one").code == 0
    sent = gate("clean", "prompts/leak.md").out
    assert gate("index", "build").code == 0
    assert gate("history").code == 1
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() - 40 * 86_400)
    (repository.root / "b.py").write_text(LEAK)
    os.utime(repository.root / "b.py", (now() - 40 * 86_400, now() - 40 * 86_400))

    assert gate("ledger", "record", "prompts/leak.md", "--assistant", "two").code == 0
    assert gate("ledger", "verify").code == 0
    assert gate("restore", "-", "--secrets", "--for", "prompts/leak.md", stdin=sent.encode()).out == PROMPT
    assert [one["path"] for one in gate("scan", "b.py", "--format", "json").data["findings"]] == ["b.py"]
    assert gate("history").code == 1
    assert hook(repository.root, PROMPT)["stops"]
