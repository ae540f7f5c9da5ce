"""`privacy-gate init`."""

from __future__ import annotations

from pathlib import Path

import click

from privacy_gate import __version__, git
from privacy_gate.config import FILE_NAME
from privacy_gate.errors import GateError
from privacy_gate.text import one_line

CONFIGURATION = """\
# Settings of privacy-gate. Every key is optional; what is commented out shows the default.
# `privacy-gate config` prints the settings in force, `privacy-gate rules` the rules.

# Texts that go to an outside assistant. Everything else stays in the repository.
# prompts:
#   - prompts/**
#   - "**/prompts/**/*.md"
#   - "**/prompts/**/*.txt"
#   - "*.prompt"
#   - "*.prompt.md"
#   - "*.prompt.txt"
#   - .github/prompts/**

# Words of your business: products, customers, code names. A prompt that names one is flagged.
# keywords:
#   - Project Falcon

# Terms of your repository, from `privacy-gate index glossary` or by hand; confidential ones are errors.
# glossary:
#   - dunning ladder
#   - {term: Halvard, confidential: true}

# The form of your prompts: other headings that a section may have, and the sections that must be there.
# template:
#   sections:
#     constraints: [House rules]
#   required: [task, input, output, constraints, tests]

# Severity by rule or family: error, warning, note or off; for both exposures or for each.
# severity:
#   business/figure: error
#   personal: {outbound: error, internal: note}

# Where rules do not hold, and why.
# per_path:
#   - paths: [tests/fixtures/**]
#     ignore: [secret]
#     reason: made-up keys

# Left out when a folder or a change is read.
# exclude:
#   - vendor/**

# Rules of your own, in the form of privacy-gate's (see CONTRIBUTING.md).
# extra_rules:
#   - gate-rules.yaml

# The findings that were accepted (`privacy-gate baseline`), if not in .privacy-gate-baseline.
# baseline: quality/privacy-gate-baseline

# detect-secrets plugins of your own; they run with --allow-plugins only.
# plugins:
#   - tools/our_detector.py

# A policy that these settings may tighten and not loosen: a path, or package:NAME/FILE of an installed package.
# extends: policy/privacy-gate.yaml

# What the hooks of assistants stop (privacy-gate hook): secrets, personal data and what never leaves
# (repository), or whatever any rule finds (clean-room).
# hook: {profile: repository, block_on: error, fail_open: false}

# The lowest severity that makes the exit code 1: error, warning, note or never.
# fail_on: error
"""

TEMPLATE = """\
TASK: [one small, generic task]

INPUT: [type, meaning, an example]

OUTPUT: [type, meaning, an example]

CONSTRAINTS: [libraries, performance, safety]

TESTS: [inputs with the results that are expected]
"""

EXAMPLE = """\
TASK: Write a Python function `hash_password(password: str) -> str`.

INPUT: a string of 1 to 128 characters, for example "correct horse"

OUTPUT: an Argon2id hash in its encoded form, beginning with "$argon2id$"

CONSTRAINTS: the argon2-cffi library with its default parameters; no other dependency

TESTS:
- `hash_password("a")` begins with "$argon2id$"
- two calls with the same input give different results
- `argon2.PasswordHasher().verify(hash_password("a"), "a")` returns True
- `hash_password("")` raises ValueError
"""

HOOK = """\
repos:
  - repo: https://github.com/privacy-gate/privacy-gate
    rev: v{version}
    hooks:
      - id: privacy-gate
"""


@click.command(epilog="Example: privacy-gate init")
def init() -> int:
    """Set a repository up: a commented privacy-gate.yaml, and prompts/ with a template and an example.

    Nothing that is there is changed. The snippet for the pre-commit hook is printed.
    """
    repository = git.find(Path.cwd())
    root = repository.root if repository else Path.cwd()
    if root != Path.cwd():
        click.echo(f"in {one_line(str(root))}:")
    files = {FILE_NAME: CONFIGURATION, "prompts/TEMPLATE.md": TEMPLATE, "prompts/hash-password.md": EXAMPLE}
    for name, text in files.items():
        click.echo(f"{'wrote' if _write(root / name, text) else 'kept '}  {name}")
    click.echo("\nTo check each commit, add this to .pre-commit-config.yaml and run `pre-commit install`:\n")
    click.echo(HOOK.format(version=__version__.partition(".dev")[0]), nl=False)
    click.echo("\nTo check the prompts now: privacy-gate scan prompts/")
    return 0


def _write(path: Path, text: str) -> bool:
    """Write a new file; False when there is one already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise GateError(f"cannot write {path}: {error.strerror}") from None
    return True
