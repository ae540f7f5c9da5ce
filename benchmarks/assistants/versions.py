"""The versions of the assistants that `make e2e` tries: the only list of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

_INSTALL_SECONDS = 900


class Pin(NamedTuple):
    """A package of the npm registry at one version. `node` is the oldest major version of Node.js that its program
    runs on; 0 for a native program. `script` is run by node afterwards, since npm may leave install scripts out."""

    program: str
    package: str
    version: str
    node: int
    script: str = ""
    registry: str = "https://registry.npmjs.org/"


PINS = {
    # its package asks for Node 22, and npm on Node 20 takes a release of months ago unless a version is named
    "claude": Pin("claude", "@anthropic-ai/claude-code", "2.1.332", 0, "install.cjs"),
    "codex": Pin("codex", "@openai/codex", "0.171.0", 16),
    "gemini": Pin("gemini", "@google/gemini-cli", "0.61.0", 20),
    "copilot": Pin("copilot", "@github/copilot", "1.0.102", 20),
    "cline": Pin("cline", "cline", "3.0.65", 20),
}


class NotInstalledError(Exception):
    """The program of a pin is not there, or another version of it is."""


def install(pin: Pin, scratch: Path) -> Path:
    """The program of a pin, installed below a folder. Raises NotInstalledError unless it is the pinned version."""
    folder = scratch / "npm" / f"{pin.program}-{pin.version}"
    program = folder / "node_modules" / ".bin" / pin.program
    _require_node(pin)
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}", encoding="utf-8")
        exact = f"{pin.package}@{pin.version}"
        _run(["npm", "install", "--no-audit", "--no-fund", "--save-exact", f"--registry={pin.registry}", exact], folder)
        if pin.script:
            _run(["node", pin.script], folder / "node_modules" / pin.package)
    check_version(pin, folder, _run([str(program), "--version"], folder))
    return program


def check_version(pin: Pin, folder: Path, printed: str) -> None:
    """Raise NotInstalledError unless package and program are those of the pin."""
    manifest = folder / "node_modules" / pin.package / "package.json"
    try:
        installed = json.loads(manifest.read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError, TypeError):
        installed = "no version"
    words = printed.replace("(", " ").replace(")", " ").replace("v", " ").split()
    if installed != pin.version or pin.version not in [word.rstrip(".,") for word in words]:
        shown = printed.strip().partition("\n")[0][:100]
        raise NotInstalledError(f"{pin.package} is {installed} and says {shown!r}, not {pin.version}: remove {folder}")


def _require_node(pin: Pin) -> None:
    if shutil.which("npm") is None:
        raise NotInstalledError("npm is not found")
    major = _run(["node", "--version"], Path.cwd()).strip().removeprefix("v").partition(".")[0]
    if not major.isdigit() or int(major) < pin.node:
        raise NotInstalledError(f"{pin.package} {pin.version} needs Node.js {pin.node}, and this is {major}")


def _run(command: list[str], folder: Path) -> str:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=_INSTALL_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalledError(f"{command[0]}: {type(error).__name__}") from None
    if done.returncode:
        raise NotInstalledError(f"{' '.join(command[:2])}: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout
