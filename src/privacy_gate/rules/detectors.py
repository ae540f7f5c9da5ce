"""The expressions of detect-secrets' own detectors, for the one engine.

detect-secrets is imported only when rules are compiled or explained, and nothing of it but these expressions is used:
neither its scan nor its verification, which opens connections.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privacy_gate.base.errors import GateError

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin

LEFT_OUT = {
    "BasicAuthDetector": "matches every password in a URL; use secret/url-credentials",
    "GitHubTokenDetector": "matches every token; secret/github-token verifies the checksum",
    "GitLabTokenDetector": "the same, with secret/gitlab-token",
    "NpmDetector": "the same, with secret/npm-token",
    "IPPublicDetector": "an address is not a secret",
    "JwtTokenDetector": "matches every header; secret/jwt decodes it",
    "PrivateKeyDetector": "matches the first line only; secret/private-key matches the whole block",
}
"""Detectors whose expressions are not used, and why."""


def version_file() -> Path | None:
    """The file that tells one release of detect-secrets from another. None when it is not installed."""
    folder = _folder()
    return folder / "__version__.py" if folder else None


def _folder() -> Path | None:
    if (loaded := sys.modules.get("detect_secrets")) and loaded.__file__:
        return Path(loaded.__file__).parent
    spec = PathFinder.find_spec("detect_secrets")
    return Path(spec.origin).parent if spec and spec.origin else None


def expressions() -> list[tuple[str, str]]:
    """Each expression with the kind of secret that it finds, in the form that rules have.

    Raises GateError when detect-secrets is not there, or has an expression without a bounded form.
    """
    from privacy_gate.rules.bound_repeats import bound_expression

    found = []
    for detector in load_detectors():
        if detector.__name__ in LEFT_OUT:
            continue
        for expression in detector.denylist:
            try:
                found.append((str(detector.secret_type), bound_expression(expression.pattern, expression.flags)))
            except GateError as error:
                raise GateError(
                    f"detect-secrets: {detector.__name__}: {error.message}",
                    "Install a supported release of detect-secrets.",
                ) from None
    return found


def load_detectors() -> Iterator[Any]:
    """Classes with a list of expressions, which their base class calls an instance's property."""
    try:
        from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    except ImportError:
        raise GateError("detect-secrets is not installed", "Reinstall privacy-gate.") from None
    from detect_secrets.plugins.base import RegexBasedDetector

    mapping: Mapping[str, type[BasePlugin]] = get_mapping_from_secret_type_to_class()
    for detector in mapping.values():
        if issubclass(detector, RegexBasedDetector) and detector.__module__.startswith("detect_secrets."):
            yield detector
