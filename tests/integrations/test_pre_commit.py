"""The hook as pre-commit and prek really call it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.gate import Outcome
from tests.repository import GATE, TOKEN_LINE, Repository, copy_of_the_checkout, environment, places, shows_token, start

NOTE = "# This calculates the proprietary risk score for our algo-trading model\n"
CONFIGURATION = """\
repos:
- repo: local
  hooks:
  - id: privacy-gate
    name: privacy-gate
    entry: {entry} pre-commit
    args: [--format, {form}]
    language: system
    types_or: [{types}]
    require_serial: true
    verbose: true
    stages: [pre-commit, pre-push, manual]
  - id: privacy-gate-message
    name: privacy-gate (commit message)
    entry: {entry} pre-commit --format {form} --message
    language: system
    verbose: true
    stages: [commit-msg]
"""
LONG = "x = 1\n" * 20
TOOLS = ["pre-commit", "prek"]


@pytest.fixture(params=TOOLS)
def tool(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with the hook in its configuration, and one commit."""
    made = Repository(tmp_path / "repository")
    configure(made)
    made.commit()
    return made


def configure(repository: Repository, *, form: str = "concise", types: str = "text") -> None:
    entry = " ".join(GATE)
    repository.stage(".pre-commit-config.yaml", CONFIGURATION.format(entry=entry, form=form, types=types))


def program(tool: str) -> Path:
    return Path(sys.executable).parent / tool


def run(tool: str, repository: Repository, *arguments: str) -> Outcome:
    return start([program(tool), "run", *arguments], repository.root)


def commit(repository: Repository, *arguments: str, **more: str) -> Outcome:
    """A commit by git itself, with the hooks that are installed."""
    return start(["git", "commit", *arguments], repository.root, env=environment(**more))


def install(tool: str, repository: Repository) -> None:
    for stage in ("pre-commit", "commit-msg"):
        done = start([program(tool), "install", "-t", stage], repository.root)
        assert done.code == 0, done.err


def found(done: Outcome, *, severity: str = "error") -> list[str]:
    """The findings in a concise report as `path:line`, in the order in which they are printed."""
    return re.findall(rf"^\s*(.+:\d+):\d+: {severity}\[", done.out, re.MULTILINE)


