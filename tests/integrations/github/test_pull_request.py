"""Comment and label of a pull request: made, changed, left alone, taken away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from privacy_gate.integrations.github import pull_request
from privacy_gate.integrations.github.comment import MARKER
from privacy_gate.integrations.github.pull_request import Wishes, asks_for_review
from privacy_gate.model import Exposure, Problem, Report, Severity
from tests.integrations.github import server
from tests.integrations.github.server import BOT, PLACE, TOKEN, FakeGitHub
from tests.reports import finding, report

WISHES = Wishes(comment=True, label="privacy-review", author=BOT)
FOUND = report(finding())
OTHER = report(finding("another name"))
NOTHING = report()


@pytest.fixture
def fake() -> Iterator[FakeGitHub]:
    with server.running() as running:
        yield running


def publish(fake: FakeGitHub, found: Report, wishes: Wishes = WISHES) -> list[str]:
    """Publish, and return what it writes to GitHub."""
    before = len(fake.writes)
    remarks = pull_request.publish(fake.url, TOKEN, found, PLACE, wishes)
    assert not [remark.text for remark in remarks if remark.amiss]
    return fake.writes[before:]


def amiss(fake: FakeGitHub, found: Report = FOUND, wishes: Wishes = WISHES) -> list[str]:
    """Publish, and return what went wrong."""
    remarks = pull_request.publish(fake.url, TOKEN, found, PLACE, wishes)
    return [remark.text for remark in remarks if remark.amiss]


def test_created_updated_left_alone_and_cleared(fake: FakeGitHub) -> None:
    assert publish(fake, NOTHING) == []
    assert publish(fake, FOUND) == ["POST issues/create-comment", "POST issues/add-labels"]
    assert fake.labels == ["privacy-review"]
    assert publish(fake, FOUND) == []
    assert publish(fake, OTHER) == ["PATCH issues/update-comment"]
    assert "another name" in fake.comments[0]["body"]
    assert publish(fake, NOTHING) == ["PATCH issues/update-comment", "DELETE issues/remove-label"]
    assert "no findings" in fake.comments[0]["body"]
    assert fake.labels == []
    assert publish(fake, NOTHING) == []
    assert len(fake.comments) == 1


def test_the_comment_is_found_on_a_later_page(fake: FakeGitHub) -> None:
    fake.page_size = 2
    for number in range(5):
        fake.add(f"comment {number}", "someone")
    publish(fake, FOUND)
    for number in range(3):
        fake.add(f"later {number}", "someone")

    assert publish(fake, FOUND) == []
    assert publish(fake, OTHER) == ["PATCH issues/update-comment"]
    assert fake.requests.count("GET issues/list-comments") > 6


def test_a_forged_marker_is_nobodys(fake: FakeGitHub) -> None:
    for author in ("mallory", None, "github-actions"):
        fake.add(f"{MARKER}\nall is well", author)
    fake.add(f"I quote: {MARKER}", BOT)

    assert publish(fake, FOUND)[0] == "POST issues/create-comment"
    assert publish(fake, OTHER) == ["PATCH issues/update-comment"]
    assert [one["body"] for one in fake.comments[:3]] == [f"{MARKER}\nall is well"] * 3
    assert "another name" in fake.comments[4]["body"]


def test_line_ends_are_no_difference(fake: FakeGitHub) -> None:
    publish(fake, FOUND)
    fake.comments[0]["body"] = fake.comments[0]["body"].replace("\n", "\r\n") + "\r\n"

    assert publish(fake, FOUND) == []


def test_a_token_of_another_account_is_told(fake: FakeGitHub) -> None:
    fake.author = "our-bot[bot]"
    theirs = Wishes(comment=True, label="", author="our-bot[bot]")

    (said,) = amiss(fake)

    assert said == "this token writes as our-bot[bot]: set comment-author to this account, or each run adds a comment"
    assert publish(fake, OTHER, theirs) == ["PATCH issues/update-comment"]


def test_comment_and_label_can_be_switched_off(fake: FakeGitHub) -> None:
    assert publish(fake, FOUND, Wishes(comment=False, label="x", author=BOT)) == ["POST issues/add-labels"]
    assert publish(fake, OTHER, Wishes(comment=True, label="", author=BOT)) == ["POST issues/create-comment"]
    before = len(fake.requests)
    assert publish(fake, NOTHING, Wishes(comment=False, label="", author=BOT)) == []
    assert len(fake.requests) == before


def test_labels_differ_not_by_case_and_others_stay(fake: FakeGitHub) -> None:
    fake.labels = ["bug", "Privacy-Review"]

    assert publish(fake, FOUND) == ["POST issues/create-comment"]
    assert publish(fake, NOTHING)[1:] == ["DELETE issues/remove-label"]
    assert fake.labels == ["bug"]


@pytest.mark.parametrize(
    ("severity", "exposure", "expected"),
    [
        (Severity.ERROR, Exposure.INTERNAL, True),
        (Severity.ERROR, Exposure.OUTBOUND, True),
        (Severity.WARNING, Exposure.OUTBOUND, True),
        (Severity.WARNING, Exposure.INTERNAL, False),
        (Severity.NOTE, Exposure.OUTBOUND, False),
    ],
)
def test_when_a_person_should_look(severity: Severity, exposure: Exposure, expected: bool) -> None:
    assert asks_for_review(report(finding(severity=severity, exposure=exposure))) is expected


def test_what_could_not_be_read_takes_no_label_away(fake: FakeGitHub) -> None:
    fake.labels = ["privacy-review"]

    assert publish(fake, report(problems=(Problem("a", "too large"),))) == ["POST issues/create-comment"]
    assert "`a` could not be checked: too large" in fake.comments[0]["body"]


def test_a_fork_is_told_once(fake: FakeGitHub) -> None:
    fake.forbidden = ("POST", "PATCH", "DELETE")

    (said,) = amiss(fake)

    assert said.startswith("this token cannot write to the pull request (GitHub answered 403)")
    assert "annotations and the job summary" in said
    assert fake.writes == ["POST issues/create-comment"]


FINAL = [server.status(429), server.status(422), server.status(404), server.status(301), server.says(b"no")]


@pytest.mark.parametrize("fault", FINAL)
@pytest.mark.parametrize("request_number", range(3))
def test_nothing_that_github_does_raises(fake: FakeGitHub, fault: server.Fault, request_number: int) -> None:
    fake.faults.extend([*[lambda handler: handler.serve()] * request_number, fault])

    (said,) = amiss(fake)

    assert "annotations and the job summary" in said
    assert len(fake.requests) == request_number + 1


@pytest.mark.parametrize("token", ["", "two words"])
def test_without_a_token_it_is_said(token: str) -> None:
    (remark,) = pull_request.publish("http://127.0.0.1:9", token, FOUND, PLACE, WISHES)

    assert remark.amiss
    assert "no token" in remark.text
