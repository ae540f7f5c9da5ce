import hashlib
import hmac
import secrets


class Hash:
    def __init__(self, line: str) -> None:
        self._line = line

    @classmethod
    def of(cls, password: str) -> "Hash":
        if not password:
            raise ValueError("an empty password")
        salt = secrets.token_bytes(16)
        return cls(f"scrypt${salt.hex()}${_derived(password, salt).hex()}")

    def __str__(self) -> str:
        return self._line

    def matches(self, password: str) -> bool:
        _, salt, key = self._line.split("$")
        return hmac.compare_digest(_derived(password, bytes.fromhex(salt)), bytes.fromhex(key))


def _derived(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=16384, r=8, p=1, dklen=32)