# what is judged --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("settings.reg", ("\ufeff" + TOKEN_LINE).encode("utf-16-le")),
        ("notes.txt", b"\0\0" + TOKEN_LINE.encode()),
        ("holes.txt", b"\0" * 9000 + TOKEN_LINE.encode()),
        ("report.pdf", TOKEN_LINE.encode()),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20 + TOKEN_LINE.encode() + bytes(range(256)) * 20),
        ("keys.p12", TOKEN_LINE.encode()),
        ("packed.tar", b"\x7fELF" + bytes(range(9)) * 90 + TOKEN_LINE.encode("utf-16-le") + bytes(range(9)) * 90),
        ("NOENDING", TOKEN_LINE.encode()),
    ],
)
def test_what_a_file_holds_decides_and_not_its_name(tool: str, repository: Repository, name: str, data: bytes) -> None:
    published = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
    settings = yaml.safe_load((repository.root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hook = settings["repos"][0]["hooks"][0]
    del hook["types_or"]
    hook |= {key: value for key, value in published.items() if key.startswith("types")}
    repository.stage(".pre-commit-config.yaml", yaml.safe_dump(settings))
    (repository.root / name).write_bytes(data)
    repository.git("add", name)

    done = run(tool, repository)

    assert done.code == 1
    assert [one.split(":")[0] for one in found(done)] == [name]
    assert not shows_token(done)


def test_a_clean_commit_passes_and_nothing_is_said(tool: str, repository: Repository) -> None:
    configure(repository, form="text")
    repository.stage("a.py", "x = 1\n")

    done = run(tool, repository)

    assert done.code == 0
    assert re.fullmatch(
        r"privacy-gate\.+Passed\n- hook id: privacy-gate\n- duration: [\d.]+s\n", done.out.rstrip("\n") + "\n"
    )
    assert done.err == ""


@pytest.mark.parametrize("form", ["text", "concise", "json"])
def test_a_staged_token_fails_and_is_not_shown(tool: str, repository: Repository, form: str) -> None:
    configure(repository, form=form)
    repository.stage("a.py", TOKEN_LINE)

    done = run(tool, repository, "--verbose", *(["--show-diff-on-failure"] if form == "text" else []))

    assert done.code == 1
    assert "secret/github-token" in done.out
    assert not shows_token(done)


def test_notes_are_seen_when_the_hook_passes(tool: str, repository: Repository) -> None:
    repository.stage("a.py", NOTE)

    done = run(tool, repository)

    assert done.code == 0
    assert found(done, severity="note") == ["a.py:1", "a.py:1"]


STAGED: dict[str, tuple[str, str, str, list[int]]] = {
    "unstaged token": ("a\n", "a\nb\n", f"a\nb\n{TOKEN_LINE}", []),
    "taken back in the work tree only": ("a\n", f"a\n{TOKEN_LINE}", "a\n", [2]),
    "lines of the index": ("a\n", f"a\n{TOKEN_LINE}", f"\n\na\n{TOKEN_LINE}", [2]),
    "old token": (f"a\n{TOKEN_LINE}", f"a\n{TOKEN_LINE}b\n", f"a\n{TOKEN_LINE}b\n", []),
    "old token further down": (f"a\n{TOKEN_LINE}", f"\n\n\na\n{TOKEN_LINE}", "", []),
    "edited line": (f"a\n{TOKEN_LINE}", f"a\nx{TOKEN_LINE}", f"a\nx{TOKEN_LINE}", [2]),
    "removed token": (f"a\n{TOKEN_LINE}", "a\n", f"a\n{TOKEN_LINE}", []),
    "two hunks": ("a\n", f"{TOKEN_LINE}a\n{TOKEN_LINE}", "a\n", [1, 3]),
    "no line feed at the end": ("a", f"a\n{TOKEN_LINE.rstrip()}", "a", [2]),
    "carriage returns": ("a\r\n", f"a\r\n{TOKEN_LINE}", "a\r\n", [2]),
}
"""By what it is about: what is committed, staged, in the work tree; the lines with findings."""


def test_a_file_is_judged_by_what_is_staged(tool: str, repository: Repository) -> None:
    files = {f"{name}.py": case for name, case in STAGED.items()}
    repository.commit({path: committed for path, (committed, _, _, _) in files.items()})
    for path, (_, staged, in_the_work_tree, _) in files.items():
        repository.stage(path, staged)
        repository.write(path, in_the_work_tree)

    done = run(tool, repository)
    direct = repository.report("pre-commit", *files)

    expected = sorted(f"{path}:{line}" for path, (_, _, _, lines) in files.items() for line in lines)
    assert (done.code, sorted(found(done))) == (1, expected)
    assert (direct.code, sorted(places(direct))) == (1, expected)


def test_a_file_that_is_staged_past_the_work_tree(tool: str, repository: Repository) -> None:
    repository.commit({"a.py": "a\n"})
    repository.stage_only("a.py", f"a\n{TOKEN_LINE}")

    done = run(tool, repository)

    assert (done.code, found(done)) == (1, ["a.py:2"])


def test_only_the_files_that_are_given_are_read(repository: Repository) -> None:
    repository.stage("a.py", "x = 1\n")
    repository.stage("b.py", TOKEN_LINE)

    assert repository.report("pre-commit", "a.py").code == 0
    assert places(repository.report("pre-commit", "a.py", "b.py")) == ["b.py:1"]
    repository.write("folder/c.py", "")
    assert places(repository.report("pre-commit", "../b.py", folder="folder")) == ["b.py:1"]


def test_all_files_are_read_whole_whatever_is_staged(tool: str, repository: Repository) -> None:
    repository.commit({"old.py": TOKEN_LINE, "staged.py": f"a\n{TOKEN_LINE}", "untouched.py": "x = 1\n"})
    repository.stage("staged.py", f"a\n{TOKEN_LINE}b\n")

    done = run(tool, repository, "--all-files")

    assert done.code == 1
    assert sorted(found(done)) == ["old.py:1", "staged.py:2"]


def test_named_files_are_read_whole_when_not_all_are_staged(tool: str, repository: Repository) -> None:
    repository.commit({"old.py": TOKEN_LINE, "staged.py": f"a\n{TOKEN_LINE}"})
    repository.stage("staged.py", f"a\n{TOKEN_LINE}b\n")

    assert sorted(found(run(tool, repository, "--files", "old.py", "staged.py"))) == ["old.py:1", "staged.py:2"]
    assert found(run(tool, repository, "--files", "old.py")) == ["old.py:1"]


def test_the_first_commit_of_a_repository(tool: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    configure(repository)
    repository.stage("a.py", f"a\n{TOKEN_LINE}")
    repository.write("b.py", TOKEN_LINE)

    done = run(tool, repository)

    assert (done.code, found(done)) == (1, ["a.py:2"])


# what git does with files ----------------------------------------------------------------------


def test_a_rename_without_a_change_says_nothing(tool: str, repository: Repository) -> None:
    repository.commit({"old.py": LONG + TOKEN_LINE})
    repository.git("mv", "old.py", "new.py")

    done = run(tool, repository)

    assert (done.code, found(done)) == (0, [])


def test_a_rename_with_a_change_is_judged_by_the_change(tool: str, repository: Repository) -> None:
    repository.commit({"old.py": LONG + TOKEN_LINE})
    repository.git("mv", "old.py", "new.py")
    repository.stage("new.py", f"{LONG}{TOKEN_LINE}y{TOKEN_LINE}")

    done = run(tool, repository)

    assert (done.code, found(done)) == (1, ["new.py:22"])


def test_a_rename_that_sends_a_text_out_is_judged(tool: str, repository: Repository) -> None:
    """Nothing of the text changed but where it goes."""
    repository.commit({"notes/x.md": "As part of our user auth system we hash the passwords of our customers.\n"})
    (repository.root / "prompts").mkdir()
    repository.git("mv", "notes/x.md", "prompts/x.md")

    done = run(tool, repository)

    assert done.code == 1
    assert set(found(done)) == {"prompts/x.md:1"}


def test_a_deleted_file_is_not_looked_for(tool: str, repository: Repository) -> None:
    repository.commit({"old.py": TOKEN_LINE, "kept.py": "x = 1\n"})
    repository.git("rm", "-q", "old.py")
    repository.stage("kept.py", f"x = 1\n{TOKEN_LINE}")

    done = run(tool, repository)

    assert (done.code, found(done)) == (1, ["kept.py:2"])
    repository.git("reset", "-q", "kept.py")
    assert run(tool, repository).code == 0
    assert repository.report("pre-commit").code == 0


def test_a_mode_without_a_change_says_nothing(repository: Repository) -> None:
    repository.commit({"a.py": TOKEN_LINE})
    repository.git("update-index", "--chmod=+x", "a.py")

    assert repository.report("pre-commit", "a.py").code == 0


def test_a_symbolic_link_is_not_followed(tool: str, repository: Repository, tmp_path: Path) -> None:
    configure(repository, types="text, symlink")
    (tmp_path / "outside.py").write_text(TOKEN_LINE)
    (repository.root / "link.py").symlink_to("../outside.py")
    repository.git("add", "link.py")

    assert run(tool, repository).code == 0
    assert repository.report("pre-commit", "link.py").data["skipped"] == [
        {"path": "link.py", "reason": "symbolic link"}
    ]
    repository.commit()
    assert run(tool, repository, "--all-files").code == 0


def test_a_link_that_becomes_a_file_is_read(tool: str, repository: Repository) -> None:
    (repository.root / "a.py").symlink_to("b.py")
    repository.git("add", "a.py")
    repository.commit()
    (repository.root / "a.py").unlink()
    repository.stage("a.py", TOKEN_LINE)

    done = run(tool, repository)

    assert (done.code, found(done)) == (1, ["a.py:1"])


def test_a_submodule_is_passed_over(tool: str, repository: Repository, tmp_path: Path) -> None:
    configure(repository, types="text, directory")
    other = Repository(tmp_path / "other")
    other.commit({"a.py": TOKEN_LINE})
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "module")
    repository.stage("a.py", TOKEN_LINE)

    done = run(tool, repository)
    direct = repository.report("pre-commit", "module", ".gitmodules")

    assert (done.code, found(done)) == (1, ["a.py:1"])
    assert direct.code == 0
    assert direct.data["skipped"] == [{"path": "module", "reason": "submodule"}]


STRANGE = {
    "spaces": " two  words .py",
    "line feed": "line\nfeed.py",
    "tab": "a\tb.py",
    "b": " b/x.py",
    "a and b": "a/b b/c.py",
    "quote": 'say "this".py',
    "backslash": "back\\slash.py",
    "arrow": "a => b.py",
    "not ASCII": "prüfung.py",
    "escape": "\x1b[31mred.py",
    "command": "::error::x.py",
    "dash": "--exit-zero.py",
    "glob": "[a]*.py",
    "magic": ":(top)a.py",
}


def test_strange_paths(tool: str, repository: Repository) -> None:
    for path in STRANGE.values():
        repository.stage(path, f"a\n{TOKEN_LINE}")
    repository.stage("z.py", "x = 1\n")

    done = run(tool, repository)
    direct = repository.report("pre-commit", "--", *STRANGE.values(), "z.py")

    assert done.code == 1
    assert len(found(done)) == len(STRANGE)
    assert "\x1b" not in done.out
    assert (direct.code, sorted(places(direct))) == (1, sorted(f"{path}:2" for path in STRANGE.values()))


@pytest.mark.parametrize("others", [["--exit-zero", "--fail-on=never", "--ignore=secret", "-q"], ["--help"]])
def test_a_path_is_never_an_option(tool: str, repository: Repository, others: list[str]) -> None:
    """The hook's arguments and the names of files reach the command side by side, without a `--`."""
    for path in others:
        repository.stage(path, "harmless\n")
    repository.stage("z.py", TOKEN_LINE)

    done = run(tool, repository)

    assert (done.code, found(done)) == (1, ["z.py:1"])


def test_a_path_that_is_not_utf_8(repository: Repository) -> None:
    path = b"caf\xe9.py".decode("utf-8", "surrogateescape")
    repository.stage(path, TOKEN_LINE)

    assert places(repository.report("pre-commit", path)) == ["caf\\xe9.py:1"]
    assert found(run("prek", repository)) == ["caf\\xe9.py:1"]  # pre-commit itself cannot read such a name


# merges, pushes, messages ----------------------------------------------------------------------


def diverge(repository: Repository) -> None:
    """A merge that stops at shared.py. Both sides hold findings that are already committed."""
    repository.commit({"shared.py": "first\nmiddle\nlast\n"})
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"shared.py": f"first\nside\nlast\nside_{TOKEN_LINE}", "side.py": TOKEN_LINE})
    repository.git("checkout", "-q", "main")
    repository.commit({"shared.py": f"main_{TOKEN_LINE}first\nmain\nlast\n", "main.py": TOKEN_LINE})
    repository.git("merge", "side", code=1)


