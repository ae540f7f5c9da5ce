"""detect-secrets: its expressions, its baselines, and plugins of a user's own. The baselines are genuine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from privacy_gate.base.errors import GateError
from privacy_gate.policy.secrets_baseline import parse
from privacy_gate.rules import detectors
from privacy_gate.rules.bound_repeats import bound_expression
from privacy_gate.rules.regex import derive
from tests.gate import GITHUB_TOKEN, Outcome, gate, scan
from tests.repository import Repository, environment, places, shows_token

THEIRS = ".secrets.baseline"
SECOND = "ghp_" + "Zq8QkP2mVv7LsB4TnX9cJf3HwR6yGd1KaE5u"
BY_VALUE = ("Base64HighEntropyString", "KeywordDetector", "HexHighEntropyString")
PASSWORD = "vX7#qL2p" + "Zt9!mK4w"
SETTINGS = (
    f"token = '{GITHUB_TOKEN}'\n"
    f'password = "{PASSWORD}"\n'
    f"url = 'postgres://app:{'Qz8fJ2k' + 'L9pW4xV7t'}@db.corp.net/x'\n"
    f"hook = 'https://hooks.slack.com/services/{'T0A1B2C3D/B4E5F6G7H'}/{'aB3dE5fG7hJ9' + 'kL1mN3pQ5rS7'}'\n"
)


def their_scan(repository: Repository, *arguments: str) -> dict[str, object]:
    """Have detect-secrets write a baseline of a repository, and return it."""
    done = subprocess.run(
        [sys.executable, "-m", "detect_secrets", "scan", "-n", *arguments],
        cwd=repository.root, env=environment(), capture_output=True, check=True,
    )  # fmt: skip
    repository.write(THEIRS, done.stdout)
    data: dict[str, object] = json.loads(done.stdout)
    return data


# its expressions ---------------------------------------------------------------------------------


def test_every_expression_of_its_detectors_has_a_bounded_form() -> None:
    found = detectors.expressions()

    assert len(found) >= 25
    for _, expression in found:
        derive(expression)


def test_what_is_left_out_is_there_to_be_left_out() -> None:
    names = {detector.__name__ for detector in detectors.load_detectors()}

    assert set(detectors.LEFT_OUT) <= names


def test_its_version_is_known_without_loading_it() -> None:
    code = (
        "import sys; from privacy_gate.rules import detectors\n"
        "print(detectors.version_file().read_text()); print('requests' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "VERSION" in done.stdout
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.usefixtures("folder")
def test_a_rule_of_ours_stays_where_both_know_a_format() -> None:
    token = "SG." + "x7Qm2VbN9cR4tLkZpW8sYd" + "." + "Jf3Hg6Kd1Sa0Qw5Er7Ty2Ui9Op4Lk8Mn6Bv3Cx1Zz0A"
    found = scan(f"x {token}\n", name="a.txt").data["findings"]

    assert [one["rule"] for one in found] == ["secret/sendgrid-key"]
    assert [one["rule"] for one in found[0]["also"]] == ["secret/service-credential"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "text",
    ["1234567890" + "12345678:" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA", "softlayer_api_key = '" + "a" * 64 + "'"],
)
def test_parts_of_longer_tokens_and_stand_ins_are_not_reported(text: str) -> None:
    assert "secret/service-credential" not in scan(text, name="a.txt").rules


# its baselines -----------------------------------------------------------------------------------


@pytest.mark.parametrize("slim", [(), ("--slim",)])
def test_a_team_can_switch_in_one_step(repository: Repository, slim: tuple[str, ...]) -> None:
    repository.commit({"src/settings.py": SETTINGS, "app.yml": f"db:\n  password: {PASSWORD}\n"})
    before = len(repository.report("scan", "--select", "secret").data["findings"])
    their_scan(repository, *slim)

    found, said = repository.report("scan"), repository.gate("scan", folder="src")

    assert before >= 4
    assert (found.code, places(found)) == (0, [])
    assert found.data["summary"]["baselined"] == found.data["summary"]["baselined_by_detect_secrets"] == before
    assert "of them in that of detect-secrets" in said.out


def test_a_second_token_in_a_file_with_an_accepted_one_is_found(repository: Repository) -> None:
    one, both = f"token = '{GITHUB_TOKEN}'\n", f"token = '{GITHUB_TOKEN}'\ntoken = '{SECOND}'\n"
    repository.commit({"a.py": one})
    their_scan(repository)
    repository.stage("a.py", both)

    for command in ("scan", "diff"):
        found = repository.report(command)
        assert (found.code, places(found)) == (1, ["a.py:2"])


def test_their_own_hook_misses_that_one(repository: Repository) -> None:
    """What the test before is about: a token is known by its first three letters."""
    repository.commit({"a.py": f"token = '{GITHUB_TOKEN}'\n"})
    their_scan(repository, *(word for name in BY_VALUE for word in ("--disable-plugin", name)))
    repository.stage(THEIRS, (repository.root / THEIRS).read_bytes())
    repository.stage("a.py", f"token = '{GITHUB_TOKEN}'\ntoken = '{SECOND}'\n")
    hook = [sys.executable, "-c", "import sys; from detect_secrets.pre_commit_hook import main; sys.exit(main())"]

    done = subprocess.run(
        [*hook, "--baseline", THEIRS, "a.py"], cwd=repository.root, env=environment(), capture_output=True, check=False
    )

    assert done.returncode == 0
    assert "a.py:2" in places(repository.report("diff"))


@pytest.mark.parametrize("disabled", [(), BY_VALUE])
def test_a_swapped_token_is_found(repository: Repository, disabled: tuple[str, ...]) -> None:
    repository.commit({"a.py": f"token = '{GITHUB_TOKEN}'\n"})
    their_scan(repository, *(word for name in disabled for word in ("--disable-plugin", name)))
    repository.write("a.py", f"token = '{SECOND}'\n")

    assert places(repository.report("scan")) == ["a.py:1"]


def test_the_same_secret_in_another_file_and_other_families_are_reported(repository: Repository) -> None:
    repository.commit({"a.py": f"token = '{GITHUB_TOKEN}'\n"})
    their_scan(repository)
    repository.write("b.py", f"token = '{GITHUB_TOKEN}'\n")
    repository.write("prompts/a.md", "This is for our billing platform.\n")

    assert places(repository.report("scan")) == ["b.py:1", "prompts/a.md:1"]


def test_it_becomes_one_of_ours(repository: Repository) -> None:
    repository.commit({"a.py": SETTINGS})
    their_scan(repository)

    done = repository.gate("baseline")
    (repository.root / THEIRS).unlink()

    assert "Remove .secrets.baseline once .privacy-gate-baseline is committed" in done.out
    found = repository.report("scan")
    assert (found.code, found.data["summary"]["baselined_by_detect_secrets"]) == (0, 0)
    assert found.data["summary"]["baselined"] >= 4


def test_its_baseline_can_be_named(repository: Repository) -> None:
    repository.commit({"a.py": f"token = '{GITHUB_TOKEN}'\n"})
    their_scan(repository)
    (repository.root / THEIRS).rename(repository.root / "quality.json")

    assert places(repository.report("scan", "--select", "secret")) != []
    assert places(repository.report("scan", "--baseline", "quality.json", "--select", "secret")) == []
    assert repository.gate("baseline", "--baseline", "quality.json").code == 2


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b'{"version": "1.5.0"}', b'{"version": "2.0.0", "results": {}}', b"<<<<<<< HEAD\n{}", b"\xff"],
)
def test_a_broken_one_is_an_error(repository: Repository, data: bytes) -> None:
    repository.write("a.py", "x = 1\n")
    repository.write(THEIRS, data)

    found = repository.gate("scan", "--exit-zero")

    assert (found.code, THEIRS in found.err) == (2, True)


def test_what_hides_in_such_a_file_is_found(repository: Repository) -> None:
    repository.commit({"a.py": f"token = '{GITHUB_TOKEN}'\n"})
    data = their_scan(repository)
    repository.write(THEIRS, json.dumps({**data, "note": f"token = '{SECOND}'"}))

    assert f"{THEIRS}:1" in places(repository.report("scan"))


def test_paths_of_windows_and_old_versions_are_read() -> None:
    data = {"version": "0.13.1+ibm.62.dss", "results": {"src\\a.py": [{"type": "x", "hashed_secret": "AB" * 20}]}}

    assert parse(json.dumps(data).encode(), "x").hashes == {"src/a.py": frozenset(["ab" * 20])}
    with pytest.raises(GateError):
        parse(json.dumps({**data, "version": "9.1"}).encode(), "x")


# plugins -----------------------------------------------------------------------------------------

PLAIN = """\
import re
from detect_secrets.plugins.base import RegexBasedDetector

