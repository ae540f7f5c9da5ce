"""The only list of tokens with a known format, and a function that masks them in printed texts.

Rules know more formats. This list needs no rules, so that messages can be masked before any settings are read.
"""

from __future__ import annotations

import re

FORMS = (
    r"gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}|gl(?:pat|rt|dt|ptt)-[A-Za-z0-9_-]{20,255}"
    r"|A[KS]IA[A-Z2-7]{16}|AIza[A-Za-z0-9_-]{35}|npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{30,500}"
    r"|\bsk-(?=[A-Za-z_-]{0,60}[0-9])[A-Za-z0-9_-]{20,255}|[srp]k_live_[A-Za-z0-9]{20,255}"
    r"|xox[abeprs]-[A-Za-z0-9-]{10,255}|xapp-[0-9]-[A-Za-z0-9-]{10,255}|hf_[A-Za-z0-9]{30,100}"
    r"|SG\.[A-Za-z0-9_-]{20,30}\.[A-Za-z0-9_-]{0,100}|dop_v1_[a-f0-9]{40,64}|shp(?:at|ss|ca|pa)_[a-fA-F0-9]{30,40}"
    r"|dckr_pat_[A-Za-z0-9_-]{20,64}|glsa_[A-Za-z0-9]{30,64}(?:_[A-Fa-f0-9]{8})?"
    r"|eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,4000}(?:\.[A-Za-z0-9_-]{1,1000})?"
    r"|-----BEGIN [A-Z ]{0,20}PRIVATE KEY(?:-----[A-Za-z0-9+/=\s\\]*)?"
)
"""An expression for texts and, encoded, for bytes."""

LOGINS = r"[a-z][a-z0-9+]{2,20}://[^\s/:@]{1,60}:[^\s/:@]{6,100}@(?=[a-z0-9])"
"""Addresses with a password."""

_SHOWN = 4  # characters that show the kind of token


def mask_tokens(text: str) -> str:
    """Mask each token with a known format, and the login in an address."""
    text = re.sub(FORMS, lambda found: f"{found[0][:_SHOWN]}****", text)
    return re.sub(LOGINS, lambda found: f"{found[0].partition('://')[0]}://****@", text)
