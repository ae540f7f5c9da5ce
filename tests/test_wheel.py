"""What is published: the wheel, the source distribution, and the gate as it is installed from them."""

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.gate import Outcome
from tests.repository import TOKEN_LINE, copy_of_the_checkout, environment, places, shows_token, start


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_checkout(tmp_path_factory.mktemp("checkout") / "privacy-gate")


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    return build(checkout, "--wheel", "*.whl")


def build(source: Path, kind: str, made: str) -> Path:
    done = start([sys.executable, "-m", "build", kind, "--outdir", source.parent / "dist", source], source.parent)
    assert done.code == 0, done.out + done.err
    (file,) = (source.parent / "dist").glob(made)
    return file


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_the_code_and_the_rules_and_nothing_else(checkout: Path, wheel: Path) -> None:
    code = {f"privacy_gate/{file.relative_to(checkout / 'src/privacy_gate')}" for file in checkout.glob("src/**/*.py")}
    rules = {f"privacy_gate/_rules/{file.name}" for file in checkout.glob("rules/*.yaml")}
    held = {name for name in names(wheel) if ".dist-info/" not in name}

    assert rules
    data = {f"privacy_gate/checkers/data/{name}.bin" for name in ("names", "public-names", "values", "wording")}
    assert code | rules | data <= held
    assert {name.partition("/")[0] for name in held} == {"privacy_gate"}
    assert {name for name in held if name.startswith("privacy_gate/_rules/")} == rules
    assert not [name for name in held if "__pycache__" in name or name.endswith(".pyc")]


def test_a_wheel_can_be_built_from_the_source_distribution(checkout: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build(checkout, "--sdist", "*.tar.gz")) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()

    assert names(build(unpacked, "--wheel", "*.whl")) == names(wheel)


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

    assert (listed.code, found.code) == (0, 1), listed.err + found.err
    assert "secret/github-token" in listed.out
    assert places(found) == ["x.py:1"]
    assert not shows_token(found)
    assert gate("--version").out.startswith("privacy-gate, version ")