RESOLVED = f"main_{TOKEN_LINE}first\nboth\nlast\nside_{TOKEN_LINE}"


def test_a_merge_is_judged_by_what_its_resolution_adds(tool: str, repository: Repository) -> None:
    diverge(repository)
    repository.stage("shared.py", RESOLVED)
    clean, clean_diff = run(tool, repository), repository.report("diff")
    repository.stage("shared.py", RESOLVED.replace("both\n", f"both_{TOKEN_LINE}"))
    dirty, dirty_diff = run(tool, repository), repository.report("diff")

    assert (clean.code, found(clean)) == (0, [])
    assert (clean_diff.code, places(clean_diff)) == (0, [])
    assert (dirty.code, found(dirty)) == (1, ["shared.py:3"])
    assert (dirty_diff.code, places(dirty_diff)) == (1, ["shared.py:3"])


def test_what_somebody_adds_while_merging_is_seen(repository: Repository) -> None:
    diverge(repository)
    repository.stage("shared.py", RESOLVED)
    repository.stage("side.py", f"{TOKEN_LINE}more_{TOKEN_LINE}")
    repository.stage("new.py", TOKEN_LINE)

    given = repository.report("pre-commit", "shared.py", "side.py", "main.py", "new.py")

    assert sorted(places(repository.report("diff"))) == ["new.py:1", "side.py:2"]
    assert {"new.py:1", "side.py:2"} <= set(places(given))  # main.py is not staged, so all are read whole


