"""Comments on lines: the worst, only in the diff, each once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from privacy_gate.integrations.github import pull_request, review
from privacy_gate.integrations.github.pull_request import Wishes
from privacy_gate.model import Position, Report, Severity
from tests.integrations.github import server
from tests.integrations.github.server import BOT, PLACE, TOKEN, FakeGitHub
from tests.markup import HOSTILE, structure
from tests.reports import finding, report

WISHES = Wishes(comment=False, label="", author=BOT, review=True)
ADDED = {"prompts/a.md": frozenset(range(1, 100))}


def found(number: int, severity: Severity = Severity.NOTE, **more: object) -> Report:
    return report(*(finding("a name", severity, fingerprint=f"{at:032x}", **more) for at in range(number)))


@pytest.fixture
def fake() -> Iterator[FakeGitHub]:
    with server.running() as running:
        yield running


def publish(fake: FakeGitHub, what: Report, added: review.Lines = ADDED) -> list[str]:
    remarks = pull_request.publish(fake.url, TOKEN, what, PLACE, WISHES, added=added)
    return [remark.text for remark in remarks]


def test_at_most_thirty_the_worst_first_and_none_twice(fake: FakeGitHub) -> None:
    worst = finding("the worst", fingerprint="f" * 32, start=Position(7, 1), end=Position(7, 5))
    many = report(*found(40).findings, worst)

    assert publish(fake, many) == ["commented on 30 lines"]
    assert publish(fake, many) == ["commented on 11 lines"]
    assert publish(fake, many) == []

    first, second = fake.reviews
    assert (len(first["comments"]), len(second["comments"])) == (30, 11)
    assert first["comments"][0]["line"] == 7
    assert "the worst" in first["comments"][0]["body"]
    assert first["body"] == "privacy-gate: 30 findings in the added lines; 11 more in the job summary."


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ({"start": Position(3, 5), "end": Position(3, 9)}, 3),
        ({"start": Position(1, 1), "end": Position(4, 1)}, 3),  # it begins before what was added
        ({"start": Position(5, 1), "end": Position(5, 3)}, None),
        ({"path": "prompts/b.md"}, None),
        ({"fingerprint": "x --> <b>"}, None),
    ],
)
def test_only_lines_of_the_diff(fake: FakeGitHub, place: dict[str, object], line: int | None) -> None:
    publish(fake, report(finding(**{"fingerprint": "a" * 32, **place})), {"prompts/a.md": {3}})  # type: ignore[arg-type]

    assert [one["line"] for one in fake.line_comments] == ([line] if line else [])


def test_what_others_wrote_is_not_ours(fake: FakeGitHub) -> None:
    forged = f"<!-- privacy-gate {0:032x} -->"
    fake.line_comments.append({"id": 1, "body": forged, "user": {"login": "mallory"}})
    fake.page_size = 1

    assert publish(fake, found(2)) == ["commented on 2 lines"]
    assert publish(fake, found(2)) == []


def test_a_review_that_is_refused_is_said_once(fake: FakeGitHub) -> None:
    fake.faults.extend([lambda handler: handler.serve(), server.status(422)])

    (said,) = publish(fake, found(1))

    assert said.startswith("comment and label may be out of date: GitHub answered 422")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    body = review.comment(finding(text, fingerprint="a" * 32), 1)["body"]

    shown = structure(body)
    assert (shown.links, shown.headings, shown.foreign) == ([], 0, [])
    assert shown.html == [f"<!-- privacy-gate {'a' * 32} -->"]
