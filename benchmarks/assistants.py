"""`make e2e`: the real assistants against a model server on this machine, before and after `install`.

Each is installed in its pinned version (benchmarks/assistant_versions.py) into the scratch folder, gets a home and a
project of its own, and is asked two things on its command line: something with a made-up token in it, and something
clean. What counts is what the server was sent. All other connections go to the same server, which refuses them.
"""

from __future__ import annotations

import argparse
import gzip
import http.server
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import assistant_versions, claude_trials, models
from benchmarks.assistant_versions import PINS, NotInstalledError
from benchmarks.claude_trials import TOKEN, ClaudeTrial
from benchmarks.models import Call

LEAK = f"Say hello, and what does `curl -H 'Authorization: Bearer {TOKEN}'` do? leakword"
CLEAN = "Say hello, and what does `curl -I` do? cleanword"
MENTION = "What does @live.env hold? mentionword"
IBAN = "DE84370502990712843365"
"""Made up. What tools give back holds this one: Copilot masks tokens in it by itself."""

_GATE = Path(sys.executable).with_name("privacy-gate")
_LIMIT = 90  # seconds for a run of an assistant
_KILLER = """\
#!/bin/sh
# the worker of a hook dies when it asks git; everybody else gets an answer
if tr '\\0' ' ' < /proc/$PPID/cmdline | grep -q 'privacy-gate hook'; then kill -%s $PPID; sleep 1; fi
exec %s "$@"
"""