def test_a_merge_that_is_not_resolved_yet(repository: Repository) -> None:
    diverge(repository)
    repository.stage("new.py", TOKEN_LINE)

    assert places(repository.report("diff")) == ["new.py:1"]


def test_a_merge_in_a_linked_worktree(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.py": "a\n"})
    repository.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked")
    linked.commit({"a.py": f"side\n{TOKEN_LINE}"})
    repository.commit({"a.py": f"main_{TOKEN_LINE}", "b.py": TOKEN_LINE})
    linked.git("merge", "main", code=1)
    linked.stage("a.py", f"main_{TOKEN_LINE}both\n{TOKEN_LINE}")

    assert linked.report("pre-commit", "a.py", "b.py").code == 0
    linked.stage("a.py", f"main_{TOKEN_LINE}both_{TOKEN_LINE}{TOKEN_LINE}")
    assert places(linked.report("pre-commit", "a.py", "b.py")) == ["a.py:2"]


def test_a_push_is_judged_by_what_it_adds(tool: str, repository: Repository) -> None:
    start_ = repository.commit({"a.py": f"a\n{TOKEN_LINE}", "old.py": TOKEN_LINE})
    clean = repository.commit({"a.py": f"a\nb\n{TOKEN_LINE}"})
    end = repository.commit({"a.py": f"a\nb\n{TOKEN_LINE}more_{TOKEN_LINE}"})
    repository.stage("staged.py", TOKEN_LINE)

    def push(first: str, last: str) -> Outcome:
        return run(tool, repository, "--hook-stage", "pre-push", "--from-ref", first, "--to-ref", last)

    assert (push(start_, clean).code, found(push(start_, clean))) == (0, [])
    assert (push(start_, end).code, found(push(start_, end))) == (1, ["a.py:4"])


def test_a_push_does_not_answer_for_what_came_from_the_other_side(tool: str, repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"a.py": TOKEN_LINE})
    repository.git("checkout", "-q", "main")
    repository.commit({"b.py": "x = 1\n"})

    done = run(tool, repository, "--from-ref", "side", "--to-ref", "main")

    assert (done.code, found(done)) == (0, [])


