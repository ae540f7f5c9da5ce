"""What `make e2e` tries, beside what the documentation says: pinned versions, and a trial for each promise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import assistants
from benchmarks.assistant_versions import PINS, NotInstalledError, check_version
from benchmarks.claude_trials import LINES, TRIALS
from documentation.bypasses import parts


def test_each_line_of_the_threat_model_about_assistants_has_a_trial_or_a_reason() -> None:
    lines = [
        " ".join(one.what.split()) for part in parts() if "assistant" in part.title.lower() for one in part.attempts
    ]

    assert sorted(LINES) == sorted(lines)
    named = [name for trials in LINES.values() if not isinstance(trials, str) for name in trials]
    assert sorted(set(named) - set(TRIALS)) == []
    assert all(LINES.values())


def test_each_assistant_that_is_tried_has_a_pinned_version() -> None:
    assert PINS.keys() == assistants.ASSISTANTS.keys()


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
