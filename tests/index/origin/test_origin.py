"""Code and names that came from a prompt are public where they stand in the source; what was private first stays so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gate import gate
from tests.repository import Repository

REPORTED = {"code/private", "internal/own-name"}
NAME = "reckon_quorum_band"
ANSWER = '''\
"""Bands of a quorum."""


def reckon_quorum_band(votes, seats, floor):
    """Give the band that a vote falls into."""
    if seats <= 0 or floor < 0:
        raise ValueError("no seats")
    share = sum(votes.values()) / seats
    leading = max(votes, key=votes.get)
    band = "narrow" if share < floor else "wide"
    margin = votes[leading] - sorted(votes.values())[-2]
    if margin * 2 > seats and share >= floor:
        return leading, band, margin
    return None, band, min(margin, seats - margin)
'''
PROMPT = f"TASK: Write a Python function `{NAME}(votes, seats, floor)` that gives the band of a vote.\n"
QUOTE = f"Make this faster:\n\n```python\n{ANSWER}```\n"
PROMPTS = {"prompts/quorum.md": PROMPT, "prompts/quorum/reckon_quorum_band.py": ANSWER}
SOURCE = "src/tally.py"
RENAMED = {
    "votes": "polls", "seats": "chairs", "floor": "least", "share": "part", "leading": "ahead", "band": "zone",
    "margin": "lead", NAME: "estimate_poll_zone",
}  # fmt: skip
OTHER = "def unrelated_ferry(tide):\n    return [wave * 3 for wave in tide if wave > 7]\n"


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path / "r")
    made.commit({"src/ferry.py": OTHER})
    monkeypatch.chdir(made.root)
    return made


def reported(*arguments: str) -> set[str]:
    """What a scan of the prompts reports of the source."""
    found = gate("scan", *(arguments or ("prompts/",)), "--format", "json", "--select", "code,internal/own-name")
    assert found.code in (0, 1), found.err
    return set(found.rules)


@pytest.mark.parametrize("at_once", [True, False], ids=["one commit", "two commits"])
def test_an_answer_may_be_committed_with_the_code_that_is_made_of_it(ours: Repository, *, at_once: bool) -> None:
    if not at_once:
        ours.commit(PROMPTS)
    ours.commit({**PROMPTS, SOURCE: ANSWER})

    assert not reported()


def test_an_uncommitted_answer_is_public_in_uncommitted_code(ours: Repository) -> None:
    for path, text in {**PROMPTS, SOURCE: ANSWER}.items():
        ours.write(path, text)

    assert not reported()


def test_code_stays_public_when_it_is_edited_and_moved(ours: Repository) -> None:
    ours.commit(PROMPTS)
    ours.commit({SOURCE: ANSWER})
    ours.commit({SOURCE: ANSWER.replace("seats <= 0 or floor < 0", "seats < 1 or floor < 0").replace("band", "zone")})
    ours.git("mv", SOURCE, "src/counting.py")
    ours.commit()
    assert "code/private" not in reported()

    ours.write("src/counting.py", (ours.root / "src/counting.py").read_text().replace("    ", "  "))

    assert "code/private" not in reported()


def test_code_that_is_added_to_an_answer_is_private(ours: Repository) -> None:
    ours.commit(PROMPTS)
    added = (
        ANSWER.replace(NAME, "weigh_ballot_drift").replace("votes", "ballots").replace("/ seats", "// seats + floor")
    )
    added += "".join(f"    ballots.drift{n}(seats.keel{n}[floor:{n}], leading ^ {n}, band or {n})\n" for n in range(9))
    ours.commit({SOURCE: f"{ANSWER}\n\n{added}"})
    ours.write("prompts/more.md", f"Make this faster:\n\n```python\n{added}```\n")

    assert not reported("prompts/quorum.md", "prompts/quorum/")
    assert reported("prompts/more.md") == REPORTED


def quoted(ours: Repository) -> None:
    """Code, then a prompt that quotes it."""
    ours.commit({SOURCE: ANSWER})
    ours.commit({"prompts/quorum.md": QUOTE})


def in_one_commit(ours: Repository) -> None:
    ours.commit({SOURCE: ANSWER, "prompts/quorum.md": QUOTE})


def amended(ours: Repository) -> None:
    ours.commit({"prompts/quorum.md": QUOTE})
    ours.stage(SOURCE, ANSWER)
    ours.git("commit", "-q", "--amend", "-m", "both")


def not_committed(ours: Repository) -> None:
    ours.commit({SOURCE: ANSWER})
    ours.write("prompts/quorum.md", QUOTE)


def changed_later(ours: Repository) -> None:
    quoted(ours)
    ours.commit({SOURCE: ANSWER.replace("    ", "  ").replace("(votes, seats, floor)", "(votes, seats, floor,)")})


def renamed_later(ours: Repository) -> None:
    """The prompt quotes the code with other names, and the source takes them over."""
    ours.commit({SOURCE: ANSWER})
    named = ANSWER
    for old, new in RENAMED.items():
        named = re.sub(rf"\b{old}\b", new, named)
    ours.commit({"prompts/quorum.md": QUOTE.replace(ANSWER, named)})
    ours.commit({SOURCE: named})


def moved_later(ours: Repository) -> None:
    quoted(ours)
    ours.git("mv", SOURCE, "src/counting.py")
    ours.commit({"src/counting.py": f"# moved\n{ANSWER}"})


def deleted_and_restored(ours: Repository) -> None:
    ours.commit({SOURCE: ANSWER})
    ours.git("rm", "-q", SOURCE)
    ours.commit()
    ours.commit({"prompts/quorum.md": QUOTE})
    ours.commit({SOURCE: ANSWER})


def called_an_answer(ours: Repository) -> None:
    ours.commit({SOURCE: ANSWER})
    ours.commit(PROMPTS)


def called_an_answer_uncommitted(ours: Repository) -> None:
    ours.commit({SOURCE: ANSWER})
    for path, text in PROMPTS.items():
        ours.write(path, text)


def moved_into_the_prompts(ours: Repository) -> None:
    ours.commit({SOURCE: ANSWER, "prompts/quorum.md": "Write a function.\n"})
    (ours.root / "prompts/quorum").mkdir()
    ours.git("mv", SOURCE, "prompts/quorum/reckon_quorum_band.py")


def beside_an_answer(ours: Repository) -> None:
    ours.commit({SOURCE: ANSWER, "prompts/quorum.md": PROMPT, "prompts/quorum/context.md": QUOTE})


def on_another_branch(ours: Repository) -> None:
    ours.git("checkout", "-q", "-b", "code")
    ours.commit({SOURCE: ANSWER})
    ours.git("checkout", "-q", "main")
    ours.commit({"prompts/quorum.md": QUOTE})
    ours.git("merge", "-q", "--no-edit", "code")
    ours.commit({SOURCE: f"# merged\n{ANSWER}"})


ONLY_CODE = (moved_into_the_prompts, renamed_later)  # the name is not in the source any more, or came from the prompt


@pytest.mark.parametrize(
    "launder",
    [
        quoted, in_one_commit, amended, not_committed, changed_later, renamed_later, moved_later, deleted_and_restored,
        called_an_answer, called_an_answer_uncommitted, moved_into_the_prompts, beside_an_answer,
        on_another_branch,
    ],
)  # fmt: skip
def test_private_code_does_not_become_public_by_a_prompt(
    ours: Repository, launder: Callable[[Repository], None]
) -> None:
    launder(ours)

    assert reported() >= ({"code/private"} if launder in ONLY_CODE else REPORTED)


def test_code_that_never_leaves_is_reported_whoever_had_it_first(ours: Repository) -> None:
    ours.commit(PROMPTS)
    ours.commit({SOURCE: f"# privacy-gate: never-send\n{ANSWER}"})

    assert reported() == {"code/never-send", "internal/own-name"}


def test_a_range_keeps_what_it_moves_into_the_prompts(ours: Repository) -> None:
    ours.commit({SOURCE: ANSWER, "prompts/quorum.md": "Write a function.\n"})
    start = ours.git("rev-parse", "HEAD").strip()
    (ours.root / "prompts/quorum").mkdir()
    ours.git("mv", SOURCE, "prompts/quorum/reckon_quorum_band.py")
    ours.commit()

    done = gate("diff", f"{start}..HEAD", "--format", "json", "--select", "code/private")

    assert done.rules == ["code/private"]


def test_a_verdict_follows_the_history(ours: Repository) -> None:
    ours.commit(PROMPTS)
    ours.commit({SOURCE: ANSWER})
    assert not reported()

    ours.git("reset", "-q", "--soft", "HEAD~2")
    ours.git("rm", "-rq", "--cached", "prompts")
    ours.commit()
    ours.commit(PROMPTS)

    assert reported() == REPORTED


def test_a_shallow_clone_knows_no_origin(ours: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    ours.commit(PROMPTS)
    ours.commit({SOURCE: ANSWER})
    ours.git("clone", "-q", "--depth", "1", ours.root.as_uri(), "../shallow")
    monkeypatch.chdir(ours.root.parent / "shallow")

    assert reported() == REPORTED


def test_a_history_that_is_too_long_makes_nothing_public(ours: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    ours.commit(PROMPTS)
    ours.commit({SOURCE: ANSWER})
    monkeypatch.setattr("privacy_gate.index.origin.past.MOST_BYTES", 1_000)

    assert reported() == REPORTED
