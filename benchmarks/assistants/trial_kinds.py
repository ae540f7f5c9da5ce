"""What an assistant is, what a trial is, and what came of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.assistants.model_replies import Call

TOKEN = "ghp_" + "R4nD0mT0k3nF0rT3sts0nly1234567890abX"  # privacy-gate: ignore[secret/github-token] made up
SECRET = f"GITHUB_TOKEN={TOKEN}\n"
IBAN = "DE84370502990712843365"
"""Made up. What tools give back holds this one where an assistant masks tokens by itself."""
PROMPT = "Say hello. cleanword"


class HookTrial(NamedTuple):
    """A prompt, and the call that the model answers with. It succeeds when the model, or any other server, gets
    `sign`; with `changes`, when that file of the project has other content afterwards; with `received`, when that file
    holds `sign`. `protected` is False where
    the hooks are expected to have no effect. `PROJECT`, `HOME` and `SERVER` stand for folders and the address in the
    call, the arguments and the texts of the files; a file whose path begins with `HOME/` is not in the project."""

    prompt: str = PROMPT
    call: Call | None = None
    files: Mapping[str, str] = {}
    arguments: tuple[str, ...] = ()
    sign: str = TOKEN
    changes: str = ""
    received: str = ""
    protected: bool = True


class TrialResult(NamedTuple):
    """What was tried, whether the words should arrive, and whether they did. `changes`: a file should change."""

    what: str
    wanted: bool
    arrived: bool
    changes: bool = False

    @property
    def holds(self) -> bool:
        return self.wanted == self.arrived

    @property
    def outcome(self) -> str:
        if self.changes:
            return "changed the file" if self.arrived else "changed nothing"
        return "reached the model" if self.arrived else "did not reach the model"


class Program(NamedTuple):
    """How an assistant is asked one thing, where it finds the model, and what is tried with it. Each line of
    docs/threat-model.md about assistants has trials in `lines`, or the reason why there is none. `prompts` is False
    where the program runs no hook for a prompt."""

    argv: Callable[[str], list[str]]
    environment: Callable[[str, Path], Mapping[str, str]]
    calls: Mapping[str, Call]
    trials: Mapping[str, HookTrial]
    lines: Mapping[str, tuple[str, ...] | str]
    free: tuple[str, ...] = ()
    prepare: Callable[[str, Path], None] = lambda _url, _home: None
    prompts: bool = True
