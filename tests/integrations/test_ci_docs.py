"""What docs/gitlab.md tells to copy, run as a runner of GitLab does; what docs/github.md says of the Action."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.repository import TOKEN_LINE, Repository, environment
from tests.runner import ACTION, ROOT

DOC = (ROOT / "docs" / "gitlab.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```yaml\n(.*?)```", DOC, re.DOTALL)
SCRIPTS = Path(sys.executable).parent


def job() -> dict[str, Any]:
    found = yaml.safe_load(SNIPPETS[0] + SNIPPETS[1])["privacy-gate"]
    assert isinstance(found, dict)
    return found


def test_gitlab_takes_it(tmp_path: Path) -> None:
    file = tmp_path / ".gitlab-ci.yml"
    file.write_text(SNIPPETS[0] + SNIPPETS[1])
    command = [str(SCRIPTS / "check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci"]

    done = subprocess.run(
        [*command, "--data-transform", "gitlab-ci", str(file)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the runner here is bash")
def test_the_job_of_the_page_runs(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "work")
    base = repository.commit({"README.md": "hello\n"})
    head = repository.commit({"src/a.py": TOKEN_LINE, "privacy-gate.yaml": "exclude: ['**']\n"})
    (line,) = job()["script"]
    script = line.replace("/tmp/privacy-gate/bin/", f"{SCRIPTS}{os.sep}")  # noqa: S108  (it is in the page)

    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], cwd=repository.root, capture_output=True, text=True, check=False,
        env=environment(CI="true", CI_MERGE_REQUEST_DIFF_BASE_SHA=base, CI_COMMIT_SHA=head),
    )  # fmt: skip

    assert done.returncode == 1, done.stderr
    artifacts = job()["artifacts"]
    named = [*artifacts["paths"], *artifacts["reports"].values()]
    assert all((repository.root / name).stat().st_size for name in named)
    issues = json.loads((repository.root / artifacts["reports"]["codequality"]).read_text())
    assert [(one["severity"], one["location"]["path"]) for one in issues] == [
        ("blocker", "src/a.py"),
        ("info", "privacy-gate.yaml"),
    ]


def test_the_page_about_github_names_all_inputs_and_outputs() -> None:
    page = (ROOT / "docs" / "github.md").read_text(encoding="utf-8")

    assert [name for name in (*ACTION["inputs"], *ACTION["outputs"]) if f"`{name}`" not in page] == []
