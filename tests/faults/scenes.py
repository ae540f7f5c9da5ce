"""The kinds of writes, each with what must hold when one is killed."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

from privacy_gate.base import atomic_write
from privacy_gate.index.organisation import catalogue, local_copy
from tests.faults.killing import Command, Place, Scene
from tests.gate import GITHUB_TOKEN
from tests.organisation import repositories
from tests.organisation.repositories import code
from tests.repository import Repository, cache_of_its_own

LEAK = f"token = '{GITHUB_TOKEN}'\n"
OTHER = f"key = '{GITHUB_TOKEN[:-4]}Wxyz'\n"
_CACHED = str(Path(__file__).with_name("cached.py"))


def _repository(place: Place, files: dict[str, str]) -> Repository:
    made = Repository(place.root)
    made.commit({"privacy-gate.yaml": "prompts: ['prompts/**']\n", **files})
    return made


def _prompt(seed: int) -> bytes:
    return f"TASK: Mend this.\n\n```python\n{code(seed)}```\n".encode()


def _finds(place: Place, seed: int) -> bool:
    """Whether the code of a module is known to be private."""
    select = ("--select", "code/private", "--select", "code/organisation")
    done = place.gate("scan", "-", *select, "--format", "json", stdin=_prompt(seed))
    assert done.code in (0, 1), done
    return bool(done.data["findings"])


# the private index


def _index(place: Place) -> None:
    made = _repository(place, {f"m{number}.py": code(number) for number in range(8)})
    assert place.gate("index", "build", "--quiet").code == 0
    for number in range(8, 30):
        made.write(f"m{number}.py", code(number))


def _index_holds(place: Place, _printed: str) -> None:
    assert _finds(place, 3)


def _index_whole(place: Place) -> None:
    assert _finds(place, 25)
    assert place.gate("index", "status").code == 0


# the baseline


def _baseline(place: Place) -> None:
    made = _repository(place, {"a.py": LEAK})
    assert place.gate("baseline").code == 0
    made.write("b.py", OTHER)


def _baseline_holds(place: Place, _printed: str) -> None:
    lines = place.read("r/.privacy-gate-baseline").splitlines()
    found = place.gate("scan", "a.py", "b.py", "--format", "json")
    rules = [(one["rule"], one["path"]) for one in found.data["findings"]]
    assert all(path == "b.py" for _, path in rules), "what was accepted is lost"
    assert found.code == (1 if rules else 0)
    accepted = sum(b"fingerprint" in line for line in lines)
    assert bool(rules) == (accepted == 1), (rules, accepted)
    _nothing_else(place.root, {"a.py", "b.py", "privacy-gate.yaml", ".privacy-gate-baseline"})


def _baseline_whole(place: Place) -> None:
    assert place.gate("scan", "a.py", "b.py").code == 0


def _nothing_else(folder: Path, names: set[str]) -> None:
    """But for what the next writer removes after an hour."""
    there = {path.name for path in folder.iterdir() if path.is_file()}
    left = there - names
    assert all(name.startswith(".new-") for name in left), left
    atomic_write.sweep(folder, now=1e12)
    assert {path.name for path in folder.iterdir() if path.is_file()} <= names


# the ledger

_RECORD = ("ledger", "record", "prompts/a.md", "--assistant")


def _ledger(place: Place) -> None:
    _repository(place, {"prompts/a.md": "Sort these names.\n"})
    for name in ("one", "two"):
        assert place.gate(*_RECORD, name).code == 0
    (place.folder / "before").write_bytes(place.read("r/.git/privacy-gate/ledger.jsonl"))


def _ledger_holds(place: Place, printed: str) -> None:
    data = place.read("r/.git/privacy-gate/ledger.jsonl")
    assert data.startswith(place.read("before"))
    if "recorded as sent" in printed:
        assert data.count(b"\n") == 3


def _ledger_whole(place: Place) -> None:
    verified = place.gate("ledger", "verify")
    assert verified.code == 0, verified
    listed = place.gate("ledger", "list", "--format", "json").data
    assert [one["assistant"] for one in listed["events"] if one["kind"] == "sent"][:3] == ["one", "two", "three"]


# the maps of cleaned prompts, and the file that is cleaned in place

_FIRST = "TASK: Ask pg-ledger-02.orvanda.internal for the list.\n"
_SECOND = f"{_FIRST}Then put it on nas7.fennick.lan in its place.\n"


def _map(place: Place) -> None:
    made = _repository(place, {"prompts/a.md": _FIRST})
    (place.folder / "sent").write_text(place.gate("clean", "prompts/a.md").out)
    assert "orvanda" not in place.read("sent").decode()
    made.write("prompts/a.md", _SECOND)


def _map_holds(place: Place, printed: str) -> None:
    for sent in (place.read("sent").decode(), printed if printed.endswith("in its place.\n") else ""):
        done = place.gate("restore", "-", "--secrets", "--for", "prompts/a.md", stdin=sent.encode())
        assert done.code == 0, done
        assert "PG_" not in done.out, done
    folder = place.root / ".git/privacy-gate/map"
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def _map_whole(place: Place) -> None:
    again = place.gate("clean", "prompts/a.md").out
    assert place.gate("restore", "-", "--secrets", "--for", "prompts/a.md", stdin=again.encode()).out == _SECOND


def _in_place_holds(place: Place, _printed: str) -> None:
    text = place.read("r/prompts/a.md").decode()
    if text != _SECOND:
        assert place.gate("restore", "--secrets", "prompts/a.md").out == _SECOND
    _map_holds(place, "")


def _in_place_whole(place: Place) -> None:
    assert place.gate("restore", "--secrets", "prompts/a.md").out == _SECOND


# settings of another program

_SETTINGS = '{\n  // mine\n  "model": "opus",\n  "hooks": {"Stop": []}\n}\n'


def _settings(place: Place) -> None:
    _repository(place, {})
    (place.folder / "home/.claude").mkdir()
    (place.folder / "home/.claude/settings.json").write_text(_SETTINGS)


def _settings_hold(place: Place, _printed: str) -> None:
    text = place.read("home/.claude/settings.json").decode()
    assert text == _SETTINGS or ("// mine" in text and text.endswith("}\n") and "UserPromptSubmit" in text)
    _nothing_else(place.folder / "home/.claude", {"settings.json"})


def _settings_whole(place: Place) -> None:
    assert "UserPromptSubmit" in place.read("home/.claude/settings.json").decode()
    assert "nothing to change" in place.gate("install", "claude", "--yes").out


# what is read of a history


def _history(place: Place) -> None:
    made = _repository(place, {"a.py": LEAK})
    for number in range(12):
        text = "x = 1\n" * number + (OTHER if number % 2 else LEAK)
        made.commit({f"b{number % 3}.py": text}, f"change {number}")
    (place.folder / "expected").write_text(place.gate("history", "--quiet", "--format", "json").out)
    assert GITHUB_TOKEN not in place.read("expected").decode()
    assert place.gate("history", "--fresh", "HEAD~9").code == 1


def _history_whole(place: Place) -> None:
    done = place.gate("history", "--quiet", "--format", "json")
    assert done.code == 1
    assert done.data == json.loads(place.read("expected"))


# a report


def _report(place: Place) -> None:
    made = _repository(place, {"a.py": "x = 1\n"})
    assert place.gate("scan", ".", "--output", "json=report.json").code == 0
    made.write("a.py", LEAK)


def _report_holds(place: Place, _printed: str) -> None:
    assert json.loads(place.read("r/report.json"))["version"] == 1


def _report_whole(place: Place) -> None:
    assert json.loads(place.read("r/report.json"))["findings"]


# the user's cache


def _cache(place: Place) -> None:
    _repository(place, {})
    (place.folder / "cache").mkdir()


def _cache_holds(place: Place, _printed: str) -> None:
    from unittest import mock

    from privacy_gate.base import cache
    from tests.faults.cached import payload

    with mock.patch.dict("os.environ", {"PRIVACY_GATE_CACHE": str(place.folder / "cache")}):
        for number in range(4):
            for version in (1, 2):
                found = cache.load_with_tail(f"{number}.rules")
                assert found is None or found in [(payload(number, v), b"tail" * 1000) for v in (1, 2)], version


def _cache_whole(place: Place) -> None:
    _cache_holds(place, "")


# the index of an organisation


def _organisation(place: Place) -> None:
    names = ("billing", "fleet", "risk")
    ours = repositories.organisation(place.folder / "o", names)
    _repository(place, {}).write(
        "privacy-gate.yaml", "prompts: ['prompts/**']\norganisation: {index: ../i, key: ../o/organisation.key}\n"
    )
    cache_of_its_own(place.folder / "cache")
    first = place.folder / "o/first.txt"
    first.write_text("clones/billing\n")
    assert ours
    assert place.gate("org", "build", str(first), *_AT, "--workers", "1", "--quiet").code == 0
    assert place.gate("org", "pull", *_AT, "--shards", "--quiet").code == 0


_AT = ("--index", "../i", "--key", "../o/organisation.key")


def _org_holds(place: Place, _printed: str) -> None:
    assert place.gate("org", "pull", *_AT, "--quiet").code == 0
    assert _finds(place, 0)


def _org_whole(place: Place) -> None:
    assert place.gate("org", "pull", *_AT, "--quiet").code == 0
    assert _finds(place, 2)


def _pull(place: Place) -> None:
    """A pulled index goes by the address that it was pulled from: all copies of this place pull from this one."""
    _organisation(place)
    where = f"organisation: {{index: {place.folder}/i, key: ../o/organisation.key}}"
    (place.root / "privacy-gate.yaml").write_text(f"prompts: ['prompts/**']\n{where}\n")
    assert place.gate("org", "pull", "--shards", "--quiet").code == 0
    assert place.gate("org", "build", "../o/repositories.txt", *_AT, "--workers", "1", "--quiet").code == 0


def _pull_holds(place: Place, _printed: str) -> None:
    assert _finds(place, 0)


def _pull_whole(place: Place) -> None:
    assert _finds(place, 0)
    assert _finds(place, 2)
    left = _left_of_pulls(place)
    assert all(map(atomic_write.is_temporary, left)), left
    for path in left:
        os.utime(path, (0, 0))
    assert place.gate("org", "pull", "--shards", "--quiet").code == 0
    assert not _left_of_pulls(place)


def _left_of_pulls(place: Place) -> list[Path]:
    """Files of a pulled index that are neither its catalogue, nor its filter, nor one of three shards."""
    files = [path for path in (place.folder / "cache").glob("organisation-*/**/*") if path.is_file()]
    known = re.compile(rf"{catalogue.NAME}|{local_copy.MEMBERSHIP}|shards/[0-9a-f]{{16}}-[0-9a-f]{{16}}")
    return [path for path in files if not known.fullmatch("/".join(path.parts).partition("/organisation-")[2][17:])]


SCENES: dict[str, Scene] = {
    "index": Scene(_index, Command(("index", "build", "--quiet")), _index_holds, _index_whole),
    "baseline": Scene(_baseline, Command(("baseline",)), _baseline_holds, _baseline_whole),
    "ledger": Scene(_ledger, Command((*_RECORD, "three")), _ledger_holds, _ledger_whole),
    "map": Scene(_map, Command(("clean", "prompts/a.md")), _map_holds, _map_whole),
    "in place": Scene(_map, Command(("clean", "prompts/a.md", "--in-place")), _in_place_holds, _in_place_whole),
    "settings": Scene(_settings, Command(("install", "claude", "--yes")), _settings_hold, _settings_whole),
    "history": Scene(
        _history,
        Command(("history", "--quiet", "--jobs", "2")),
        lambda place, _printed: _history_whole(place),
        _history_whole,
    ),
    "report": Scene(_report, Command(("scan", ".", "--output", "json=report.json")), _report_holds, _report_whole),
    "cache": Scene(_cache, Command((), program=_CACHED), _cache_holds, _cache_whole),
    "org build": Scene(
        _organisation,
        Command(("org", "build", "../o/repositories.txt", *_AT, "--workers", "1", "--quiet")),
        _org_holds,
        _org_whole,
    ),
    "org pull": Scene(_pull, Command(("org", "pull", "--shards", "--quiet")), _pull_holds, _pull_whole),
}
