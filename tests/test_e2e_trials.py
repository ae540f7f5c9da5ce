"""What `make e2e` tries, beside what the documentation says: pinned versions, and a trial for each promise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.assistants.__main__ import PROGRAMS
from benchmarks.assistants.versions import PINS, NotInstalledError, check_version
from documentation.bypasses import parts


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_line_of_the_threat_model_about_assistants_has_a_trial_or_a_reason(name: str) -> None:
    lines = [
        " ".join(one.what.split()) for part in parts() if "assistant" in part.title.lower() for one in part.attempts
    ]
    program = PROGRAMS[name]

    assert sorted(program.lines) == sorted(lines)
    named = {trial for trials in program.lines.values() if not isinstance(trials, str) for trial in trials}
    assert named <= program.trials.keys()
    assert all(program.lines.values())


def test_each_assistant_that_is_tried_has_a_pinned_version() -> None:
    assert PINS.keys() == PROGRAMS.keys()


@pytest.mark.parametrize(
    ("installed", "printed", "fits"),
    [
        ("2.1.332", "2.1.332 (Claude Code)\n", True),
        ("2.1.332", "v2.1.332", True),
        ("2.1.197", "2.1.332 (Claude Code)", False),
        ("2.1.332", "2.1.197 (Claude Code)", False),
        ("2.1.332", "12.1.3321", False),
        ("2.1.332", "", False),
        (None, "2.1.332", False),
    ],
)
def test_another_version_than_the_pinned_one_is_refused(
    installed: str | None, printed: str, fits: bool, tmp_path: Path
) -> None:
    pin = PINS["claude"]
    manifest = tmp_path / "node_modules" / pin.package / "package.json"
    manifest.parent.mkdir(parents=True)
    if installed:
        manifest.write_text(json.dumps({"version": installed}), encoding="utf-8")

    if fits:
        check_version(pin, tmp_path, printed)
    else:
        with pytest.raises(NotInstalledError, match="remove"):
            check_version(pin, tmp_path, printed)
