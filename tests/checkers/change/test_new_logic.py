"""New logic in real changes: staged, ranges, merges, renames, patches, clones that lack the beginning."""

from __future__ import annotations

import difflib
import heapq
import json
import shlex
import statistics
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.checkers.change.test_novelty import ENGINE, SPLIT
from tests.gate import Outcome
from tests.repository import Repository, start

SCHEDULE = """\
def schedule(jobs, crews, horizon):
    free = {crew.name: crew.starts for crew in crews}
    plan, late = [], 0
    for job in sorted(jobs, key=lambda job: (job.due - job.hours, -job.weight)):
        best, start = None, horizon
        for crew in crews:
            begins = max(free[crew.name], job.ready) + crew.travel.get(job.site, 3)
            if job.skill in crew.skills and begins + job.hours <= crew.ends and begins < start:
                best, start = crew, begins
        if best is None:
            late += job.weight * (horizon - job.due)
            continue
        ends = start + job.hours * (1 if best.trained else 1.25)
        if ends > job.due:
            late += job.weight * (ends - job.due) ** 2
        free[best.name] = ends + best.rest
        plan.append((start, ends, best.name, job.name))
        crowded = [one for one in plan if one[0] <= start < one[1] and one[2] != best.name]
        if len(crowded) > len(crews) // 2 + 1:
            late += sum(one[1] - start for one in crowded) / 4
    while late > 0 and len(plan) > 1 and plan[-1][1] > horizon:
        start, ends, name, _ = plan.pop()
        free[name] -= ends - start
        late -= (ends - horizon) * len(plan)
    return plan, late
"""
BOTH = f"{ENGINE}\n\n{SPLIT}\n\n{SCHEDULE}"
REMINDER = "Verify this code is not destined for external AI prompts."


pytestmark = pytest.mark.repository({"a.py": "a = 1\n"})


def figures(found: Outcome) -> dict[str, Any]:
    change: dict[str, Any] = found.data["summary"]["diff"]
    return {name: change[name] for name in ("novel", "moved", "edited", "compared")}


def reminders(found: Outcome) -> list[str]:
    return [one["message"] for one in found.data["findings"] if REMINDER in one["message"]]


def blocks(found: Outcome) -> list[tuple[str, int]]:
    """The functions that the reminder names."""
    return [
        (part["path"], part["start"]["line"])
        for one in found.data["findings"]
        if one["message"].endswith(REMINDER)
        for part in one["related"]
    ]


def test_staged(repository: Repository) -> None:
    repository.stage("pricing/engine.py", BOTH)

    found = repository.report("diff")

    assert found.code == 0
    assert reminders(found) == [f"This diff adds 42 lines of core algorithm logic (pricing/engine.py). {REMINDER}"]
    assert blocks(found) == [("pricing/engine.py", 34), ("pricing/engine.py", 4), ("pricing/engine.py", 22)]
    assert figures(found) == {"novel": 42, "moved": 0, "edited": 0, "compared": "base"}
    assert len({one["fingerprint"] for one in found.data["findings"]}) == len(found.data["findings"])


def test_glue_needs_more_lines(repository: Repository) -> None:
    repository.stage("shop/controllers/prices.py", BOTH)
    assert reminders(repository.report("diff")) == []

    repository.stage("pricing/engine.py", BOTH.replace("price", "cost"))
    (found,) = reminders(repository.report("diff"))

    assert found.startswith("This diff adds 52 lines")
    assert found.index("pricing/engine.py") < found.index("shop/controllers/prices.py")


def test_it_blocks_only_when_the_settings_say_so(repository: Repository) -> None:
    repository.stage("pricing/engine.py", BOTH)
    assert repository.report("diff", "--fail-on", "note", "--select", "diff").code == 0

    repository.write("privacy-gate.yaml", "severity: {diff/novel-logic: error}\n")
    assert repository.report("diff", "--select", "diff").code == 1

    repository.write("privacy-gate.yaml", "severity: {diff/novel-logic: off}\n")
    found = repository.report("diff", "--select", "diff")
    assert (found.code, found.data["findings"], found.data["summary"]["diff"]) == (0, [], None)


def test_the_hook_reminds_once(repository: Repository) -> None:
    repository.stage("pricing/engine.py", BOTH)
    repository.stage("b.md", "words\n")

    found = repository.report("pre-commit", "b.md", "pricing/engine.py")

    assert (found.code, len(reminders(found))) == (0, 1)


def test_an_inline_ignore_in_the_largest_function_silences_it(repository: Repository) -> None:
    ignored = "free = {crew.name: crew.starts for crew in crews}"
    text = BOTH.replace(ignored, f"{ignored}  # privacy-gate: ignore[diff] public soon", 1)
    repository.stage("pricing/engine.py", text)

    assert reminders(repository.report("diff", "--select", "diff")) == []


def test_public_code_in_a_new_file_is_neither_new_nor_moved(repository: Repository) -> None:
    repository.stage("pricing/engine.py", f"{ENGINE}\n\n{Path(difflib.__file__).read_text()}")

    found = figures(repository.report("diff"))

    assert 0 < found["novel"] <= 22
    assert found["moved"] == 0


