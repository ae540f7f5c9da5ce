"""What all tests share: one cache for the compiled rules, and nothing of the user's own settings."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings

from privacy_gate.base.ci import CI
from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_files import decode_yaml
from privacy_gate.config import Config, Settings
from privacy_gate.integrations.assistants.program_path import VARIABLE, is_temporary
from privacy_gate.rules.rule_files import builtin_files
from privacy_gate.scan.gate import assemble
from tests.offline import sitecustomize as offline
from tests.repository import Repository, cache_of_its_own

# One folder for all workers and all runs in a checkout: compiling the rules takes seconds. It is filled before
# the workers start, so that no two of them compile, and other checkouts do not push out what is in it.
_CHECKOUT = hashlib.blake2b(os.fsencode(__file__), digest_size=4).hexdigest()
_USER = os.getuid() if hasattr(os, "getuid") else 0
_CACHE = Path(tempfile.gettempdir()) / f"privacy-gate-tests-{_USER}-{_CHECKOUT}"
os.environ["PRIVACY_GATE_CACHE"] = str(_CACHE)
os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
os.environ["GIT_CONFIG_NOSYSTEM"] = "1"
# the tests of the daemon enable it, and so does `make parity` for all of them
os.environ["PRIVACY_GATE_DAEMON"] = os.environ.get("PRIVACY_GATE_TESTS_DAEMON", "off")
_UNSET = ("NO_COLOR", "FORCE_COLOR", "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF", "PRIVACY_GATE_DEBUG")
for name in (*_UNSET, *CI):
    os.environ.pop(name, None)

# A checkout may lie in a temporary folder, which is deleted later.
_PROGRAM = Path(sys.executable).with_name("privacy-gate.exe" if sys.platform == "win32" else "privacy-gate")
if is_temporary(_PROGRAM):
    os.environ[VARIABLE] = str(_PROGRAM)

# What a test starts is watched as this process is (tests/offline).
_FORBIDDEN = Path(tempfile.gettempdir()) / f"privacy-gate-sockets-{_USER}-{os.getpid()}"
os.environ[offline.FILE] = str(_FORBIDDEN)
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(Path(offline.__file__).parent), os.environ.get("PYTHONPATH")])
)

# no test asks how long something takes, nor how long its texts take to make up
settings.register_profile("gate", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gate")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        with contextlib.suppress(GateError):  # a broken rule fails the tests, each with its message
            assemble(Settings(Config(), None, Path()))


@pytest.fixture(autouse=True)
def no_connections() -> Iterator[None]:
    """A test that reaches for another machine fails, whatever became of the error."""
    yield
    if _FORBIDDEN.exists():
        seen = _FORBIDDEN.read_text(encoding="utf-8")
        _FORBIDDEN.unlink()
        pytest.fail(f"connections to other machines: {seen}")


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder that lies in no repository, with a cache of its own: outside git the map lies there."""
    monkeypatch.setenv("PRIVACY_GATE_CACHE", str(cache_of_its_own(tmp_path_factory.mktemp("cache") / "own")))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def repository(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A git repository that is the working folder.

    `pytest.mark.repository(FILES, …, files=FILES, name="work", own_cache=False)` gives it a commit for each mapping,
    and files that are not committed.
    """
    marker = request.node.get_closest_marker("repository")
    given = marker.kwargs if marker else {}
    made = Repository(tmp_path / given.get("name", "work"))
    for files in marker.args if marker else ():
        made.commit(files)
    for path, text in given.get("files", {}).items():
        made.write(path, text)
    if given.get("own_cache"):
        monkeypatch.setenv("PRIVACY_GATE_CACHE", str(cache_of_its_own(tmp_path / "cache")))
    monkeypatch.chdir(made.root)
    return made


_DISGUISES = ("encodings", "escapes", "insertions", "joined_variables", "url_escapes")


@pytest.fixture
def few_rules(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rule of each family and a pattern of each disguise: all of them take seconds to compile, these do not."""
    few: dict[str, Any] = {}
    for one in builtin_files():
        for record in decode_yaml(one.data.decode(), one.source, list[dict[str, Any]]):
            family = record["id"].partition("/")[0]
            if family not in few or record["id"] == "secret/github-token":
                few[family] = record
    file = tmp_path_factory.mktemp("rules") / "few.yaml"
    file.write_bytes(msgspec.json.encode(list(few.values())))
    monkeypatch.setattr("privacy_gate.rules.rule_files.builtin_paths", lambda: [file])
    for name in ("split_values.PATTERNS", *(f"disguises.{one}.TRIGGERS" for one in _DISGUISES)):
        module, _, attribute = f"privacy_gate.rules.{name}".rpartition(".")
        monkeypatch.setattr(f"{module}.{attribute}", getattr(import_module(module), attribute)[:1])
    return file
