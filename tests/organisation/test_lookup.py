"""What was built and pulled is found in a prompt: by `scan`, and by the hook of an assistant."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.config.parts import Organisation as Named
from privacy_gate.index.organisation import local_copy
from privacy_gate.index.organisation.secret import VARIABLE
from tests.gate import Outcome, gate
from tests.index.code import DUNNING, NEXT_STEP, RENAMED
from tests.organisation.repositories import Organisation, code, organisation
from tests.repository import GATE, Repository, cache_of_its_own, environment, start

PROMPT = "Could you make this shorter?\n\n```python\n{}```\n\nThanks a lot for your help!\n"
FEES = code(7, 3)
COMMON = """\
def by_key(rows):
    found = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    return found
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Organisation:
    """An organisation whose index was built, which takes seconds. Each test gets a copy."""
    made = organisation(tmp_path_factory.mktemp("organisation"), ["billing", "depots"])
    made.repositories["billing"].commit({"src/billing/dunning.py": DUNNING})
    made.built(made.folder / "index", workers=1)
    return made


@pytest.fixture
def ours(built: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """An organisation whose index was built; the working folder is one of its repositories."""
    monkeypatch.setenv("PRIVACY_GATE_CACHE", str(cache_of_its_own(tmp_path / "cache")))
    shutil.copytree(built.folder, tmp_path, dirs_exist_ok=True)
    made = built._replace(
        folder=tmp_path,
        repositories={name: Repository(tmp_path / "clones" / name) for name in built.repositories},
        manifest=tmp_path / built.manifest.name,
        key=tmp_path / built.key.name,
    )
    settings = f"organisation:\n  index: {tmp_path}/index\n  key: {made.key}\n"
    made.repositories["depots"].commit({"privacy-gate.yaml": settings})
    monkeypatch.chdir(made.repositories["depots"].root)
    return made


def ask(text: str, *arguments: str) -> Outcome:
    return gate("scan", "-", "--select", "code", "--format", "json", *arguments, stdin=PROMPT.format(text).encode())


def findings(text: str, *arguments: str) -> list[dict[str, Any]]:
    done = ask(text, *arguments)
    assert (done.err, done.code < 2) == ("", True), done
    found: list[dict[str, Any]] = done.data["findings"]
    return found


def test_the_filter_alone_names_the_repository(ours: Organisation) -> None:
    assert gate("org", "pull").out.endswith(" MB; this computer has the filter of 2 repositories and 0 shards\n")
    (found,) = findings(NEXT_STEP)

    assert found["rule"] == "code/organisation"
    assert [(one["path"], one["start"]["line"]) for one in found["related"]] == [("billing", 1)]
    # The last line is too short for a sample, but the filter contains one of 256 other fingerprints.
    assert found["start"]["line"] == 4
    assert found["end"]["line"] in (13, 14)
    assert "the repository billing" in found["message"]
    assert findings(COMMON) == []


def test_a_shard_names_the_file_and_the_lines(ours: Organisation) -> None:
    gate("org", "pull", "--shards")
    (found,) = findings(NEXT_STEP)
    (renamed,) = findings(RENAMED)

    assert (found["rule"], found["severity"]) == ("code/organisation", "error")
    assert [(one["path"], one["start"]["line"]) for one in found["related"]] == [("billing:src/billing/dunning.py", 6)]
    assert "match billing:src/billing/dunning.py, lines 6 to 1" in found["message"]
    assert renamed["related"][0]["path"] == "billing:src/billing/dunning.py"
    assert renamed["message"].endswith(" (with other names)")


def test_code_of_this_repository_is_found_once_and_as_such(ours: Organisation) -> None:
    gate("org", "pull", "--shards")
    own = code(1).split("\n\n")[2]

    assert {(one["rule"], one["related"][0]["path"]) for one in findings(own + "\n")} == {
        ("code/private", "src/depots/core.py")
    }


def test_code_that_never_leaves_its_repository_is_an_error_here_too(ours: Organisation) -> None:
    marked = f"# privacy-gate: never-send\n\n{FEES}"
    ours.repositories["billing"].commit({"src/billing/fees.py": marked})
    ours.built(ours.folder / "index")
    gate("org", "pull", "--shards")

    (found,) = findings("\n".join(FEES.splitlines()[2:9]) + "\n")
    assert (found["rule"], found["severity"]) == ("code/never-send", "error")
    assert found["related"][0]["path"] == "billing:src/billing/fees.py"


@pytest.mark.parametrize("case", ["nothing pulled", "no key", "another key", "cut short", "catalogue gone"])
def test_what_cannot_be_looked_up_is_a_problem(ours: Organisation, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    here = local_copy.folder(f"{ours.folder}/index")
    if case != "nothing pulled":
        gate("org", "pull")
    if case == "no key":
        ours.key.unlink()
    elif case == "another key":
        monkeypatch.setenv(VARIABLE, "ab" * 32)
    elif case == "cut short":
        (here / local_copy.MEMBERSHIP).write_bytes((here / local_copy.MEMBERSHIP).read_bytes()[:-1])
    elif case == "catalogue gone":
        (here / "catalogue").unlink()
    done = ask(NEXT_STEP)

    assert done.code == 2
    assert done.data["problems"]
    assert done.data["findings"] == []
    (ours.repositories["depots"].root / "privacy-gate.yaml").write_text(
        f"organisation: {{index: {ours.folder}/index, key: {ours.key}, required: false}}\n"
    )
    again = ask(NEXT_STEP)
    if case == "catalogue gone":  # the filter knew it, and cannot say whose it is
        assert again.code == 2
    else:
        assert again.code == 0
        assert "cannot search for code of other repositories" in again.err


def test_without_a_repository_the_settings_still_hold(ours: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    gate("org", "pull")
    loose = ours.folder / "loose"
    loose.mkdir()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(ours.folder))
    shutil.copy(ours.repositories["depots"].root / "privacy-gate.yaml", loose)
    monkeypatch.chdir(loose)

    assert [one["rule"] for one in findings(NEXT_STEP)] == ["code/organisation"]
    assert findings(NEXT_STEP, "--no-index") == []


def test_a_hook_of_an_assistant_stops_it(ours: Organisation) -> None:
    gate("org", "pull", "--shards")
    root = ours.repositories["depots"].root
    settings = (root / "privacy-gate.yaml").read_text()
    (root / "privacy-gate.yaml").write_text(settings + "hook: {profile: clean-room}\n")
    sent = {"hook_event_name": "UserPromptSubmit", "cwd": str(root), "prompt": PROMPT.format(NEXT_STEP)}

    done = start([*GATE, "hook", "claude"], root, json.dumps(sent).encode(), environment_with_cache(ours))

    assert done.code == 0, done
    reply = json.loads(done.out)
    assert reply["decision"] == "block"
    assert "billing:src/billing/dunning.py" in reply["reason"]


def environment_with_cache(ours: Organisation) -> dict[str, str]:
    return environment(PRIVACY_GATE_CACHE=str(ours.folder / "cache"))


def test_a_pull_takes_nothing_that_was_changed(ours: Organisation) -> None:
    index = ours.folder / "index"
    (name,) = [path for path in index.iterdir() if path.name.startswith("membership-")]
    whole = name.read_bytes()
    name.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    changed = gate("org", "pull")
    name.write_bytes(whole)
    one = min((index / "shards").iterdir())
    data = one.read_bytes()
    one.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    shard = gate("org", "pull", "--shards")
    one.write_bytes(data)

    assert (changed.code, shard.code) == (2, 2)
    assert "the filter has a wrong checksum" in changed.err
    assert "has a wrong checksum" in shard.err
    assert ask(NEXT_STEP).code == 2  # nothing is here
    assert gate("org", "pull", "--shards").code == 0
    assert gate("org", "pull").out.startswith(
        "downloaded 0.0 MB; this computer has the filter of 2 repositories and 2 shards"
    )


def test_a_pull_mends_a_shard_that_was_damaged_here(ours: Organisation) -> None:
    gate("org", "pull", "--shards")
    here = local_copy.folder(f"{ours.folder}/index")
    file = min((here / "shards").iterdir())
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    assert gate("org", "pull").code == 0
    assert file.read_bytes() == data


def test_a_pull_follows_what_was_built_anew(ours: Organisation) -> None:
    gate("org", "pull", "--shards")
    Repository(ours.repositories["billing"].root).commit({"src/billing/fees.py": FEES})
    ours.built(ours.folder / "index", [one for one in ours.named() if one.name == "billing"])

    assert gate("org", "pull").out.endswith("the filter of 1 repository and 1 shard\n")
    here = local_copy.folder(local_copy.address(Named(f"{ours.folder}/index"), ours.folder))
    assert len(list((here / "shards").iterdir())) == 1
    assert "billing:src/billing/fees.py" in {one["related"][0]["path"] for one in findings(FEES) if one["related"]}


def test_a_pull_writes_the_filter_last(ours: Organisation) -> None:
    """Stopped before it, what the old filter knows is named by the new catalogue; the other way round nobody would
    name what only the new filter knows."""
    gate("org", "pull", "--shards")
    here, index = local_copy.folder(f"{ours.folder}/index"), ours.folder / "index"
    old = (here / local_copy.MEMBERSHIP).read_bytes()
    ours.repositories["billing"].commit({"src/billing/fees.py": FEES})
    ours.built(index, workers=1)
    (new,) = index.glob("membership-*")
    whole = new.read_bytes()
    new.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))

    assert gate("org", "pull").code == 2
    assert (here / local_copy.MEMBERSHIP).read_bytes() == old
    assert (here / "catalogue").read_bytes() == (index / "catalogue").read_bytes()
    assert {file.name for file in (here / "shards").iterdir()} > {file.name for file in (index / "shards").iterdir()}
    assert len(findings(NEXT_STEP)) == 1

    new.write_bytes(whole)
    assert gate("org", "pull").code == 0
    assert (here / local_copy.MEMBERSHIP).read_bytes() == whole