def test_a_copy_of_the_standard_library_is_not_new(repository: Repository) -> None:
    for module in (heapq, statistics, shlex):
        repository.stage(f"pricing/{module.__name__}_copy.py", Path(module.__file__ or "").read_text())

    found = repository.report("diff")

    assert figures(found)["novel"] == 0
    assert reminders(found) == []


def test_moved_to_another_file(repository: Repository) -> None:
    repository.commit({"old.py": BOTH})
    repository.git("rm", "-q", "old.py")
    repository.stage("pkg/new.py", "import a\n\n\n" + SPLIT + "\n\nx = 1\n\n\n" + ENGINE)

    found = repository.report("diff")

    assert (reminders(found), figures(found)["novel"]) == ([], 0)


def test_a_copy_of_an_unchanged_file(repository: Repository) -> None:
    repository.commit({"old.py": BOTH})
    repository.stage("pkg/new.py", BOTH.replace("total", "amount"))

    found = repository.report("diff")

    assert reminders(found) == []
    assert figures(found)["compared"] == "base"


def test_a_rename_with_a_new_function(repository: Repository) -> None:
    repository.commit({"old.py": SPLIT * 3})
    repository.git("mv", "old.py", "new.py")
    repository.stage("new.py", f"{SPLIT * 3}\n\n{ENGINE}")

    found = repository.report("diff", "--select", "diff")

    assert figures(found)["novel"] == 14


@pytest.mark.parametrize("indexed", [True, False])
def test_with_and_without_an_index(repository: Repository, indexed: bool) -> None:
    """Of 40 other files one holds the function; the index knows it, and else it is read."""
    repository.commit({f"lib/m{n}.py": f"def f{n}(a):\n    return a * {n} + 1\n" for n in range(40)})
    repository.commit({"lib/engine.py": BOTH})
    if indexed:
        assert repository.gate("index", "build").code == 0
    repository.stage("new.py", BOTH)

    found = repository.report("diff")

    assert (reminders(found), figures(found)["compared"]) == ([], "base")


def test_what_the_index_lacks_is_put_in(repository: Repository) -> None:
    assert repository.gate("index", "build").code == 0
    repository.commit({"lib/engine.py": BOTH})
    repository.stage("new.py", BOTH)

    assert reminders(repository.report("diff")) == []
    assert reminders(repository.report("diff")) == []


def test_the_index_holds_the_new_file_itself(repository: Repository) -> None:
    """What is staged may be in the index before the hook runs; the tree that it is compared with lacks it."""
    repository.stage("pricing/engine.py", BOTH)
    assert repository.gate("index", "build").code == 0

    assert len(reminders(repository.report("diff"))) == 1


