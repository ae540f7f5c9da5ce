"""Update the comment and the label of a pull request from a report, with as few requests as possible."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from privacy_gate.base.text import plural
from privacy_gate.integrations.github import comment, rest_client, review
from privacy_gate.integrations.github.comment import MARKER, PullRequestPlace
from privacy_gate.integrations.github.rest_client import ApiError, Client, Comment
from privacy_gate.integrations.github.review import Lines
from privacy_gate.model import Exposure, Report, Severity


class Wishes(Struct, frozen=True):
    """The requested output: a comment, a label (empty for none) and comments on lines; and the account that writes
    them.
    """

    comment: bool
    label: str
    author: str
    review: bool = False


class LogLine(NamedTuple):
    """A line for the log. `amiss` says that something was not done."""

    text: str
    amiss: bool = False


def publish(
    api: str,
    token: str,
    report: Report,
    place: PullRequestPlace,
    wishes: Wishes,
    *,
    added: Lines | None = None,
    verify: bool = False,
) -> list[LogLine]:
    """Update comment, label and comments on lines. Returns the lines for the log.

    `added` are the lines of the diff. Without them no line gets a comment. `verify` checks that the commit is the head
    of the pull request, because its source is not trusted. An error of GitHub is never raised, because the findings are
    also in the annotations and in the summary.
    """
    said: list[LogLine] = []
    if not (wishes.comment or wishes.label or wishes.review):
        return said
    try:
        client = rest_client.connect(api, place.repository, token)
        if verify and not _is_head(client, place):
            text = f"no comment was written: {place.commit[:12]} is not the head of the pull request {place.number}"
            return [LogLine(text, amiss=True)]
        if wishes.comment:
            said += _keep_comment(client, report, place, wishes.author)
        if wishes.label:
            said += _keep_label(client, report, place.number, wishes.label)
        if wishes.review and added:
            said += _comment_on_lines(client, report, place, wishes.author, added)
    except ApiError as error:
        said.append(_explain(error))  # the next request would fail as well
    return said


def asks_for_review(report: Report) -> bool:
    """Whether a person should review: there is an error anywhere, or a warning in an outbound text."""
    return any(
        found.severity is Severity.ERROR or (found.severity is Severity.WARNING and found.exposure is Exposure.OUTBOUND)
        for found in report.findings
    )


def _keep_comment(client: Client, report: Report, place: PullRequestPlace, author: str) -> list[LogLine]:
    own = next((one for one in rest_client.comments(client, place.number) if _is_own(one, author)), None)
    if own is None:
        if not comment.says_something(report):
            return []
        made = rest_client.create_comment(client, place.number, comment.text(report, place))
        return [LogLine("commented on the pull request"), *_other_author(made, author)]
    body = comment.text(report, place)
    if _plain(own.body) == _plain(body):
        return []
    rest_client.update_comment(client, own.id, body)
    return [LogLine("updated the comment on the pull request")]


def _is_own(found: Comment, author: str) -> bool:
    """Whether a comment is ours. Its author is checked too, because anybody can write the marker."""
    return found.user is not None and found.user.login == author and _plain(found.body).startswith(MARKER)


def _plain(body: str | None) -> str:
    return (body or "").replace("\r\n", "\n").strip()


def _other_author(made: Comment, author: str) -> list[LogLine]:
    if made.user is None or made.user.login == author:
        return []
    text = f"this token writes as {made.user.login}: set comment-author to this account, or each run adds a comment"
    return [LogLine(text, amiss=True)]


def _keep_label(client: Client, report: Report, number: int, label: str) -> list[LogLine]:
    wanted = asks_for_review(report)
    if not wanted and report.problems:
        return []  # the text that could not be read may be the reason for the label
    there = [name for name in rest_client.labels(client, number) if name.casefold() == label.casefold()]
    if wanted and not there:
        rest_client.add_label(client, number, label)
        return [LogLine(f"set the label {label}")]
    if there and not wanted:
        rest_client.remove_label(client, number, there[0])
        return [LogLine(f"removed the label {label}")]
    return []


def _comment_on_lines(
    client: Client, report: Report, place: PullRequestPlace, author: str, added: Lines
) -> list[LogLine]:
    if not review.wanted_comments(report, added, ()):
        return []
    there = [one for one in rest_client.review_comments(client, place.number) if one.user and one.user.login == author]
    every = review.wanted_comments(report, added, review.commented_fingerprints([one.body or "" for one in there]))
    chosen = every[: review.MOST]
    if not chosen:
        return []
    lines = [review.comment(found, line) for found, line in chosen]
    body = review.body(len(chosen), len(every) - len(chosen))
    rest_client.create_review(client, place.number, place.commit, body, lines)
    return [LogLine(f"commented on {plural(len(chosen), 'line')}")]


def _is_head(client: Client, place: PullRequestPlace) -> bool:
    return rest_client.pull_request(client, place.number).head.sha == place.commit


def _explain(error: ApiError) -> LogLine:
    where = "the annotations and the job summary contain the findings"
    if error.forbidden:
        why = "tokens of forks never can; other tokens need the permission `pull-requests: write`"
        return LogLine(f"this token cannot write to the pull request ({error.message}): {why}; {where}", amiss=True)
    return LogLine(f"comment and label may be out of date: {error.message}; {where}", amiss=True)
