"""Decide whether the program runs on a CI service."""

from __future__ import annotations

import os

CI = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "JENKINS_URL", "TEAMCITY_VERSION", "TF_BUILD")
"""Variables that CI services set to any value."""

_NO = ("", "0", "false", "no")


def in_ci() -> bool:
    """Whether the program runs on a CI service, without a user."""
    return any(os.environ.get(name, "").lower() not in _NO for name in CI)