def test_ranges(repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD").strip()
    repository.git("checkout", "-q", "-b", "feature")
    repository.commit({"pricing/engine.py": ENGINE + "\n\n" + SPLIT})
    repository.git("checkout", "-q", "main")
    repository.commit({"other.py": SPLIT})

    two = repository.report("diff", "main..feature")
    three = repository.report("diff", "main...feature")

    assert figures(two)["novel"] == 14  # main has the other function
    assert figures(three)["novel"] == 22
    assert figures(repository.report("diff", f"{first}..feature"))["novel"] == 22


def test_each_commit_of_a_push(repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD").strip()
    repository.commit({"pricing/engine.py": BOTH})
    repository.commit({"b.py": "".join(f"b{n} = f({n} + 2) * 3\n" for n in range(20))})

    found = repository.report("diff", "--each-commit", f"{first}..HEAD")

    assert len(reminders(found)) == 1
    assert {file["path"] for file in found.data["summary"]["diff"]["files"]} == {"pricing/engine.py", "b.py"}


def test_the_first_commit(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "new")
    repository.stage("pricing/engine.py", BOTH)

    found = repository.report("diff")

    assert (found.code, len(reminders(found))) == (0, 1)


def test_a_merge_adds_what_no_parent_has(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "feature")
    repository.commit({"pricing/engine.py": BOTH})
    repository.git("checkout", "-q", "main")
    repository.commit({"b.py": "b = 1\n"})
    repository.git("merge", "-q", "--no-commit", "--no-ff", "feature")

    assert reminders(repository.report("diff")) == []

    repository.stage("evil.py", BOTH.replace("count", "pieces"))
    repository.git("commit", "-q", "--no-verify", "-m", "merge")
    of_first_parent = repository.report("diff", "HEAD^1..HEAD")
    assert figures(of_first_parent)["novel"] >= 22


def test_a_patch_without_a_repository(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"old.py": ENGINE})
    repository.git("rm", "-q", "old.py")
    repository.stage("new.py", ENGINE)
    repository.stage("pricing/split.py", BOTH.replace("line.", "item."))
    patch = repository.git("diff", "--cached", "--no-renames").encode()
    (tmp_path / "away").mkdir()
    command = [sys.executable, "-m", "privacy_gate", "diff", "--patch", "-", "--select", "diff"]

    shown = start([*command, "--verbose"], tmp_path / "away", patch)
    found = start([*command, "--format", "json"], tmp_path / "away", patch)

    assert figures(found)["compared"] == "removed lines"
    files = {file["path"]: file["novel"] for file in json.loads(found.out)["summary"]["diff"]["files"]}
    assert files["new.py"] == 0
    assert "compared only with the removed lines" in shown.out


def test_context_of_a_patch_is_not_counted(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.py": f"x = 1\n\n\n{SPLIT}"})
    repository.stage("a.py", f"x = 1\ny = 2\n\n\n{ENGINE}\n\n{SPLIT}\nz = 3\n")
    patch = repository.git("diff", "--cached", "-U3").encode()

    change = repository.report("diff", "--patch", "-", stdin=patch).data["summary"]["diff"]

    added = sum(change[kind] for kind in ("novel", "moved", "edited", "other"))
    assert added == sum(line.startswith(b"+") for line in patch.splitlines()) - 1  # the header


def test_a_shallow_clone_says_what_it_lacks(repository: Repository, tmp_path: Path) -> None:
    first = repository.git("rev-parse", "HEAD").strip()
    repository.commit({"pricing/engine.py": BOTH})
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(tmp_path / "shallow"))

    found = Repository(tmp_path / "shallow").gate("diff", f"{first}..HEAD")

    assert found.code == 2
    assert "This clone is shallow. Fetch the full history (fetch-depth: 0)." in found.err


def test_submodules_and_binary_files_are_listed(repository: Repository, tmp_path: Path) -> None:
    other = Repository(tmp_path / "other")
    other.commit({"x.py": "x = 1\n"})
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", f"file://{other.root}", "sub")
    repository.stage("logo.py", bytes(range(256)) * 20)
    repository.stage("pricing/engine.py", BOTH)

    found = repository.report("diff")

    assert {one["path"]: one["reason"] for one in found.data["skipped"]} == {"sub": "submodule", "logo.py": "binary"}
    assert len(reminders(found)) == 1


def test_git_attributes(repository: Repository) -> None:
    repository.stage(
        ".gitattributes", "made/** linguist-generated\nlib/* linguist-vendored=true\nmade/own.py -linguist-generated\n"
    )
    for path in ("made/a.py", "lib/b.py"):
        repository.stage(path, BOTH)
    assert reminders(repository.report("diff")) == []

    repository.stage("made/own.py", BOTH.replace("line.", "item."))
    found = repository.report("diff")
    assert {block[0] for block in blocks(found)} == {"made/own.py"}


def test_a_prompt_that_holds_the_new_code(repository: Repository) -> None:
    """Tracked, staged with it, or in an ignored folder of prompts."""
    repository.stage(".gitignore", "prompts/\n")
    repository.write("prompts/faster.md", f"Make this faster:\n\n```python\n{ENGINE}```\n")
    repository.stage("pricing/engine.py", ENGINE)

    found = repository.report("diff", "--select", "diff/prompt-candidate")

    (one,) = found.data["findings"]
    assert (one["severity"], one["path"], one["related"][0]["path"]) == (
        "warning",
        "pricing/engine.py",
        "prompts/faster.md",
    )

    repository.write("prompts/faster.md", "Sort a list.\n")
    repository.stage("ask.prompt.md", f"Make this faster:\n\n{ENGINE}\n")
    found = repository.report("diff", "--select", "diff/prompt-candidate")
    assert [one["related"][0]["path"] for one in found.data["findings"]] == ["ask.prompt.md"]


def test_text_ends_with_bars(repository: Repository) -> None:
    repository.stage("pricing/engine.py", BOTH)
    repository.stage("tests/test_engine.py", "def test():\n" + "    assert 1\n" * 40)

    plain = repository.process("diff", "--select", "diff", variables={"PYTHONIOENCODING": "ascii"})
    colours = repository.process(
        "diff", "--select", "diff", "--color", "always", variables={"PYTHONIOENCODING": "utf-8"}
    )
    quiet = repository.process("diff", "--select", "diff", "--quiet")

    tail = plain.out.splitlines()[-4:]
    assert tail[0].startswith("42 of ")
    assert "added lines are new logic; 0 moved, 0 edited" in tail[0]
    assert tail[1].startswith("  pricing/engine.py     42  ####")
    assert tail[2].startswith("  tests/test_engine.py   0  ....")
    assert tail[2].endswith(" test")
    assert max(map(len, tail)) <= 100
    assert "\x1b[1;38;5;30m█" in colours.out
    assert "new logic" not in quiet.out


def test_a_small_change_loads_nothing(repository: Repository) -> None:
    repository.stage("pricing/engine.py", "def f(a):\n    return a * 2 + 1\n")
    code = (
        "import sys; from privacy_gate.cli import run; run(sys.argv[1:]);"
        "print(sorted(name for name in sys.modules if name.startswith(('libcst', 'sqlite3', 'privacy_gate.index.s',"
        "'privacy_gate.checkers.change.novelty.'))))"
    )

    start([sys.executable, "-c", code, "diff"], repository.root)  # compiles the rules where no test has yet
    found = start([sys.executable, "-c", code, "diff", "--quiet"], repository.root)

    assert found.out.splitlines()[-1] == "[]"
