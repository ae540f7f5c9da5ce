"""A baseline is no place to hide in: every string in it that is no digest is checked, keys too."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.policy.baseline_text import readable_text
from tests.gate import GITHUB_TOKEN
from tests.repository import TOKEN_LINE, Repository

OURS, THEIRS = ".privacy-gate-baseline", ".secrets.baseline"
DIGEST = "0123456789abcdef0123456789abcdef01234567"
ESCAPED = GITHUB_TOKEN.replace("_", "\\u005f")
RESULT = {"type": "GitHub Token", "filename": "a.py", "hashed_secret": DIGEST, "is_verified": False, "line_number": 1}
PLAIN = {
    "version": "1.5.0",
    "plugins_used": [{"name": "GitHubTokenDetector"}, {"name": "Base64HighEntropyString", "limit": 4.5}],
    "filters_used": [{"path": "detect_secrets.filters.allowlist.is_line_allowlisted"}],
    "results": {"a.py": [RESULT]},
    "generated_at": "2026-01-02T03:04:05Z",
}


pytestmark = pytest.mark.repository({"a.py": TOKEN_LINE})


def secrets(repository: Repository, *arguments: str) -> set[tuple[str, str]]:
    found = repository.report(*arguments).data["findings"]
    return {(one["path"], one["rule"]) for one in found if one["rule"].startswith("secret/")}


THEIR_PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "version": lambda token: PLAIN | {"version": f"1.{token}"},
    "plugin": lambda token: PLAIN | {"plugins_used": [{"name": token}]},
    "plugin's key": lambda token: PLAIN | {"plugins_used": [{"name": "x", token: 1}]},
    "plugin's nested": lambda token: PLAIN | {"plugins_used": [{"name": "x", "a": {"b": [[token]]}}]},
    "filter": lambda token: PLAIN | {"filters_used": [{"path": f"file://{token}"}]},
    "results key": lambda token: PLAIN | {"results": {token: [RESULT]}},
    "type": lambda token: PLAIN | {"results": {"a.py": [RESULT | {"type": token}]}},
    "filename": lambda token: PLAIN | {"results": {"a.py": [RESULT | {"filename": token}]}},
    "digest": lambda token: PLAIN | {"results": {"a.py": [RESULT | {"hashed_secret": token}]}},
    "date": lambda token: PLAIN | {"generated_at": token},
    "unknown key": lambda token: PLAIN | {"note": {"deep": [token]}},
    "unknown name": lambda token: PLAIN | {token: 1},
}


@pytest.mark.parametrize("layout", [None, 2])
@pytest.mark.parametrize("place", THEIR_PLACES.values(), ids=THEIR_PLACES)
def test_a_token_anywhere_in_that_of_detect_secrets_is_found(
    repository: Repository, place: Callable[[str], dict[str, Any]], layout: int | None
) -> None:
    repository.write(THEIRS, json.dumps(place(GITHUB_TOKEN), indent=layout))

    assert (THEIRS, "secret/github-token") in secrets(repository, "scan", THEIRS)


@pytest.mark.parametrize("place", [THEIR_PLACES["results key"], THEIR_PLACES["version"]])
def test_a_token_with_escapes_is_found(repository: Repository, place: Callable[[str], dict[str, Any]]) -> None:
    repository.write(THEIRS, json.dumps(place(GITHUB_TOKEN)).replace(GITHUB_TOKEN, ESCAPED))

    assert (THEIRS, "secret/github-token") in secrets(repository, "scan", THEIRS)


@pytest.mark.parametrize("ignore", ["# privacy-gate: ignore[secret] a reason", "pragma: allowlist secret"])
def test_no_ignore_in_it_holds(repository: Repository, ignore: str) -> None:
    repository.write(THEIRS, json.dumps(PLAIN | {"note": GITHUB_TOKEN, "more": ignore}))

    assert (THEIRS, "secret/github-token") in secrets(repository, "scan", THEIRS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"path":"a.py"', f'"path":"{GITHUB_TOKEN}"'),
        ('"path":"a.py"', f'"path":"{ESCAPED}"'),
        ('"rule":"', f'"rule":"{GITHUB_TOKEN} '),
        ('{"privacy-gate-baseline":1,', f'{{"privacy-gate-baseline":1,"note":"{GITHUB_TOKEN}",'),
        ('{"privacy-gate-baseline":1,', f'{{"privacy-gate-baseline":1,"{GITHUB_TOKEN}":{{"a":[1]}},'),
        ('{"privacy-gate-baseline":1,', f'{{"privacy-gate-baseline":1,"note":{{"a":["{GITHUB_TOKEN}"]}},'),
    ],
)
def test_a_token_anywhere_in_our_own_is_found(repository: Repository, old: str, new: str) -> None:
    repository.gate("baseline")
    file = repository.root / OURS
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))

    assert (OURS, "secret/github-token") in secrets(repository, "scan")
    repository.git("add", ".")
    assert (OURS, "secret/github-token") in secrets(repository, "diff", "--staged")
    assert (OURS, "secret/github-token") in secrets(repository, "pre-commit", OURS)


def test_a_token_in_a_baseline_of_the_past_is_found(repository: Repository) -> None:
    repository.commit({THEIRS: json.dumps(THEIR_PLACES["results key"](f"ghp_{GITHUB_TOKEN[:3:-1]}"))})
    repository.commit({THEIRS: json.dumps(PLAIN)})

    assert (THEIRS, "secret/github-token") in secrets(repository, "history")


def test_plain_ones_have_nothing(repository: Repository) -> None:
    repository.commit({f"src/module_{number}.py": f"password = 'Xk8fQ2pL7v{number:02}'\n" for number in range(30)})
    done = subprocess.run(
        [sys.executable, "-m", "detect_secrets", "scan"], cwd=repository.root, capture_output=True, check=True
    )
    repository.write(THEIRS, done.stdout.decode())
    repository.gate("baseline")

    found = repository.report("scan", OURS, THEIRS, "--no-ignores").data

    assert (found["findings"], found["summary"]["files"]) == ([], 2)


@given(st.recursive(st.text() | st.integers(), lambda some: st.lists(some) | st.dictionaries(st.text(), some)))
def test_each_string_stays_where_it_stands(value: Any) -> None:
    text = json.dumps(value)
    shown = readable_text(text.encode()).decode()

    assert len(shown) == len(text)
    assert shown.count("\n") == text.count("\n")


@given(st.binary())
def test_any_bytes_are_read(data: bytes) -> None:
    readable_text(data)
