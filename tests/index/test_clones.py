"""Public repositories under `public_code:`: their code and names are public here too, found without a connection."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.gate import gate
from tests.index.code import COLLECT, DUNNING, NEXT_STEP
from tests.index.test_index import PROMPT
from tests.repository import Repository

PUBLIC = "public_code: [{}]\n"
NAMES = "class HalvardRateBook:\n    pass\n"


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path / "ours")
    made.git("remote", "add", "origin", "git@git.orvanda.net:tessmer-group/ours.git")
    made.commit({"billing/dunning.py": DUNNING, "billing/rates.py": NAMES})
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def sdk(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "open-sdk")
    made.commit({"steps.py": NEXT_STEP, "rates.py": NAMES})
    return made


def asked(code: str, *select: str) -> tuple[list[str], str]:
    """The rules that find something in a prompt with some code, and what is said beside."""
    rules = ",".join(select or ("code",))
    done = gate("scan", "-", "--select", rules, "--format", "json", stdin=PROMPT.format(code).encode())
    assert done.code < 2, done
    return [one["rule"] for one in done.data["findings"]], done.err


def push(repository: Repository, where: Path) -> None:
    """Make a remote of it, and push what is committed."""
    repository.git("init", "-q", "--bare", str(where))
    repository.git("remote", "add", "origin", str(where))
    repository.git("push", "-q", "origin", "main")


def test_code_of_a_public_repository_is_public_here(ours: Repository, sdk: Repository) -> None:
    assert asked(NEXT_STEP)[0] == ["code/private"]
    ours.write("privacy-gate.yaml", PUBLIC.format("../open-sdk"))

    assert asked(NEXT_STEP) == ([], "")
    assert asked(COLLECT) == (["code/private"], "")


def test_its_names_are_nobodys_own(ours: Repository, sdk: Repository) -> None:
    prompt = "Why does HalvardRateBook at tessmer-group differ?"
    assert len(asked(prompt, "internal/own-name")[0]) == 2
    sdk.commit({"package.json": '{\n  "name": "@tessmer-group/open-sdk"\n}\n'})
    ours.write("privacy-gate.yaml", PUBLIC.format("../open-sdk"))

    done = gate("scan", "-", "--select", "internal/own-name", "--format", "json", stdin=prompt.encode())

    assert ['"tessmer-group"' in one["message"] for one in done.data["findings"]] == [True]  # who asks, still tells


def test_what_was_not_committed_or_not_pushed_is_not_public(ours: Repository, sdk: Repository, tmp_path: Path) -> None:
    ours.write("privacy-gate.yaml", PUBLIC.format("../open-sdk"))
    push(sdk, tmp_path / "hub" / "sdk.git")
    sdk.write("letters.py", COLLECT)
    assert asked(COLLECT)[0] == ["code/private"]
    sdk.git("add", ".")
    sdk.commit()

    assert asked(COLLECT)[0] == ["code/private"]
    sdk.git("push", "-q", "origin", "main")

    assert asked(COLLECT) == ([], "")


@pytest.mark.parametrize(
    ("named", "remote"),
    [
        ("{repository: tessmer/sdk}", "git@github.com:Tessmer/SDK.git"),
        ("{repository: tessmer/sdk}", "https://gitlab.com/tessmer/sdk"),
        ("https://github.com/tessmer/sdk.git", "git@github.com:tessmer/sdk.git"),
        ("git@github.com:tessmer/sdk.git", "ssh://git@github.com/tessmer/sdk"),
    ],
)
def test_a_clone_beside_is_found_by_its_remote(ours: Repository, sdk: Repository, named: str, remote: str) -> None:
    sdk.git("remote", "add", "up", remote)
    ours.write("privacy-gate.yaml", PUBLIC.format(named))

    assert asked(NEXT_STEP) == ([], "")


def test_another_host_is_another_repository(ours: Repository, sdk: Repository) -> None:
    sdk.git("remote", "add", "up", "git@git.orvanda.net:tessmer/sdk.git")
    ours.write("privacy-gate.yaml", PUBLIC.format("https://github.com/tessmer/sdk"))

    found, said = asked(NEXT_STEP)

    assert found == ["code/private"]
    assert "no clone of the public repository 'https://github.com/tessmer/sdk' found" in said


def test_a_submodule_is_found_by_its_remote(ours: Repository, sdk: Repository, tmp_path: Path) -> None:
    push(sdk, tmp_path / "hub" / "tessmer" / "sdk.git")
    where = str(tmp_path / "hub/tessmer/sdk.git")
    ours.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", "-b", "main", where, "ext")
    ours.write("privacy-gate.yaml", PUBLIC.format("{repository: tessmer/sdk}"))
    ours.git("commit", "-qm", "Add the kit")
    shutil.rmtree(sdk.root)

    assert asked(NEXT_STEP) == ([], "")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("../nowhere", "not found"),
        ("../plain", "cannot be read at"),
        ("../open-sdk/deep", "it is a directory inside a repository"),
        ("{repository: tessmer/other}", "no clone of the public repository"),
        ("./", "is this repository"),
    ],
)
def test_what_cannot_be_found_is_said_and_stays_private(
    ours: Repository, sdk: Repository, tmp_path: Path, named: str, said: str
) -> None:
    (tmp_path / "plain").mkdir()
    (sdk.root / "deep").mkdir()
    ours.write("privacy-gate.yaml", PUBLIC.format(named))

    found, beside = asked(NEXT_STEP)
    built, status = gate("index", "build"), gate("index", "status")

    assert found == ["code/private"]
    assert said in beside
    assert (built.code, status.code) == (2, 2)
    assert said in built.err


def test_building_reads_only_what_changed(ours: Repository, sdk: Repository) -> None:
    ours.write("privacy-gate.yaml", PUBLIC.format("../open-sdk"))

    assert "1 file of public repositories read" in gate("index", "build").out
    assert "of public repositories\n" in gate("index", "status").out
    assert "public" not in gate("index", "build").out
    sdk.commit({"letters.py": COLLECT})
    assert "is not indexed" in gate("index", "status").out
    assert "1 file of public repositories read" in gate("index", "build").out
    assert asked(COLLECT) == ([], "")


def test_code_that_never_leaves_stays_so(ours: Repository, sdk: Repository) -> None:
    ours.write("privacy-gate.yaml", PUBLIC.format("../open-sdk") + "never_send: [billing/**]\n")

    assert asked(NEXT_STEP)[0] == ["code/never-send"]


def test_in_a_hook_of_git_the_clone_is_still_another_repository(
    ours: Repository, sdk: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours.write("privacy-gate.yaml", PUBLIC.format("../open-sdk"))
    monkeypatch.setenv("GIT_DIR", str(ours.root / ".git"))  # as git itself sets them
    monkeypatch.setenv("GIT_INDEX_FILE", str(ours.root / ".git" / "index"))

    assert asked(NEXT_STEP) == ([], "")
