"""Rules with their reasons and examples, and the engine that matches their patterns.

The class `Rule` defines the fields of a rule. CONTRIBUTING.md explains how to write one. The other modules of this
package find the rule files and decode them strictly. They also convert the records to test cases and regular
expressions.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Literal

import msgspec

from privacy_gate.model import Exposure, Kind, Mend, Severity, Verdict

SeverityName = Literal["error", "warning", "note", "off"]

_LEVELS = {severity.label: severity for severity in Severity}

JOINTS = "gate/joint"
"""The name under which the engine reports joints, which split a value (`split_values.py`). No rule has this name."""

NOT_ABOUT_LEAKS = ("prompt", "gate")
"""The families of rules about the form of a prompt and about the gate itself. They do not report leaks."""

Pieces = str | list[str]
"""A text, or a list of its parts. A text that looks like a live secret is always split in a rule file."""


class CaseRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An example that needs more than a text.

    It can have a file name, an exposure, settings and other files of its repository. `organisation` has files of other
    repositories of the organisation, by repository name.

    With `before`, the example is a change. `before` is the old content of the file, and only the text that `text` adds
    is checked. An empty `before` means that the file is new.
    """

    text: Pieces
    path: str | None = None
    exposure: Exposure = Exposure.OUTBOUND
    encoding: str = "utf-8"
    settings: dict[str, Any] = {}
    repository: dict[str, str] = {}
    organisation: dict[str, dict[str, str]] = {}
    before: Pieces | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule.

