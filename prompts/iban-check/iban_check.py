"""Check digits of IBANs (ISO 13616, ISO 7064 MOD 97-10)."""

import re

_FORM = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def is_valid(text: str) -> bool:
    """Whether a text is an IBAN with the right check digits."""
    if "  " in text or text != text.strip():
        return False
    joined = text.replace(" ", "")
    if not _FORM.fullmatch(joined):
        return False
    rest = 0
    for sign in joined[4:] + joined[:4]:
        value = int(sign, 36)
        rest = (rest * (10 if value < 10 else 100) + value) % 97
    return rest == 1
