"""What kind of machine this is."""

from __future__ import annotations

import os

CI = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "JENKINS_URL", "TEAMCITY_VERSION", "TF_BUILD")
"""Variables that services which build and test set, each to something."""

_NO = ("", "0", "false", "no")


def in_ci() -> bool:
    """Whether this runs on such a service, where nobody sits in front of it."""
    return any(os.environ.get(name, "").lower() not in _NO for name in CI)
