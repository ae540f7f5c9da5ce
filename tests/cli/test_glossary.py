"""`privacy-gate index glossary` in a real repository: what it shows, what it writes, what prompts then meet."""

from __future__ import annotations

import os
import pty
import subprocess
import time
from pathlib import Path

import pytest

from tests.repository import GATE, Repository, environment

CODE = """\
def dunning_ladder_for(account, rung):
    # the dunning ladder of orvanda has a rung for each unpaid letter
    return [user for user in account.users if user.name]
"""


@pytest.fixture
def repository(repository: Repository) -> Repository:
    for number in range(4):
        repository.write(f"src/module_{number}.py", CODE)
    repository.write("README.md", "The dunning ladder, and other letters to the users.\n")
    repository.write("prompts/a.md", "quellmargin quellmargin quellmargin\n" * 9)
    repository.write("data.bin", b"\0quellmargin" * 50)
    repository.commit()
    return repository


def listed(out: str) -> list[str]:
    return [line.split("  ")[0].strip() for line in out.splitlines()[1:]]


def test_it_shows_what_is_said_here_and_not_elsewhere(repository: Repository) -> None:
    shown = repository.gate("index", "glossary")

    assert shown.code == 0, shown.err
    assert {"dunning ladder", "orvanda"} <= set(listed(shown.out))
    assert not {"user", "users", "name", "account", "return", "quellmargin", "letter"} & set(listed(shown.out))


def test_what_is_accepted_is_found_in_prompts(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "# ours\nkeywords: [x]  # why\n")

    written = repository.gate("index", "glossary", "--accept", "dunning ladder")
    secret = repository.gate("index", "glossary", "--accept", "Halvard", "--confidential")

    assert (written.code, secret.code) == (0, 0), written.err + secret.err
    assert repository.root.joinpath("privacy-gate.yaml").read_text() == (
        "# ours\nkeywords: [x]  # why\n\nglossary:\n  - dunning ladder\n  - {term: Halvard, confidential: true}\n"
    )
    repository.write("prompts/b.md", "make a DunningLadder for Halvard\n")
    found = repository.report("scan", "prompts/b.md", "--ignore", "prompt")
    assert [(one["rule"], one["severity"]) for one in found.data["findings"]] == [
        ("business/glossary-term", "warning"),
        ("business/confidential-term", "error"),
    ]
    assert "dunning ladder" not in listed(repository.gate("index", "glossary").out)


def test_the_first_are_written_to_a_new_file(repository: Repository) -> None:
    best = listed(repository.gate("index", "glossary").out)[:2]

    assert repository.gate("index", "glossary", "--accept-all", "2").code == 0

    lines = repository.root.joinpath("privacy-gate.yaml").read_text().splitlines()
    assert lines == ["glossary:", *(f"  - {term}" for term in best)]


def test_pyproject_is_written_where_the_settings_are(repository: Repository) -> None:
    repository.write("pyproject.toml", '[project]\nname = "x"\n\n[tool.privacy-gate]\n# ours\nkeywords = ["x"]\n')

    assert repository.gate("index", "glossary", "--accept", "a b").code == 0

    text = repository.root.joinpath("pyproject.toml").read_text()
    assert text == '[project]\nname = "x"\n\n[tool.privacy-gate]\n# ours\nkeywords = ["x"]\nglossary = ["a b"]\n'


def test_a_digest_finds_the_term_and_does_not_tell_it(repository: Repository) -> None:
    entry = repository.gate("index", "glossary", "--digest", "Quell Margin").out

    assert "quell" not in entry.lower()
    repository.write("privacy-gate.yaml", f"glossary:\n  {entry}")
    repository.write("prompts/b.md", "round the quell_margin up\n")
    found = repository.report("scan", "prompts/b.md", "--ignore", "prompt")
    assert [(one["rule"], one["start"]["column"]) for one in found.data["findings"]] == [("business/glossary-term", 11)]


def test_the_settings_themselves_are_not_flagged(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "glossary: [orvanda]\n")

    found = repository.report("scan", "privacy-gate.yaml", "--exposure", "outbound", "--ignore", "prompt")

    assert found.data["findings"] == []


def test_outside_a_repository_and_without_a_terminal_it_says_so(tmp_path: Path, repository: Repository) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    done = subprocess.run([*GATE, "index", "glossary"], cwd=bare, env=environment(), capture_output=True, check=False)

    assert done.returncode == 2
    assert b"not in a git repository" in done.stderr
    asked = repository.gate("index", "glossary", "--ask")
    assert asked.code == 2
    assert "--ask needs a terminal" in asked.err


def test_on_a_terminal_each_term_is_asked_for(repository: Repository) -> None:
    terminal, other = pty.openpty()
    command = [*GATE, "index", "glossary", "--ask"]
    child = subprocess.Popen(command, cwd=repository.root, env=environment(), stdin=other, stdout=other, stderr=other)
    os.close(other)
    printed, answered, ends = b"", 0, time.monotonic() + 300
    while time.monotonic() < ends:
        try:
            read = os.read(terminal, 4096)
        except OSError:
            break
        if not read:
            break
        printed += read
        if printed.count(b"y, n or q") > answered:
            answered += 1
            os.write(terminal, b"y\n" if answered == 1 else b"q\n")
    os.close(terminal)
    assert child.wait(120) == 0, printed
    assert repository.root.joinpath("privacy-gate.yaml").read_text().count("  - ") == 1