class AcmeDetector(RegexBasedDetector):
    secret_type = "Acme key"
    denylist = [re.compile(r"acme-([a-z0-9]+)-end")]
"""
CODE = """\
from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.plugins.base import BasePlugin

class LineDetector(BasePlugin):
    secret_type = "Line secret"

    def analyze_string(self, string):
        yield from ()

    def analyze_line(self, filename, line, line_number=0, **kwargs):
        if "zebra" in line:
            value = line.split("zebra ")[1].split()[0]
            return {PotentialSecret(self.secret_type, filename, value, line_number)}
        if "crash" in line:
            raise RuntimeError(line)
        return set()

    def verify(self, secret):
        import socket
        socket.create_connection(("192.0.2.1", 1), 1)
"""
TEXT = "nothing\nx acme-k3j4h5g6f7d8-end y\nzebra Xk8fQ2pL7vR4 here\n"


def with_plugins(repository: Repository) -> Repository:
    repository.write("tools/plain.py", PLAIN)
    repository.write("tools/code.py", CODE)
    repository.write("privacy-gate.yaml", "plugins: [tools/plain.py, tools/code.py]\n")
    repository.write("a.txt", TEXT)
    return repository


def test_plugins_are_code_and_do_not_run_by_themselves(repository: Repository) -> None:
    with_plugins(repository)
    repository.write("tools/plain.py", "open('it-ran', 'w')\n" + PLAIN)

    found = repository.report("scan", "a.txt")

    assert (found.code, places(found)) == (0, [])
    assert found.err.count("the configured detect-secrets plugins were not run") == 1
    assert not (repository.root / "it-ran").exists()


def test_with_leave_they_run(repository: Repository) -> None:
    with_plugins(repository)

    found, said = (run("scan", "a.txt", "--allow-plugins") for run in (repository.report, repository.gate))

    assert found.code == 1
    assert [(one["rule"], one["message"], one["start"], one["end"]["column"]) for one in found.data["findings"]] == [
        ("secret/plugin", "Acme key", {"line": 2, "column": 8}, 20),
        ("secret/plugin", "Line secret", {"line": 3, "column": 7}, 19),
    ]
    for value in ("k3j4h5g6", "Xk8fQ2pL"):
        assert value not in found.out + said.out
    assert "not run" not in found.err


def test_what_a_plugin_finds_is_masked_on_the_lines_of_other_findings(repository: Repository) -> None:
    with_plugins(repository)
    repository.write("prompts/a.md", "zebra Xk8fQ2pL7vR4 is for our billing platform\n")

    found = repository.report("scan", "prompts", "--allow-plugins", "--select", "business")

    assert len(found.data["findings"]) == 1
    assert "Xk8fQ2pL" not in found.out


def test_only_added_lines_are_read(repository: Repository) -> None:
    with_plugins(repository)
    repository.commit({"a.txt": TEXT})
    repository.stage("a.txt", TEXT + "zebra Mn5bV8cX1zL0\n")

    assert places(repository.report("diff", "--allow-plugins")) == ["a.txt:4"]


def test_a_plugin_that_fails_is_a_problem(repository: Repository) -> None:
    with_plugins(repository)
    repository.write("a.txt", "crash with a value\nzebra Xk8fQ2pL7vR4\n")

    found = repository.report("scan", "a.txt", "--allow-plugins", "--exit-zero")

    assert found.code == 2
    assert found.data["problems"] == [{"path": "a.txt", "message": "the plugin LineDetector failed: RuntimeError"}]
    assert "with a value" not in found.out + found.err


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise RuntimeError('no')\n", "cannot be loaded"),
        ("x = 1\n", "no plugin"),
        ("import sys\nsys.exit()\n", "cannot"),
    ],
)
def test_one_that_cannot_be_loaded_is_an_error(repository: Repository, code: str, said: str) -> None:
    with_plugins(repository)
    repository.write("tools/code.py", code)

    found = repository.gate("scan", "a.txt", "--allow-plugins")

    assert (found.code, said in found.err) == (2, True)


def test_one_whose_expression_has_no_bounded_form_is_called_with_each_line(repository: Repository) -> None:
    expression = r"acme-((?:[a-z0-9]+)+)-end"
    with pytest.raises(GateError):
        bound_expression(expression)
    with_plugins(repository)
    repository.write("tools/plain.py", PLAIN.replace("acme-([a-z0-9]+)-end", expression))

    assert places(repository.report("scan", "a.txt", "--allow-plugins")) == ["a.txt:2", "a.txt:3"]


def test_one_that_makes_its_expressions_when_asked_is_called_with_each_line(repository: Repository) -> None:
    with_plugins(repository)
    made = "\n    @property\n    def denylist(self):\n        return ["
    repository.write("tools/plain.py", PLAIN.replace("\n    denylist = [", made))

    assert places(repository.report("scan", "a.txt", "--allow-plugins")) == ["a.txt:2", "a.txt:3"]


def test_a_changed_plugin_counts_at_once(repository: Repository) -> None:
    with_plugins(repository)
    repository.gate("scan", "a.txt", "--allow-plugins")
    repository.write("tools/plain.py", PLAIN.replace("acme-", "nothing like it "))

    assert places(repository.report("scan", "a.txt", "--allow-plugins")) == ["a.txt:3"]


def test_those_of_a_genuine_baseline_run_on_another_machine(repository: Repository) -> None:
    repository.write("tools/plain.py", PLAIN)
    repository.commit({"a.txt": "x\n"})
    data = their_scan(repository, "-p", str(repository.root / "tools/plain.py"))
    text = json.dumps(data).replace(str(repository.root), "/home/somebody/else")
    repository.write(THEIRS, text)
    repository.write("a.txt", TEXT)

    assert "/home/somebody/else/tools/plain.py" in text
    assert places(repository.report("scan", "a.txt", "--allow-plugins")) == ["a.txt:2"]
    assert places(repository.report("scan", "a.txt")) == []


@pytest.mark.usefixtures("folder")
def test_pragmas_are_honoured_for_what_plugins_and_detectors_find() -> None:
    Path("plain.py").write_text(PLAIN)
    Path("privacy-gate.yaml").write_text("plugins: [plain.py]\n")
    Path("a.txt").write_text(
        "acme-k3j4h5g6f7d8-end  # pragma: allowlist secret\n"
        "# pragma: allowlist nextline secret\nacme-k3j4h5g6f7d8-end\n"
        "acme-k3j4h5g6f7d8-end // gitleaks:allow\nacme-k3j4h5g6f7d8-end\n"
    )

    found = gate("scan", "a.txt", "--allow-plugins", "--format", "json")

    assert [one["start"]["line"] for one in found.data["findings"]] == [5]
    assert not shows_token(Outcome(0, found.out, ""))