class _Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class Server:
    """Notes what it is sent, and refuses everything, so that an assistant ends soon; with a `call` it answers as
    a model that calls a tool, and then is done."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.call: Call | None = None
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = _decoded(self._body(), self.headers.get("content-encoding", ""))
                server.bodies.append(body)
                reply = server.answer(self.path, body)
                self.send_response(200 if reply else 400)
                self.send_header("content-type", "text/event-stream" if reply else "application/json")
                reply = reply or b'{"error":{"type":"invalid_request_error","message":"refused"}}'
                self.send_header("content-length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            do_GET = do_POST = do_PUT = do_HEAD = do_CONNECT = answer  # noqa: N815  (names of the base class)

            def _body(self) -> bytes:
                if (self.headers.get("transfer-encoding") or "").lower() != "chunked":
                    return self.rfile.read(int(self.headers.get("content-length") or 0))
                body = b""
                while size := int(self.rfile.readline().strip() or b"0", 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            def log_message(self, *_: Any) -> None:
                pass

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, path: str, body: str) -> bytes | None:
        """What a model would answer; None to refuse."""
        if self.call is None:
            return None
        try:
            return models.answer(path.partition("?")[0], json.loads(body), self.call)
        except ValueError:
            return None


def _decoded(body: bytes, encoding: str) -> str:
    with suppress(OSError, zlib.error):
        if encoding == "gzip":
            body = gzip.decompress(body)
        elif encoding == "deflate":
            body = zlib.decompress(body)
    return body.decode("utf-8", "replace")


class Assistant(NamedTuple):
    """How the program of a pin is asked one thing, and where it finds the model."""

    argv: Callable[[str], list[str]]
    environment: Callable[[str, Path], Mapping[str, str]]
    calls: Mapping[str, Call]
    prepare: Callable[[str, Path], None] = lambda _url, _home: None


def _claude(url: str, _home: Path) -> dict[str, str]:
    return {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "x", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"}


def _codex(_url: str, home: Path) -> dict[str, str]:
    return {"CODEX_HOME": str(home / ".codex"), "LOOPBACK_KEY": "x"}


def _codex_settings(url: str, home: Path) -> None:
    (home / ".codex").mkdir(parents=True)
    (home / ".codex" / "config.toml").write_text(
        'model_provider = "loopback"\nmodel = "gpt-5"\n[model_providers.loopback]\nname = "loopback"\n'
        f'base_url = "{url}/v1"\nenv_key = "LOOPBACK_KEY"\nwire_api = "responses"\n'
        "request_max_retries = 0\nstream_max_retries = 0\nsupports_websockets = false\n",
        encoding="utf-8",
    )


def _gemini(url: str, _home: Path) -> dict[str, str]:
    return {"GOOGLE_GEMINI_BASE_URL": url, "GEMINI_API_KEY": "x", "GEMINI_CLI_TRUST_WORKSPACE": "true"}


def _gemini_settings(_url: str, home: Path) -> None:
    (home / ".gemini").mkdir(parents=True)
    text = '{"security": {"auth": {"selectedType": "gemini-api-key"}}}'
    (home / ".gemini" / "settings.json").write_text(text, encoding="utf-8")


def _copilot(url: str, home: Path) -> dict[str, str]:
    return {
        "COPILOT_PROVIDER_BASE_URL": f"{url}/v1",
        "COPILOT_PROVIDER_API_KEY": "x",
        "COPILOT_MODEL": "gpt-5",
        "COPILOT_OFFLINE": "true",
        "COPILOT_AUTO_UPDATE": "false",
        "COPILOT_HOME": str(home / ".copilot"),
    }


ASSISTANTS = {
    "claude": Assistant(
        lambda text: ["-p", text, "--allowedTools", "Bash,Read"],
        _claude,
        {
            "a command prints": Call("Bash", {"command": "sh show.sh", "description": "x"}),
            "a file holds": Call("Read", {"file_path": "live.env"}),
        },
    ),
    "codex": Assistant(
        lambda text: ["exec", "--skip-git-repo-check", "--dangerously-bypass-hook-trust", text],
        _codex,
        {
            "a command prints": Call("exec_command", {"cmd": "sh show.sh"}),
            "a file holds": Call("exec_command", {"cmd": "cat live.env"}),
        },
        _codex_settings,
    ),
    "gemini": Assistant(
        lambda text: ["-p", text, "--yolo", "-m", "gemini-2.5-flash"],
        _gemini,
        {
            "a command prints": Call("run_shell_command", {"command": "sh show.sh"}),
            "a file holds": Call("read_file", {"file_path": "live.env"}),
        },
        _gemini_settings,
    ),
    "copilot": Assistant(
        lambda text: ["-p", text, "--allow-all-tools"],
        _copilot,
        {
            "a command prints": Call("bash", {"command": "sh show.sh", "description": "x", "mode": "sync"}),
            "a file holds": Call("view", {"path": "PROJECT/live.env"}),
        },
    ),
}


class Trial(NamedTuple):
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Try each assistant and print a table. 0 when each is installed and each trial holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.assistants", description=__doc__)
    parser.add_argument("--only", action="append", choices=ASSISTANTS, help="one assistant; repeatable")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    parser.add_argument("--scratch", type=Path, default=cache / "privacy-gate-e2e", help="default: %(default)s")
    parser.add_argument("--verbose", action="store_true", help="show what the assistants print")
    options = parser.parse_args(arguments)
    failed = 0
    for name in options.only or ASSISTANTS:
        try:
            program = assistant_versions.install(PINS[name], options.scratch)
        except NotInstalledError as error:
            print(f"{name}: FAIL not tried: {error}")
            failed += 1
            continue
        print(f"{name} ({PINS[name].version})")
        for trial in _trials(name, program, options.scratch / "runs" / name, verbose=options.verbose):
            print(f"  {'ok  ' if trial.holds else 'FAIL'} {trial.what}: {trial.outcome}", flush=True)
            failed += not trial.holds
    return int(failed > 0)


def _trials(name: str, program: Path, scratch: Path, *, verbose: bool) -> Iterator[Trial]:
    shutil.rmtree(scratch, ignore_errors=True)
    home, project = scratch / "home", scratch / "project"
    home.mkdir(parents=True)
    project.mkdir()
    server = Server()
    assistant = ASSISTANTS[name]
    assistant.prepare(server.url, home)
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    env = {**_environment(server.url, home), **assistant.environment(server.url, home)}

    def ask(text: str, sign: str, **more: str) -> bool:
        server.bodies.clear()
        _run([str(program), *assistant.argv(text)], project, env | more, verbose=verbose)
        return any(sign in body for body in server.bodies)

    def gate(*words: str) -> None:
        subprocess.run([_GATE, *words], cwd=project, env=env, check=True, capture_output=not verbose)

    yield Trial("a leak before install", True, ask(LEAK, TOKEN))
    gate("install", name, "--user", "--yes")
    gate("hook", name, "--selftest")
    yield Trial("a leak after install", False, ask(LEAK, TOKEN))
    yield Trial("a clean prompt after install", True, ask(CLEAN, "cleanword"))
    for number in ("SEGV", "KILL"):
        with _killer(scratch / number, number) as path:
            killed = f"{path}:{env['PATH']}"
            yield Trial(f"a prompt while the worker gets SIG{number}", False, ask(CLEAN, "cleanword", PATH=killed))
    with _gone(home):
        yield Trial("a prompt while the program is gone", False, ask(CLEAN, "cleanword"))
    (project / "privacy-gate.yaml").write_text("hook: [\n", encoding="utf-8")
    yield Trial("a prompt with broken settings", False, ask(CLEAN, "cleanword"))
    (project / "privacy-gate.yaml").unlink()
    (project / "live.env").write_text(f"ACCOUNT={IBAN}\n", encoding="utf-8")
    (project / "show.sh").write_text("echo printedword; cut -d= -f2 live.env\n", encoding="utf-8")
    yield Trial("a prompt that mentions a file with a leak", False, ask(MENTION, "mentionword"))
    tools = [(what, _placed(call, project)) for what, call in assistant.calls.items()]
    for what, call in tools:
        server.call = call
        yield Trial(f"what {what}, with the hooks", False, ask(CLEAN, IBAN))
        if "show.sh" in str(call.given):
            yield Trial("the rest of it", True, any("printedword" in body for body in server.bodies))
    gate("install", name, "--user", "--remove", "--yes")
    for what, call in tools:
        server.call = call
        yield Trial(f"what {what}, after install --remove", True, ask(CLEAN, IBAN))
    server.call = None
    yield Trial("a leak after install --remove", True, ask(LEAK, TOKEN))
    if name == "claude":
        yield from _claude_trials(program, scratch / "trials", server, env, verbose=verbose)


def _claude_trials(
    program: Path, scratch: Path, server: Server, env: Mapping[str, str], *, verbose: bool
) -> Iterator[Trial]:
    """Each trial without hooks and with those that `install` writes, in a home and a project of its own."""
    for number, (what, trial) in enumerate(claude_trials.TRIALS.items()):
        for hooks in (False, True):
            folder = scratch / f"{number}-{'with' if hooks else 'without'}"
            wanted = not (hooks and trial.protected)
            arrived = _claude_trial(program, folder, server, env, trial, hooks=hooks, verbose=verbose)
            yield Trial(f"{what}, {'with' if hooks else 'without'} hooks", wanted, arrived, bool(trial.changes))


def _claude_trial(
    program: Path,
    folder: Path,
    server: Server,
    env: Mapping[str, str],
    trial: ClaudeTrial,
    *,
    hooks: bool,
    verbose: bool,
) -> bool:
    project, home = folder / "project", folder / "home"
    home.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    for path, text in trial.files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8")
    own = {
        **env,
        "HOME": str(home),
        "IS_SANDBOX": "1",
    }  # the switch that permits everything is refused to root otherwise
    if hooks:
        subprocess.run([_GATE, "install", "claude", "--yes"], cwd=project, env=own, check=True, capture_output=True)
    call = trial.call
    server.call = (
        Call("", {}) if call is None else Call(call.tool, claude_trials.place(call.given, str(project), server.url))
    )
    server.bodies.clear()
    watched = project / trial.changes if trial.changes else None
    before = watched.read_bytes() if watched and watched.is_file() else b""
    _run([str(program), "-p", trial.prompt, *trial.arguments], project, own, verbose=verbose)
    server.call = None
    if watched:
        return (watched.read_bytes() if watched.is_file() else b"") != before
    return any(trial.sign in body for body in server.bodies)


def _placed(call: Call, project: Path) -> Call:
    return Call(call.tool, {name: str(value).replace("PROJECT", str(project)) for name, value in call.given.items()})


def _environment(url: str, home: Path) -> dict[str, str]:
    """Nothing of the user's, and every connection to the server on this machine."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TERM") if name in os.environ}
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), url)
    return kept | proxies | {"HOME": str(home), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "NO_COLOR": "1"}


def _run(command: Sequence[str], folder: Path, env: Mapping[str, str], *, verbose: bool) -> None:
    with subprocess.Popen(
        command,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            out, _ = process.communicate(timeout=_LIMIT)
        except subprocess.TimeoutExpired:
            out = b"(too long)"
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    if verbose:
        print("    | " + out.decode("utf-8", "replace").strip().replace("\n", "\n    | ")[:3000])
    time.sleep(0.2)


@contextmanager
def _gone(home: Path) -> Iterator[None]:
    """As after `pip uninstall`: the settings name a program that is not there."""
    files = {file: file.read_text(encoding="utf-8") for file in home.rglob("*.json")}
    files = {file: text for file, text in files.items() if str(_GATE) in text}
    for file, text in files.items():
        file.write_text(text.replace(str(_GATE), f"{_GATE.parent}/gone/privacy-gate"), encoding="utf-8")
    yield
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")


@contextmanager
def _killer(folder: Path, number: str) -> Iterator[Path]:
    folder.mkdir()
    file = folder / "git"
    file.write_text(_KILLER % (number, shutil.which("git")), encoding="utf-8")
    file.chmod(0o755)
    yield folder


if __name__ == "__main__":
    sys.exit(main())
