"""Names of files that probably contain secrets."""

from __future__ import annotations

import fnmatch

_SECRETS = (".env", ".env.*", "*.env", "*.pem", "*.key", "*.p12", "id_rsa", "id_ed25519", ".netrc", ".npmrc", "*.kdbx")


def holds_secrets(name: str) -> bool:
    """Whether a file with this name probably contains secrets."""
    return any(fnmatch.fnmatch(name, pattern) for pattern in _SECRETS)
