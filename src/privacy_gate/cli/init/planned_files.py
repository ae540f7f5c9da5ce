"""The files that `privacy-gate init` writes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from privacy_gate.cli.init import choice
from privacy_gate.cli.init.installed_commit import Pin
from privacy_gate.cli.init.proposals.proposal import Proposal
from privacy_gate.config import DEFAULT_PROMPTS

CONFIGURATION = """\
# Settings of privacy-gate. All keys are optional. Comments show examples or defaults.
# `privacy-gate config` prints the settings in force, `privacy-gate rules` the rules.

# Texts that are sent to an outside assistant. All other files stay in the repository.
{prompts}

# Business keywords: products, customers, code names. Prompts that contain one are reported.
{keywords}

# Terms of this repository, from `privacy-gate index glossary` or added manually. Confidential terms are errors.
{glossary}

# Never-send code. Any part of it in a prompt is an error.
{never_send}

# The template of your prompts: additional headings for a section, and the required sections.
# template:
#   sections:
#     constraints: [House rules]
#   required: [task, input, output, constraints, tests]

# Severity by rule or family: error, warning, note or off; for both exposures or for each.
# severity:
#   business/figure: error
#   personal: {{outbound: error, internal: note}}

# Paths where rules do not apply, and why.
# per_path:
#   - paths: [tests/fixtures/**]
#     ignore: [secret]
#     reason: made-up keys

# Files to skip in directories and changes.
{exclude}

# Your own rules, in the format of the built-in rules (see CONTRIBUTING.md).
# extra_rules:
#   - gate-rules.yaml

# File with accepted findings (`privacy-gate baseline`). Defaults to .privacy-gate-baseline.
# baseline: quality/privacy-gate-baseline

# Your own detect-secrets plugins. They only run with --allow-plugins.
# plugins:
#   - tools/our_detector.py

# A policy that these settings can only make stricter: a path, or package:NAME/FILE of an installed package.
# extends: policy/privacy-gate.yaml

# What the assistant hooks block (privacy-gate hook). repository: secrets, personal data, never-send code and
# confidential terms. clean-room: the findings of all rules.
# hook: {{profile: repository, block_on: error, fail_open: false}}

# Lowest severity that sets exit code 1: error, warning, note or never.
# fail_on: error
"""

TEMPLATE = """\
TASK: [one small, generic task]

INPUT: [type, meaning, an example]

OUTPUT: [type, meaning, an example]

CONSTRAINTS: [libraries, performance, safety]

TESTS: [inputs with their expected results]
"""

WORKFLOW = """\
# Checks the changes of each pull request and each of its commits. Findings are shown as annotations.
# For pull requests of forks, see docs/github.md of privacy-gate.
name: privacy-gate

on:
  pull_request:
  merge_group:

permissions: {{}}

concurrency:
  group: privacy-gate-${{{{ github.event.pull_request.number || github.ref }}}}
  cancel-in-progress: true

jobs:
  privacy-gate:
    name: privacy-gate
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read # to read the change
      pull-requests: write # for the comment and the label; without it: annotations and summary only
    steps:
      - uses: actions/checkout@93cb6efe18208431cddfb8368fd83d5badbf9bfd # v5.0.1
        with:
          fetch-depth: 0 # the change is compared with its base commit
          persist-credentials: false
{check}"""

ACTION = """\
      - uses: {repository}@{commit} # {release}
        with:
          fail-on: error
          audit: true # also check the assistant settings in the repository
"""

PACKAGE = """\
      - uses: actions/setup-python@ece7cb06caefa5fff74198d8649806c4678c61a1 # v6.3.0
        with:
          python-version: "3.13.9"
      # the released package; the Action is the same: `uses: privacy-gate/privacy-gate@` and a reviewed commit
      - name: Install privacy-gate
        run: |
          python -I -m venv "$RUNNER_TEMP/privacy-gate"
          "$RUNNER_TEMP/privacy-gate/bin/pip" --quiet --disable-pip-version-check install "privacy-gate=={release}"
      - name: Check
        run: '"$RUNNER_TEMP/privacy-gate/bin/privacy-gate" action'
        env:
          GITHUB_TOKEN: ${{{{ github.token }}}}
          INPUT_FAIL_ON: error
          INPUT_AUDIT: "true" # also check the assistant settings in the repository
"""

JOB = """\
# Checks the changes of each merge request. See docs/gitlab.md of privacy-gate.
privacy-gate:
  stage: test
  image: python:3.13.9
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0" # the change is compared with its base commit
  before_script:
    - python -m venv /tmp/privacy-gate && /tmp/privacy-gate/bin/pip install --quiet "privacy-gate=={release}"
  script:
    - >-
      /tmp/privacy-gate/bin/privacy-gate diff --each-commit "$CI_MERGE_REQUEST_DIFF_BASE_SHA..$CI_COMMIT_SHA"
      --trust "$CI_MERGE_REQUEST_DIFF_BASE_SHA"
      --output gitlab=gl-code-quality-report.json
  artifacts:
    when: always
    access: developer
    expire_in: 1 week
    reports:
      codequality: gl-code-quality-report.json
"""

_DEFAULTS = {
    "keywords": "# keywords:\n#   - Project Falcon",
    "glossary": "# glossary:\n#   - dunning ladder\n#   - {term: Halvard, confidential: true}",
    "never_send": "# never_send:\n#   - src/pricing/**",
}

GIT_HOOK = """\
#!/bin/sh
# privacy-gate: {what}.
exec {call}
"""


def workflow(release: str, pin: Pin | None) -> str:
    """Return the GitHub workflow. It uses the Action if its commit is known, otherwise the package of the release."""
    if pin is None:
        check = PACKAGE.format(release=release)
    else:
        check = ACTION.format(repository=pin.repository, commit=pin.commit, release=f"v{release}")
    return WORKFLOW.format(check=check)


def configuration(
    prompts: Sequence[str],
    exclude: Sequence[str],
    proposals: Sequence[Proposal] = (),
    chosen: Sequence[Proposal] = (),
) -> str:
    """Return the settings file. All keys are comments, except the globs of detected prompts and third-party code, and
    the chosen proposals. The other proposals are comments.
    """
    return CONFIGURATION.format(
        prompts=_list("prompts", [*DEFAULT_PROMPTS, *prompts], commented=not prompts),
        exclude=_list("exclude", exclude or ["vendor/**"], commented=not exclude),
        **{key: choice.list_lines(key, proposals, chosen) or default for key, default in _DEFAULTS.items()},
    )


def _list(key: str, globs: Sequence[str], *, commented: bool) -> str:
    lines = [f"{key}:", *(f"  - {one if one[0].isalnum() or one[0] == '.' else json.dumps(one)}" for one in globs)]
    return "\n".join(f"# {line}" if commented else line for line in lines)
