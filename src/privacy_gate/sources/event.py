"""Read the change from a GitHub event: https://docs.github.com/webhooks/webhook-events-and-payloads"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from privacy_gate.base.errors import GateError, cannot

_Oid = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{40}([0-9a-f]{24})?$")]
_BY_HAND = ("workflow_dispatch", "schedule")
_ELSEWHERE = "Outside of GitHub Actions, use `privacy-gate diff`."


class CiEvent(msgspec.Struct, frozen=True):
    """A change to check. `revisions` is a range for git, or None if there is nothing to check.

    `trust` is the base commit, whose settings are used. `number` and `head` (a commit) belong to the pull request, if
    there is one. `whole` means that there is no change, and files are checked. `handed_over` means that another run
    checked the commit `head` and left its report.
    """

    revisions: str | None = None
    trust: str | None = None
    number: int | None = None
    head: str = ""
    remark: str | None = None
    whole: bool = False
    handed_over: bool = False


class _EventSide(msgspec.Struct, frozen=True):
    sha: _Oid


class _PullRequest(msgspec.Struct, frozen=True):
    number: int
    base: _EventSide
    head: _EventSide


class _MergeGroup(msgspec.Struct, frozen=True):
    base_sha: _Oid
    head_sha: _Oid


class _WorkflowRun(msgspec.Struct, frozen=True):
    head_sha: _Oid


class _Repository(msgspec.Struct, frozen=True):
    default_branch: str = ""


class _Payload(msgspec.Struct, frozen=True):
    pull_request: _PullRequest | None = None
    merge_group: _MergeGroup | None = None
    workflow_run: _WorkflowRun | None = None
    before: _Oid | None = None
    after: _Oid | None = None
    ref: str = ""
    repository: _Repository = _Repository()


def read(file: str | None, name: str) -> CiEvent:
    """Read the change of the event in a file. Raises GateError for an event without a change.

    For a push without a pull request, its range is checked. A push that creates a branch is compared with the default
    branch.
    """
    if not file:
        raise GateError("not in a workflow of GitHub Actions: GITHUB_EVENT_PATH is not set", _ELSEWHERE)
    payload = _decode(file)
    if payload.pull_request is not None:
        pull = payload.pull_request
        return CiEvent(f"{pull.base.sha}...{pull.head.sha}", pull.base.sha, pull.number, pull.head.sha)
    if (group := payload.merge_group) is not None:
        remark = "not a pull request: checking a merge group"
        return CiEvent(f"{group.base_sha}...{group.head_sha}", group.base_sha, remark=remark)
    if payload.workflow_run is not None:
        return CiEvent(head=payload.workflow_run.head_sha, handed_over=True)
    if name in _BY_HAND:
        return CiEvent(remark=f"no change in the event {name}: checking files as they are", whole=True)
    if payload.before is None or payload.after is None:
        raise GateError(
            f"the event `{name or 'unknown'}` does not refer to a change",
            "Run on `pull_request`, `push`, `merge_group` or `workflow_run`, or manually.",
        )
    return _push(payload.before, payload.after, payload)


def _decode(file: str) -> _Payload:
    try:
        return msgspec.json.decode(Path(file).read_bytes(), type=_Payload)
    except OSError as error:
        raise cannot("read", "the event (GITHUB_EVENT_PATH)", error) from None
    except (ValueError, RecursionError):  # the errors of msgspec are ValueErrors
        raise GateError(
            "the event (GITHUB_EVENT_PATH) does not have the form that GitHub documents", _ELSEWHERE
        ) from None


def _push(before: str, after: str, payload: _Payload) -> CiEvent:
    if not after.strip("0"):
        return CiEvent(None, remark="not a pull request, and this push removes a branch: nothing to check")
    if before.strip("0"):
        remark = f"not a pull request: checking the push {before[:12]}..{after[:12]}"
        return CiEvent(f"{before}..{after}", before, remark=remark)
    default = payload.repository.default_branch
    if not default or payload.ref == f"refs/heads/{default}":
        raise GateError(
            "this push starts a new history, so there is no base to compare with", "Use `privacy-gate scan .`."
        )
    remark = "not a pull request: checking what the new branch adds to the default branch"
    return CiEvent(f"refs/remotes/origin/{default}...{after}", f"refs/remotes/origin/{default}", remark=remark)
