"""Examples that are run: the output below each `$ command` of a console block is what the command prints.

The blocks of a page are one session, in a folder that the page's set-up makes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

Setup = Callable[[Path], None]

_BLOCK = re.compile(r"(?P<open>^```console\n)(?P<body>.*?)(?P<close>^```$)", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ ")

# What differs from run to run and place to place, and what stands for it in a page.
_FIXED = (
    (re.compile(r"\b20\d\d-\d\d-\d\d([ T])\d\d:\d\d(:\d\d)?"), r"2026-11-25\g<1>09:30\2"),
    (re.compile(r"\bin \d+\.\d+ ?s\b"), "in 0.02s"),
    (re.compile(r"\bPG_([A-Z]{2,12})_(?:[a-z][2-9]){3}\b"), r"PG_\1_k7f3m2"),
)


def rerun(text: str, setup: Setup) -> str:
    """The page with the output of its commands as it is now. Raises CalledProcessError for one that cannot run."""
    with tempfile.TemporaryDirectory() as made:
        root = Path(made).resolve() / "project"
        root.mkdir()
        setup(root)
        session = Session(root)
        return _BLOCK.sub(lambda found: found["open"] + _run(found["body"], session) + found["close"], text)


def _run(body: str, session: Session) -> str:
    commands = [line[2:] for line in body.splitlines() if _COMMAND.match(line)]
    return "".join(f"$ {command}\n{session.run(command)}" for command in commands)


class Session:
    """A shell that keeps its folder from one command to the next, with nothing of the user's settings."""

    def __init__(self, root: Path) -> None:
        self._root = self._folder = root
        self._home = root.parent / "home"
        self._home.mkdir()

    def run(self, command: str, **more: str) -> str:
        """What a command prints, both streams in their order. Findings (exit code 1) are no error here."""
        done = subprocess.run(
            ["bash", "-c", f"{command}\ncode=$?\npwd > {self._home}/folder\nexit $code"],
            cwd=self._folder, env=self._environment() | more, check=False, timeout=120,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        if done.returncode > 1:
            raise subprocess.CalledProcessError(done.returncode, command, done.stdout)
        self._folder = Path((self._home / "folder").read_text(encoding="utf-8").strip())
        return self._fixed(done.stdout)

    def _environment(self) -> dict[str, str]:
        kept = {
            name: os.environ[name]
            for name in ("PRIVACY_GATE_CACHE", "PRIVACY_GATE_SOCKETS", "PYTHONPATH", "TMPDIR")
            if name in os.environ
        }
        return kept | {
            "HOME": str(self._home),
            "XDG_CACHE_HOME": str(Path.home() / ".cache"),  # the compiled rules
            "PRIVACY_GATE_DAEMON": "off",  # none is left running
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "VIRTUAL_ENV": sys.prefix,
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "100",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{who}_NAME": "T" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "t@example.org" for who in ("AUTHOR", "COMMITTER")},
        }

    def _fixed(self, text: str) -> str:
        text = text.replace(str(self._root), "~/project").replace(str(self._home), "~")
        for expression, fixed in _FIXED:
            text = expression.sub(fixed, text)
        return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