def test_a_push_from_a_commit_that_is_not_here(repository: Repository) -> None:
    repository.commit({"a.py": "x = 1\n"})

    done = repository.gate(
        "pre-commit", "a.py", variables={"PRE_COMMIT_FROM_REF": "f" * 40, "PRE_COMMIT_TO_REF": "HEAD"}
    )

    assert done.code == 2
    assert "no such commit" in done.err


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Add a parser\n\nIt reads numbers.\n", 0),
        (f"Add a parser\n\n{TOKEN_LINE}", 1),
        # `git commit -m` and -F keep such a line (--cleanup=whitespace)
        (f"Add a parser\n\n# {TOKEN_LINE}", 1),
        # and all that follows such a line
        (f"Add a parser\n\n# ------------------------ >8 ------------------------\n{TOKEN_LINE}", 1),
    ],
    ids=["clean", "token", "token after #", "token after scissors"],
)
def test_a_commit_message(tool: str, repository: Repository, message: str, code: int) -> None:
    install(tool, repository)
    repository.stage("a.py", "x = 1\n")

    done = commit(repository, "-m", message)

    assert done.code == code
    assert not shows_token(done)
    assert ("token" in repository.git("log", "-1", "--format=%B")) is False


def test_what_git_cuts_off_a_message_is_not_judged(tool: str, repository: Repository) -> None:
    repository.commit({"a.py": TOKEN_LINE})
    install(tool, repository)
    repository.stage("a.py", "x = 1\n")
    repository.write("editor", "#!/bin/sh\nsed -i '1s/^/Remove the token/' \"$1\"\n").chmod(0o755)

    done = commit(repository, "--verbose", GIT_EDITOR=str(repository.root / "editor"))

    assert done.code == 0, done.out + done.err
    assert repository.git("log", "-1", "--format=%s") == "Remove the token\n"


def test_a_message_that_is_not_there(repository: Repository) -> None:
    done = repository.gate("pre-commit", "--message", "gone")

    assert done.code == 2
    assert "cannot read the commit message" in done.err


def test_a_commit_of_some_paths_is_judged_by_these(tool: str, repository: Repository) -> None:
    """Git then works with an index of its own, which it names in the environment."""
    repository.commit({"a.py": "a\n", "b.py": "b\n", "c.py": "c\n"})
    install(tool, repository)
    repository.stage("b.py", TOKEN_LINE)
    repository.write("a.py", "a\na\n")
    clean = commit(repository, "-m", "a", "a.py")
    repository.write("c.py", f"c\n{TOKEN_LINE}")
    dirty = commit(repository, "-m", "c", "c.py")

    assert clean.code == 0, clean.out + clean.err
    assert dirty.code == 1
    assert "c.py:2:" in dirty.out + dirty.err
    assert "b.py" not in dirty.out + dirty.err


def test_a_merge_by_git_itself(tool: str, repository: Repository) -> None:
    diverge(repository)
    install(tool, repository)
    repository.stage("shared.py", RESOLVED.replace("both\n", f"both_{TOKEN_LINE}"))
    dirty = commit(repository, "--no-edit")
    repository.stage("shared.py", RESOLVED)
    clean = commit(repository, "--no-edit")

    assert dirty.code == 1
    assert "shared.py:3:" in dirty.out + dirty.err
    assert clean.code == 0, clean.out + clean.err


