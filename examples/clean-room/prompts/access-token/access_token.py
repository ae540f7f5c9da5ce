import base64
import hashlib
import hmac
import json


class Signer:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(self, subject: str, seconds: int, now: int) -> str:
        header = _encoded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
        claims = _encoded(json.dumps({"sub": subject, "iat": now, "exp": now + seconds}).encode())
        return f"{header}.{claims}.{_encoded(self._signature(header, claims))}"

    def read(self, token: str, now: int) -> str | None:
        try:
            header, claims, signature = token.split(".")
            if json.loads(_decoded(header)).get("alg") != "HS256":
                return None
            if not hmac.compare_digest(_decoded(signature), self._signature(header, claims)):
                return None
            found = json.loads(_decoded(claims))
            return found["sub"] if now < found["exp"] else None
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def _signature(self, header: str, claims: str) -> bytes:
        return hmac.new(self._key, f"{header}.{claims}".encode(), hashlib.sha256).digest()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
