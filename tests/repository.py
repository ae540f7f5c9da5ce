"""Real git repositories, and the gate in them: in this process, or as one of its own."""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from unittest import mock

from tests.gate import GITHUB_TOKEN, Outcome, gate

GATE = (sys.executable, "-m", "privacy_gate")
TOKEN_LINE = f"token = '{GITHUB_TOKEN}'\n"

CHECKOUT = Path(__file__).parent.parent

# One folder for all workers and all runs.
_SHARED = Path(tempfile.gettempdir()) / f"privacy-gate-repositories-{os.getuid() if hasattr(os, 'getuid') else 0}"
_KEPT = (
    "PATH", "TMPDIR", "SYSTEMROOT", "SSL_", "PIP_", "REQUESTS_CA", "HTTP", "NO_PROXY", "http", "no_proxy",
    "PYTHONPATH", "PRIVACY_GATE_SOCKETS", "PRIVACY_GATE_PROGRAM",
)  # fmt: skip


def environment(**more: str) -> dict[str, str]:
    """Nothing of the user's settings: no home, no configuration of git, one cache for the compiled rules."""
    home = _SHARED / "home"
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name.startswith(_KEPT)}
    return (
        kept
        | {
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_ALLOW_PROTOCOL": "file",
            "PRIVACY_GATE_CACHE": os.environ["PRIVACY_GATE_CACHE"],
            "PRIVACY_GATE_DAEMON": os.environ["PRIVACY_GATE_DAEMON"],
            "PRE_COMMIT_HOME": str(_SHARED / "pre-commit"),
            "PIP_COMPILE": "0",  # only what is imported
            "PREK_HOME": str(_SHARED / "prek"),
        }
        | more
    )


_COMPILED = {".engine", ".own", ".rules", ".stamp"}


def cache_of_its_own(folder: Path) -> Path:
    """A new cache with the rules and compiled patterns of the shared one, which take seconds, and nothing else."""
    folder.mkdir()
    for file in Path(os.environ["PRIVACY_GATE_CACHE"]).iterdir():
        if file.suffix in _COMPILED:
            with contextlib.suppress(FileNotFoundError):  # another worker removes old ones
                os.link(file, folder / file.name)  # one that changes is replaced, never written into
    return folder


def start(
    command: Sequence[str | Path],
    cwd: Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    seconds: int = 600,
) -> Outcome:
    """Run a command to its end. Bytes that are not UTF-8 come back as `\\xNN`."""
    done = subprocess.run(
        command, cwd=cwd, input=stdin, env=env or environment(), capture_output=True, check=False, timeout=seconds
    )
    return Outcome(done.returncode, *(text.decode("utf-8", "backslashreplace") for text in (done.stdout, done.stderr)))


_CONFIGURATION = {
    "user.name": "T",
    "user.email": "t@example.org",
    "commit.gpgsign": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",  # a process for each commit
    "core.fsync": "none",
}


@functools.cache
def _empty_repository() -> Path:
    """The git folder of a new repository. A copy of it takes a tenth of the time of `git init` and `git config`."""
    folder = Path(tempfile.mkdtemp(prefix="privacy-gate-git-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    start(["git", "init", "-q", "-b", "main", "--template=", "."], folder)
    for name in ("hooks", "info"):
        (folder / ".git" / name).mkdir()
    for name, value in _CONFIGURATION.items():
        start(["git", "config", name, value], folder)
    return folder / ".git"


class Repository:
    """A git repository with a user and without signatures."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        if not (root / ".git").exists():
            shutil.copytree(_empty_repository(), root / ".git")
        else:
            self.config(**_CONFIGURATION)

    @classmethod
    def existing(cls, root: Path) -> Repository:
        """A repository that another one was copied to, with its configuration."""
        made = cls.__new__(cls)
        made.root = root
        return made

    def git(self, *arguments: str, stdin: bytes = b"", code: int | None = 0) -> str:
        """What git prints. `code` is the exit code that is expected; None allows any."""
        done = start(["git", *arguments], self.root, stdin)
        assert code is None or done.code == code, f"git {arguments}: {done.code} {done.out}{done.err}"
        return done.out

    def config(self, **settings: str) -> None:
        for name, value in settings.items():
            self.git("config", name, value)

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def stage(self, path: str, content: str | bytes) -> None:
        self.write(path, content)
        self.git("--literal-pathspecs", "add", "-f", "--", path)

    def stage_only(self, path: str, content: str) -> None:
        """Put a content into the index and leave the work tree as it is."""
        oid = self.git("hash-object", "-w", "--stdin", stdin=content.encode()).strip()
        self.git("update-index", "--add", "--cacheinfo", f"100644,{oid},{path}")

    def commit(self, files: Mapping[str, str | bytes] | None = None, message: str = "a change") -> str:
        """Commit what is staged, and the files, past all hooks. Returns the commit's id."""
        for path, content in (files or {}).items():
            self.write(path, content)
        if files:
            self.git("--literal-pathspecs", "add", "-f", "--", *files)
        self.git("commit", "-q", "--no-verify", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD").strip()

    def gate(
        self,
        *arguments: str,
        stdin: bytes = b"",
        folder: str = ".",
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> Outcome:
        """Run the gate in the repository or a folder of it, with further variables of the environment.

        It runs in this process, which takes a tenth of the time of a new one (`process`).
        """
        with contextlib.chdir(self.root / folder), mock.patch.dict(os.environ, environment(**variables), clear=True):
            done = gate(*arguments, stdin=stdin)
        return Outcome(done.code, *(text.encode("utf-8", "backslashreplace").decode() for text in (done.out, done.err)))

    def process(
        self, *arguments: str, stdin: bytes = b"", variables: Mapping[str, str] = MappingProxyType({})
    ) -> Outcome:
        """As `gate`, in a process of its own: several at once, or with variables that Python reads at its start."""
        return start([*GATE, *arguments], self.root, stdin, environment(**variables))

    def report(
        self,
        command: str,
        *arguments: str,
        stdin: bytes = b"",
        folder: str = ".",
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> Outcome:
        """As `gate`, as JSON."""
        return self.gate(command, "--format", "json", *arguments, stdin=stdin, folder=folder, variables=variables)


def places(found: Outcome) -> list[str]:
    """The findings as `path:line`, without those about the form of a prompt."""
    return [
        f"{finding['path']}:{finding['start']['line']}"
        for finding in found.data["findings"]
        if not finding["rule"].startswith("prompt/")
    ]


def shows_token(found: Outcome) -> bool:
    """Whether eight characters of the token in a row are anywhere in what was printed."""
    secret, printed = GITHUB_TOKEN.removeprefix("ghp_"), found.out + found.err
    return any(secret[at : at + 8] in printed for at in range(len(secret) - 7))


def copy_of_the_checkout(folder: Path) -> Path:
    """What a commit of the working tree would hold, as far as the package needs it."""
    needed = (
        ".gitignore", ".pre-commit-hooks.yaml", "LICENSE", "NOTICE.md", "README.md", "action.yml", "hatch_build.py",
        "pyproject.toml", "rules", "src",
    )  # fmt: skip
    for part in needed:
        source = CHECKOUT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / part)
    return folder
