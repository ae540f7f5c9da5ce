"""What is published: the wheel, the source distribution, and the gate as it is installed from them."""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import re
import shutil
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

import pytest

from tests.gate import Outcome
from tests.repository import CHECKOUT, TOKEN_LINE, environment, places, shows_token, start

KINDS = {".py", ".bin", ".bloom", ".css", ".html", ".js", ".toml", ".txt"}
SDIST = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["sdist"]
PARTS = [".gitignore", "pyproject.toml", *SDIST["include"]]
ODD = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("checkout") / "privacy-gate", PARTS)


@pytest.fixture(scope="module")
def built(checkout: Path) -> Path:
    """The folder with a source distribution, and the wheel that was made from it."""
    return build(checkout, checkout.parent / "dist")


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (file,) = built.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def sdist(built: Path) -> Path:
    (file,) = built.glob("*.tar.gz")
    return file


def copied(folder: Path, parts: list[str]) -> Path:
    """Those parts of the checkout that a commit would hold."""
    left_out = shutil.ignore_patterns("__pycache__", ".hypothesis")
    folder.mkdir(parents=True)
    for part in parts:
        name = part.removeprefix("/")
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, folder / name, ignore=left_out)
        else:
            shutil.copy(CHECKOUT / name, folder)
    return folder


def build(source: Path, to: Path, *kinds: str, umask: str = "022", **variables: str) -> Path:
    command: list[str | Path] = [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", to, source]
    if sys.platform != "win32":
        command = ["sh", "-c", f'umask {umask}; exec "$@"', "sh", *command]
    done = start(command, source.parent, env=environment(**variables))
    assert done.code == 0, done.out + done.err
    return to


def held(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """The names and contents of a wheel's files."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def metadata(wheel: Path) -> Message:
    ((_, content),) = [one for one in held(wheel) if one[0].endswith(".dist-info/METADATA")]
    return BytesParser().parsebytes(content)


def test_the_wheel_holds_the_code_and_the_rules_and_nothing_else(checkout: Path, wheel: Path) -> None:
    src = checkout / "src/privacy_gate"
    code = {f"privacy_gate/{file.relative_to(src).as_posix()}" for file in src.rglob("*") if file.is_file()}
    rules = {f"privacy_gate/_rules/{file.name}" for file in checkout.glob("rules/*.yaml")}
    models, wording = ("names/data/names", "names/data/public-names"), "wording/data/wording"
    data = {f"privacy_gate/checkers/{name}.bin" for name in (*models, "secrets/data/values", wording)}
    names = {name for name, _ in held(wheel)}
    about = {name for name in names if ".dist-info/" in name}

    assert rules
    assert data <= code
    assert names - about == code | rules
    assert {PurePosixPath(name).suffix for name in code} == KINDS
    licences = {"licenses/LICENSE", "licenses/NOTICE.md"}
    assert {name.partition(".dist-info/")[2] for name in about} == {
        "METADATA", "RECORD", "WHEEL", "entry_points.txt", *licences,
    }  # fmt: skip


def test_the_record_of_the_wheel_is_right(wheel: Path) -> None:
    contents = dict(held(wheel))
    (record,) = [name for name in contents if name.endswith(".dist-info/RECORD")]
    listed = {name: (digest, size) for name, digest, size in csv.reader(contents[record].decode().splitlines())}

    assert listed.pop(record) == ("", "")
    assert listed == {
        name: (
            f"sha256={base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode()}",
            str(len(content)),
        )
        for name, content in contents.items()
        if name != record
    }


def test_what_pypi_shows(wheel: Path) -> None:
    about = metadata(wheel)
    text = about.get_payload()

    assert about["License-Expression"] == "MIT"
    assert about.get_all("License-File") == ["LICENSE", "NOTICE.md"]
    assert about["Description-Content-Type"] == "text/markdown"
    assert isinstance(text, str)
    # PyPI knows no files beside the text
    assert "](docs/" not in text
    assert "![A prompt that names a company" in text
    assert "](https://raw.githubusercontent.com/privacy-gate/privacy-gate/" in text
    assert "](https://github.com/privacy-gate/privacy-gate/blob/" in text


@pytest.mark.once
@pytest.mark.skipif(sys.platform == "win32", reason="there is no umask")
def test_who_builds_it_anew_gets_the_same_bytes(checkout: Path, built: Path, tmp_path: Path) -> None:
    """Elsewhere, at another time, in another order, with other rights; and the wheel not by way of the other one."""
    again = copied(tmp_path / "b" / "elsewhere", PARTS[::-1])
    for number, file in enumerate(sorted(again.rglob("*"), reverse=True)):
        file.chmod(0o700 if file.is_dir() else 0o600)
        os.utime(file, (1_000_000_000 + number, 1_000_000_000 + number))

    made = build(again, tmp_path / "dist", "--sdist", "--wheel", umask="077", **ODD)

    assert digests(made) == digests(built)
    assert len(digests(made)) == 2


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_the_source_distribution_has_what_its_tests_need(sdist: Path, tmp_path: Path) -> None:
    """`make release-check` collects and runs them; what they import is looked at here."""
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    imports = re.compile(r"^from ((?:tests|training|benchmarks|documentation|releasing)[\w.]*) import", re.MULTILINE)
    modules = {name for file in unpacked.rglob("tests/**/*.py") for name in imports.findall(file.read_text())}

    assert "training.public_code" in modules
    at = [unpacked / name.replace(".", "/") for name in modules]
    assert [path for path in at if not path.is_dir() and not path.with_suffix(".py").is_file()] == []
    assert {file.name for file in (unpacked / "rules").iterdir()} == {file.name for file in CHECKOUT.glob("rules/*")}
    assert not list(unpacked.rglob("*.egg-info"))
    assert not list(unpacked.rglob("*.pyc"))


@pytest.mark.once
def test_the_installed_gate(wheel: Path, tmp_path: Path) -> None:
    """In a fresh environment, far from the checkout, in a folder whose files would love to be imported."""
    venv, folder = tmp_path / "venv", tmp_path / "folder"
    made = start([sys.executable, "-m", "virtualenv", "--quiet", venv], tmp_path)
    installed = start([venv / "bin" / "pip", "install", "--quiet", wheel], tmp_path, seconds=300)
    assert (made.code, installed.code) == (0, 0), made.err + installed.err
    folder.mkdir()
    for name in ("click", "yaml", "msgspec", "hyperscan", "privacy_gate", "sitecustomize"):
        (folder / f"{name}.py").write_text("raise SystemExit(0)\n")
    (folder / "x.py").write_text(TOKEN_LINE)

    def gate(*arguments: str) -> Outcome:
        env = environment(PRIVACY_GATE_CACHE=str(tmp_path / "cache"))
        return start([venv / "bin" / "privacy-gate", *arguments], folder, env=env)

    listed, found = gate("rules"), gate("scan", "--format", "json", ".")
    checked = gate("rules", "internal", "--check")  # no extra is installed; `make release-check` runs those of all

    assert (listed.code, found.code) == (0, 1), listed.err + found.err
    assert checked.code == 0, checked.out + checked.err
    assert "secret/github-token" in listed.out
    assert places(found) == ["x.py:1"]
    assert not shows_token(found)
    assert gate("--version").out.startswith("privacy-gate, version ")
