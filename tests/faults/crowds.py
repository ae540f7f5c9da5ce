"""Several processes that do the same at once: each does its work, or says that it could not, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.faults.killing import Command, Place
from tests.faults.scenes import LEAK
from tests.gate import GITHUB_TOKEN, Outcome
from tests.integrations.assistants import payloads
from tests.organisation.repositories import code
from tests.repository import Repository


class Crowd(NamedTuple):
    """What each of them does, what each must say, and what must be there at the end."""

    command: Callable[[Place, int], Command]
    each: Callable[[Outcome, int], None]
    whole: Callable[[Place, int], None]


def crowd(name: str, folder: Path, count: int) -> None:
    """Let so many do it at once; `all` is some of each kind. Raises AssertionError when something is amiss."""
    place = Place(folder)
    _prepare(place, count)
    names = [name] if name in CROWDS else list(CROWDS)
    of_each = {one: range(len(range(at, count, len(names)))) for at, one in enumerate(names)}
    work = [(one, number) for one, numbers in of_each.items() for number in numbers]

    def run(one: tuple[str, int]) -> Outcome:
        command = CROWDS[one[0]].command(place, one[1])
        return place.gate(*command.arguments, stdin=command.stdin)

    with ThreadPoolExecutor(count) as pool:
        done = list(pool.map(run, work))
    for (kind, number), outcome in zip(work, done, strict=True):
        CROWDS[kind].each(outcome, number)
    for kind, numbers in of_each.items():
        if numbers:
            CROWDS[kind].whole(place, len(numbers))


def _prepare(place: Place, count: int) -> None:
    (place.folder / "home").mkdir(parents=True)
    files = {f"m{number}.py": code(number) for number in range(12)}
    prompts = {f"prompts/p{number}.md": f"Ask host{number}.orvanda.internal.\n" for number in range(count)}
    made = Repository(place.root)
    made.commit({"privacy-gate.yaml": "prompts: ['prompts/**']\n", "a.py": LEAK, **files, **prompts})
    made.commit({"a.py": "x = 1\n"})
    made.write("b.py", LEAK)


def _fine(done: Outcome, _number: int) -> None:
    assert done.code == 0, done


def _hook(place: Place, number: int) -> Command:
    text = f"Explain {GITHUB_TOKEN}" if number % 2 else f"Sort {number} names."
    return Command(("hook", "claude"), payloads.prompt("claude", text, place.root))


def _answered(done: Outcome, number: int) -> None:
    assert done.code == 0, done
    assert (json.loads(done.out).get("decision") == "block") is bool(number % 2), done


def _nothing(_place: Place, _count: int) -> None:
    pass


def _indexed(place: Place, _count: int) -> None:
    done = place.gate("index", "query", "m3.py")
    assert done.code < 2, done
    prompt = f"TASK: Mend this.\n\n```python\n{code(5)}```\n".encode()
    assert place.gate("scan", "-", "--select", "code/private", stdin=prompt).code == 1


def _recorded(place: Place, count: int) -> None:
    assert place.gate("ledger", "verify").code == 0
    events = place.gate("ledger", "list", "--format", "json").data["events"]
    named = [one["assistant"] for one in events if one["assistant"].startswith("someone")]
    assert sorted(named) == sorted(f"someone{number}" for number in range(count))


def _accepted(place: Place, _count: int) -> None:
    assert place.gate("scan", "b.py").code == 0


def _accepts(done: Outcome, _number: int) -> None:
    assert done.code == 0 or "changed" in done.err or "another process" in done.err, done


def _cleans(done: Outcome, number: int) -> None:
    assert done.code in (0, 1), done
    assert f"host{number}." not in done.out, done


def _turned_back(place: Place, count: int) -> None:
    for number in range(count):
        sent = place.gate("clean", f"prompts/p{number}.md").out
        done = place.gate("restore", "-", "--secrets", "--for", f"prompts/p{number}.md", stdin=sent.encode())
        assert done.out == f"Ask host{number}.orvanda.internal.\n", done


def _past(done: Outcome, _number: int) -> None:
    assert done.code == 1, done
    assert [one["path"] for one in done.data["findings"]] == ["a.py"]


def _installed(place: Place, _count: int) -> None:
    settings = json.loads((place.folder / "home/.claude/settings.json").read_text())
    assert len(settings["hooks"]["UserPromptSubmit"]) == 1


CROWDS: dict[str, Crowd] = {
    "hooks": Crowd(_hook, _answered, _nothing),
    "builds": Crowd(lambda _place, _number: Command(("index", "build", "--quiet")), _fine, _indexed),
    "records": Crowd(
        lambda _place, number: Command(("ledger", "record", "prompts/p0.md", "--assistant", f"someone{number}")),
        _fine,
        _recorded,
    ),
    "baselines": Crowd(lambda _place, _number: Command(("baseline", "b.py")), _accepts, _accepted),
    "cleanings": Crowd(lambda _place, number: Command(("clean", f"prompts/p{number}.md")), _cleans, _turned_back),
    "histories": Crowd(
        lambda _place, _number: Command(("history", "--quiet", "--select", "secret", "--format", "json")),
        _past,
        _nothing,
    ),
    "installs": Crowd(lambda _place, _number: Command(("install", "claude", "--yes")), _accepts, _installed),
}
