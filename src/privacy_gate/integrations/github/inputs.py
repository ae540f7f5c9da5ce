"""Read and check the input of the Action: the runner's environment and the Action's inputs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from privacy_gate.base.choices import hint_choice
from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line
from privacy_gate.scan.options import FAIL_ON


class Inputs(Struct, frozen=True):
    """The inputs of the Action. Options of the command line override them."""

    fail_on: str | None
    config: Path | None
    baseline: Path | None
    paths: tuple[str, ...]
    audit: bool
    comment: bool
    review: bool
    label: str
    author: str
    sarif: Path | None
    handover: Path | None


class Runner(Struct, frozen=True):
    """The runner's environment. A missing variable is an empty text."""

    event_path: str
    event_name: str
    repository: str
    api: str
    server: str
    summary: str
    output: str
    token: str
    run: str


def read_runner(environment: Mapping[str, str]) -> Runner:
    """Return the runner, from the variables that begin with GITHUB_."""

    def given(name: str, default: str = "") -> str:
        return environment.get(f"GITHUB_{name}", "").strip() or default

    return Runner(
        event_path=given("EVENT_PATH"),
        event_name=given("EVENT_NAME"),
        repository=given("REPOSITORY"),
        api=given("API_URL", "https://api.github.com"),
        server=given("SERVER_URL", "https://github.com"),
        summary=given("STEP_SUMMARY"),
        output=given("OUTPUT"),
        token=given("TOKEN"),
        run=given("RUN_ID"),
    )


def read_inputs(environment: Mapping[str, str]) -> Inputs:
    """Return the inputs, from the variables that begin with INPUT_. Raises GateError for an invalid one."""

    def given(name: str, default: str = "") -> str:
        return environment.get(f"INPUT_{name}", default).strip()

    fail_on, comment, config = given("FAIL_ON"), given("COMMENT").lower() or "true", given("CONFIG")
    if fail_on and fail_on not in FAIL_ON:
        raise GateError(f"unknown value `{fail_on}` of the input `fail-on`", hint_choice(fail_on, FAIL_ON))
    audit, review = given("AUDIT").lower() or "false", given("REVIEW_COMMENTS").lower() or "false"
    for name, value in (("comment", comment), ("audit", audit), ("review-comments", review)):
        if value not in ("true", "false"):
            raise GateError(f"unknown value `{value}` of the input `{name}`", "Use true or false.")
    return Inputs(
        fail_on=fail_on or None,
        config=Path(config) if config else None,
        baseline=_file(given("BASELINE")),
        paths=_paths(given("PATHS")),
        audit=audit == "true",
        comment=comment == "true",
        review=review == "true",
        label=one_line(given("LABEL", "privacy-review")),
        author=given("COMMENT_AUTHOR") or "github-actions[bot]",
        sarif=_file(given("SARIF_FILE")),
        handover=_file(given("HANDOVER")),
    )


def _file(name: str) -> Path | None:
    return Path(name) if name else None


def _paths(lines: str) -> tuple[str, ...]:
    """Return paths, one per line. Raises GateError for one that leaves the repository or looks like an option."""
    found = tuple(line.strip() for line in lines.split("\n") if line.strip())
    for path in found:
        if path.startswith(("-", "/", "~")) or ".." in path.split("/"):
            raise GateError(f"the input `paths` contains `{path}`", "List paths in the repository, one per line.")
    return found
