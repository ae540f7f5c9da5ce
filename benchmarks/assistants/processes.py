"""How an assistant and the gate are started: with nothing of the user's, and in an environment that may be damaged."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

GATE = Path(sys.executable).with_name("privacy-gate")

_LIMIT = 90  # seconds for a run of an assistant
_KILLER = """\
#!/bin/sh
# the worker of a hook, or a child of the daemon, dies when it asks git; everybody else gets an answer
if tr '\\0' ' ' < /proc/$PPID/cmdline | grep -qE 'privacy.gate (hook|daemon)'; then kill -%s $PPID; sleep 1; fi
exec %s "$@"
"""


def environment(url: str, home: Path, cache: Path) -> dict[str, str]:
    """Nothing of the user's, and every connection to the server on this machine. The cache is one for all runs, since
    the gate compiles its expressions once."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TERM") if name in os.environ}
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), url)
    local = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "NO_COLOR": "1"}
    return kept | proxies | local | {"HOME": str(home), "XDG_CACHE_HOME": str(cache)}


def fill_cache(env: Mapping[str, str], folder: Path) -> None:
    """Let the gate compile its expressions, which takes longer than a hook may on a busy machine."""
    sent = '{"hook_event_name": "UserPromptSubmit", "session_id": "x", "prompt": "Sort a list."}'
    words = ["hook", "claude", "--seconds", "600"]
    subprocess.run([GATE, *words], input=sent, text=True, cwd=folder, env=env, check=True, capture_output=True)


def run(command: Sequence[str], folder: Path, env: Mapping[str, str], *, verbose: bool) -> None:
    """Run an assistant to its end, or to the time limit, with all that it started."""
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


def end_left_over(home: str) -> None:
    """End what an assistant left running: the processes whose home is the folder that was made for it."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"HOME={home}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)


@contextmanager
def remove_program(home: Path) -> Iterator[None]:
    """As after `pip uninstall`: the installed hooks name a program that is not there."""
    found = [file for file in home.rglob("*") if file.is_file() and file.stat().st_size < 100_000]
    files = {file: text for file in found if str(GATE) in (text := file.read_text(encoding="utf-8", errors="replace"))}
    for file, text in files.items():
        file.write_text(text.replace(str(GATE), f"{GATE.parent}/gone/privacy-gate"), encoding="utf-8")
    yield
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")


def write_killer(folder: Path, number: str) -> Path:
    """A folder for PATH with a git that kills the worker of a hook by a signal."""
    folder.mkdir()
    file = folder / "git"
    file.write_text(_KILLER % (number, shutil.which("git")), encoding="utf-8")
    file.chmod(0o755)
    return folder
