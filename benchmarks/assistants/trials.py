"""Run what is tried with an assistant: first around `install`, then each trial without the hooks and with them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.assistants import processes
from benchmarks.assistants.model_replies import Call
from benchmarks.assistants.model_server import Server
from benchmarks.assistants.trial_kinds import IBAN, TOKEN, HookTrial, Program, TrialResult

_LEAK = f"Say hello, and what does `curl -H 'Authorization: Bearer {TOKEN}'` do? leakword"
_CLEAN = "Say hello, and what does `curl -I` do? cleanword"
_MENTION = "What does @live.env hold? mentionword"


class InstalledAssistant(NamedTuple):
    """An installed program under its name, and the folder of its runs."""

    name: str
    executable: Path
    program: Program
    scratch: Path
    verbose: bool = False

    def environment(self, url: str, home: Path) -> dict[str, str]:
        ours = processes.environment(url, home, self.scratch / "cache")
        return {**ours, **self.program.environment(url, home)}

    def ask(self, text: str, folder: Path, env: Mapping[str, str], arguments: tuple[str, ...] = ()) -> None:
        words = [str(self.executable), *self.program.argv(text), *arguments]
        processes.run(words, folder, env, verbose=self.verbose)


def run_all(assistant: InstalledAssistant, only: str = "") -> Iterator[TrialResult]:
    """All that is tried with an assistant; with `only`, the trials whose name has these words."""
    shutil.rmtree(assistant.scratch, ignore_errors=True)
    assistant.scratch.mkdir(parents=True)
    server = Server()
    processes.fill_cache(assistant.environment(server.url, assistant.scratch / "first"), assistant.scratch)
    if not only:
        yield from _around_install(assistant, server)
    for number, (what, trial) in enumerate(assistant.program.trials.items()):
        for hooks in (False, True) if only in what else ():
            folder = assistant.scratch / f"{number}-{'with' if hooks else 'without'}"
            wanted = not (hooks and trial.protected)
            arrived = _try(assistant, folder, server, trial, hooks=hooks)
            yield TrialResult(f"{what}, {'with' if hooks else 'without'} hooks", wanted, arrived, bool(trial.changes))


class _Session:
    """A home and a project in which an assistant is asked again and again."""

    def __init__(self, assistant: InstalledAssistant, server: Server) -> None:
        self.assistant, self.server = assistant, server
        self.home, self.project = assistant.scratch / "home", assistant.scratch / "project"
        self.home.mkdir()
        assistant.program.prepare(server.url, self.home)
        subprocess.run(["git", "init", "-q", str(self.project)], check=True)
        self.env = assistant.environment(server.url, self.home)
        calls = assistant.program.calls.items()
        self.calls = {what: _placed(call, self.project, self.home, server) for what, call in calls}

    def ask(self, text: str, sign: str, **more: str) -> bool:
        """Whether the server gets the sign."""
        self.server.bodies.clear()
        self.assistant.ask(text, self.project, self.env | more)
        return any(sign in body for body in self.server.bodies)

    def gate(self, *words: str) -> None:
        subprocess.run([processes.GATE, *words], cwd=self.project, env=self.env, check=True, capture_output=True)

    def ask_damaged(self, when: str, **more: str) -> Iterator[TrialResult]:
        """A prompt where the gate cannot judge; what tools return where no hook is run for prompts."""
        if self.assistant.program.prompts:
            yield TrialResult(f"a prompt {when}", False, self.ask(_CLEAN, "cleanword", **more))
            return
        for what, call in self.calls.items():
            self.server.call = call
            yield TrialResult(f"what {what} {when}", False, self.ask(_CLEAN, IBAN, **more))
        self.server.call = None


def _around_install(assistant: InstalledAssistant, server: Server) -> Iterator[TrialResult]:
    session = _Session(assistant, server)
    name, sent = assistant.name, not assistant.program.prompts
    yield TrialResult("a leak before install", True, session.ask(_LEAK, TOKEN))
    session.gate("install", name, "--user", "--yes")
    session.gate("hook", name, "--selftest")
    yield TrialResult("a leak after install", sent, session.ask(_LEAK, TOKEN))
    yield TrialResult("a clean prompt after install", True, session.ask(_CLEAN, "cleanword"))
    (session.project / "live.env").write_text(f"ACCOUNT={IBAN}\n", encoding="utf-8")
    (session.project / "show.sh").write_text("echo printedword; cut -d= -f2 live.env\n", encoding="utf-8")
    for number in ("SEGV", "KILL"):
        path = f"{processes.write_killer(assistant.scratch / number, number)}:{session.env['PATH']}"
        yield from session.ask_damaged(f"while the worker gets SIG{number}", PATH=path)
    with processes.remove_program(session.home):
        yield from session.ask_damaged("while the program is gone")
    (session.project / "privacy-gate.yaml").write_text("hook: [\n", encoding="utf-8")
    yield from session.ask_damaged("with broken settings")
    (session.project / "privacy-gate.yaml").unlink()
    yield TrialResult("a prompt that mentions a file with a leak", sent, session.ask(_MENTION, "mentionword"))
    for what, call in session.calls.items():
        server.call = call
        yield TrialResult(f"what {what}, with the hooks", False, session.ask(_CLEAN, IBAN))
        if "show.sh" in str(call.given) and assistant.program.prompts:
            yield TrialResult("the rest of it", True, any("printedword" in body for body in server.bodies))
    session.gate("install", name, "--user", "--remove", "--yes")
    for what, call in session.calls.items():
        server.call = call
        yield TrialResult(f"what {what}, after install --remove", True, session.ask(_CLEAN, IBAN))
    server.call = None
    yield TrialResult("a leak after install --remove", True, session.ask(_LEAK, TOKEN))
    processes.end_left_over(str(session.home))


def _try(assistant: InstalledAssistant, folder: Path, server: Server, trial: HookTrial, *, hooks: bool) -> bool:
    """Whether a trial succeeds, in a home and a project of its own."""
    project, home = folder / "project", folder / "home"
    home.mkdir(parents=True)
    assistant.program.prepare(server.url, home)
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    for path, text in trial.files.items():
        file = home / path.removeprefix("HOME/") if path.startswith("HOME/") else project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(place(text, project, home, server), encoding="utf-8")
    env = assistant.environment(server.url, home)
    if hooks:
        install = [str(processes.GATE), "install", assistant.name, "--yes"]
        subprocess.run(install, cwd=project, env=env, check=True, capture_output=True)
    server.call = _placed(trial.call, project, home, server) if trial.call else Call("", {})
    server.bodies.clear()
    watched = project / trial.changes if trial.changes else None
    before = watched.read_bytes() if watched and watched.is_file() else b""
    arguments = (place(word, project, home, server) for word in (*assistant.program.free, *trial.arguments))
    assistant.ask(place(trial.prompt, project, home, server), project, env, tuple(arguments))
    server.call = None
    processes.end_left_over(str(home))
    if trial.received:
        return trial.sign in (project / trial.received).read_text("utf-8")
    if watched:
        return (watched.read_bytes() if watched.is_file() else b"") != before
    return any(trial.sign in body for body in server.bodies)


def _placed(call: Call, project: Path, home: Path, server: Server) -> Call:
    return Call(call.tool, place(call.given, project, home, server))


def place(value: Any, project: Path, home: Path, server: Server) -> Any:
    """A value with the folders and the address of the server in its texts."""
    if isinstance(value, Mapping):
        return {name: place(inner, project, home, server) for name, inner in value.items()}
    if isinstance(value, list):
        return [place(inner, project, home, server) for inner in value]
    if not isinstance(value, str):
        return value
    return value.replace("PROJECT", str(project)).replace("HOME/", f"{home}/").replace("SERVER", server.url)
