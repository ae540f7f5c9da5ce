"""`examples/clean-room/`: each step of its README, run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cleanroom.interpreter import virtual_environment
from tests.gate import Outcome, gate
from tests.repository import CHECKOUT, Repository, environment

EXAMPLE = CHECKOUT / "examples" / "clean-room"
PROMPTS = ("access-token", "connection-pool", "hash-password", "validate-email")

# The commands of the README, in its order, with their exit codes.
STEPS = {
    "scan before/": 1,
    "scan prompts/": 0,
    "ledger record prompts/hash-password.md --assistant NAME": 0,
    "test hash-password": 0,
    "ledger list --format html --output ledger.html": 0,
}


@pytest.fixture
def repository(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    shutil.copytree(EXAMPLE, repository.root, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    repository.git("add", ".")
    repository.commit()
    if sys.platform != "win32":
        monkeypatch.setenv("VIRTUAL_ENV", str(virtual_environment(tmp_path / "venv")))
    return repository


def test_the_steps_of_the_readme(repository: Repository) -> None:
    named = re.findall(r"`privacy-gate ((?!: )[a-z][^`]*)`", (repository.root / "README.md").read_text())
    assert list(dict.fromkeys(named)) == list(STEPS)

    codes = {step: gate(*step.split()).code for step in STEPS}

    assert codes == STEPS
    assert (repository.root / "ledger.html").is_file()
    listed = gate("ledger", "list").out.splitlines()
    assert [line.split()[3] for line in listed] == ["sent", "tested"]
    assert gate("ledger", "verify").code == 0


def test_the_one_prompt_tells_everything(repository: Repository) -> None:
    found = gate("scan", "before/", "--format", "json")

    assert {"business/company-context", "business/keyword", "internal/hostname"} <= set(found.rules)
    assert found.data["verdict"] != "send"
    assert repository


def test_four_prompts_tell_nothing(repository: Repository) -> None:
    found = gate("scan", "prompts/", "--format", "json", "--fail-on", "note").data

    assert found["findings"] == []
    assert {f"prompts/{name}.md" for name in PROMPTS} <= {file["path"] for file in found["files"]}
    assert {file["verdict"] for file in found["files"]} == {"send"}
    assert repository


@pytest.mark.parametrize("name", [name for name in PROMPTS if f"test {name}" not in STEPS])
def test_the_answers_pass_their_tests(repository: Repository, name: str) -> None:
    done = gate("test", name)

    assert done.code == 0, done.out + done.err
    assert f"passed: prompts/{name}.md" in done.err
    assert repository


def test_a_wrong_answer_gives_a_text_that_may_be_sent(repository: Repository) -> None:
    repository.write("prompts/validate-email/validate_email.py", "def is_email(text):\n    return '@' in text\n")

    done = gate("test", "validate-email")

    assert done.code == 1
    assert "tests are failing" in done.out
    assert "left that only you" not in done.err
    assert _scanned(done.out).code == 0


def _scanned(text: str) -> Outcome:
    return gate("scan", "-", "--ignore", "prompt", "--fail-on", "warning", stdin=text.encode())


def test_the_part_that_is_the_business_never_leaves(repository: Repository) -> None:
    lines = (repository.root / "app/sign_in.py").read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if "station_hours = " in line)
    prompt = "TASK: Make this faster.\n\n```python\n" + "\n".join(lines[at - 3 : at + 2]) + "\n```\n"
    repository.write("prompts/faster.md", prompt)

    found = gate("scan", "prompts/faster.md", "--format", "json")

    assert "code/never-send" in found.rules
    assert found.data["verdict"] == "never"


def test_an_answer_that_is_copied_into_the_source_stays_public(repository: Repository) -> None:
    (repository.root / "src").mkdir()
    copies = [repository.root / "src" / answer for answer in ("hash_password.py", "connection_pool.py")]
    for copy in copies:
        shutil.copy(repository.root / "prompts" / copy.stem.replace("_", "-") / copy.name, copy)
    repository.git("add", ".")
    repository.commit()
    copied = gate("scan", "prompts/", "--format", "json", "--fail-on", "note")
    for copy in copies:
        copy.write_text(copy.read_text().replace("ValueError(", "TypeError(").replace("self", "this"))
    repository.git("add", ".")
    repository.commit()

    edited = gate("scan", "prompts/", "--format", "json", "--fail-on", "note")

    for done in (copied, edited):
        assert (done.code, done.rules) == (0, [])


SIGN_IN = """
import asyncio
from connection_pool import Pool
from access_token import Signer
from hash_password import Hash
from sign_in import Desk, Refused

class Connection:
    rows = {"ada@example.org": {"id": 17, "password": str(Hash.of("blue kettle")), "quota_suspended": False,
                                "weighing_station": False}}
    async def account(self, address):
        return self.rows.get(address)

async def connect():
    return Connection()

async def steps():
    said = []
    desk = Desk(Pool(connect, 1), bytes(32), lambda *tried: said.append(tried[2]))
    token = await desk.sign_in(" Ada@example.org", "blue kettle", 1000)
    assert Signer(bytes(32)).read(token, 1001) == "17"
    for number in range(5):
        try:
            await desk.sign_in("ada@example.org", "wrong", 1000)
        except Refused:
            pass
    try:
        await desk.sign_in("ada@example.org", "blue kettle", 1000)
    except Refused:
        print("locked", said)

asyncio.run(steps())
"""


def test_the_parts_work_together(repository: Repository) -> None:
    folders = [str(repository.root / "prompts" / name) for name in PROMPTS] + [str(repository.root / "app")]

    done = subprocess.run(
        [sys.executable, "-B", "-c", f"import sys\nsys.path[:0] = {folders!r}\n{SIGN_IN}"],
        cwd=repository.root, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.stdout, done.stderr) == ("locked [True, False, False, False, False, False, False]\n", "")