# batches ---------------------------------------------------------------------------------------


FOLDER = f"folder/{'/'.join(['long' * 60] * 4)}"  # pre-commit splits at 128 KiB, prek at one MiB


def _long(number: int) -> str:
    return f"{FOLDER}/{number:04}_{'name' * 50}.py"


def _wide(number: int) -> str:
    return f"folder/{number:04}_{'長' * 30}.py"


def stage_many(repository: Repository, count: int, name: Callable[[int], str]) -> None:
    (repository.root / name(0)).parent.mkdir(parents=True)
    for number in range(count):
        (repository.root / name(number)).write_text(f"x = {number}\n")
    (repository.root / name(7)).write_text(TOKEN_LINE)
    (repository.root / name(count - 7)).write_text(TOKEN_LINE)
    repository.git("add", "folder")


OWN_TABLE = '[tool.privacy-gate]\nfail_on = "error"\n'


@pytest.mark.parametrize(
    ("tool", "first", "settings", "content", "count", "name"),
    [
        pytest.param(tool, first, settings, content, count, name, id=f"{tool}-{about}")
        for about, tools, first, settings, content, count, name in (
            ("last name", TOOLS, None, "privacy-gate.yaml", "fail_on: error\n", 1000, _long),
            ("first changed is binary", TOOLS, "a.bin", "privacy-gate.yaml", "fail_on: error\n", 1000, _long),
            # prek gives a batch of eight times the size
            ("table in the last file", ["pre-commit"], None, "pyproject.toml", OWN_TABLE, 1000, _long),
            ("wide characters", ["pre-commit"], None, "privacy-gate.yaml", "fail_on: error\n", 1300, _wide),
        )
        for tool in tools
    ],
)
def test_a_split_command_line_looks_at_the_change_once(
    *,
    tool: str,
    repository: Repository,
    first: str | None,
    settings: str,
    content: str,
    count: int,
    name: Callable[[int], str],
) -> None:
    if first:
        repository.stage(first, bytes(range(256)))
    repository.stage(settings, content)
    stage_many(repository, count, name)

    done = run(tool, repository)

    assert done.code == 1
    assert len(re.findall(r"\[gate/configuration-changed\]", done.out)) == 1
    assert sorted(Path(path).name[:5] for path in found(done)) == ["0007_", f"{count - 7:04}_"]


# installed from a repository -------------------------------------------------------------------


def test_the_hooks_that_a_repository_gets_when_it_names_this_one(tmp_path: Path) -> None:
    ours = Repository(copy_of_the_checkout(tmp_path / "privacy-gate"))
    ours.git("add", ".")
    revision = ours.commit()
    theirs = Repository(tmp_path / "theirs")
    theirs.stage(
        ".pre-commit-config.yaml",
        f"repos:\n- repo: {ours.root}\n  rev: {revision}\n"
        "  hooks:\n  - id: privacy-gate\n  - id: privacy-gate-message\n  - id: privacy-gate-audit\n",
    )
    env = environment(PRE_COMMIT_HOME=str(tmp_path / "home"))

    def git_commit(message: str) -> Outcome:
        return start(["git", "commit", "-m", message], theirs.root, env=env)

    assert start([program("pre-commit"), "validate-manifest", ".pre-commit-hooks.yaml"], ours.root).code == 0
    for stage in ("pre-commit", "commit-msg", "pre-push"):
        assert start([program("pre-commit"), "install", "-t", stage], theirs.root, env=env).code == 0
    assert start([program("pre-commit"), "install-hooks"], theirs.root, env=env, seconds=300).code == 0

    theirs.stage("a.py", TOKEN_LINE)
    token = git_commit("Add a file")
    theirs.stage("a.py", NOTE)
    message = git_commit(f"Add a file with {TOKEN_LINE}")
    clean = git_commit("Add a file")
    theirs.stage(".claudeignore", ".env\n")
    tools = git_commit("Add a file that no program reads")

    assert (token.code, message.code, clean.code, tools.code) == (1, 1, 0, 1)
    assert "secret/github-token" in token.err
    assert "toolchain/claude-ignore-file" in tools.err
    assert not shows_token(token)
    assert "secret/github-token" in message.err
    assert "note[business/proprietary-marker]" in clean.err
