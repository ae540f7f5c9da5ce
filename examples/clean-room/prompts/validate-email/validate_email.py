import re

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"[^\s@]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")


def is_email(text: str) -> bool:
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None
