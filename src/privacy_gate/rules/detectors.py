"""Convert the expressions of the detectors of detect-secrets to patterns for the engine.

detect-secrets is imported only when rules are compiled or explained. Only its expressions are used. Its scan is not
used, and neither is its verification, which opens connections.
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
"""The detectors whose expressions are not used, with the reasons."""


def version_file() -> Path | None:
    """Return the path of the file with the version of detect-secrets. Return None if it is not installed."""
    folder = _folder()
    return folder / "__version__.py" if folder else None


def _folder() -> Path | None:
    if (loaded := sys.modules.get("detect_secrets")) and loaded.__file__:
        return Path(loaded.__file__).parent
    spec = PathFinder.find_spec("detect_secrets")
    return Path(spec.origin).parent if spec and spec.origin else None


def expressions() -> list[tuple[str, str]]:
    """Return each expression in the form that rules use, with the kind of secret that it finds.

    Raises GateError if detect-secrets is not installed or an expression has no bounded form.
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
    """Yield the detector classes of detect-secrets that have a list of expressions."""
    try:
        from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    except ImportError:
        raise GateError("detect-secrets is not installed", "Reinstall privacy-gate.") from None
    from detect_secrets.plugins.base import RegexBasedDetector

    mapping: Mapping[str, type[BasePlugin]] = get_mapping_from_secret_type_to_class()
    for detector in mapping.values():
        if issubclass(detector, RegexBasedDetector) and detector.__module__.startswith("detect_secrets."):
            yield detector
