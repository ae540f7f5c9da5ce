"""Signing in: how the parts are put together, and what happens when somebody guesses."""
# privacy-gate: never-send

from access_token import Signer
from hash_password import Hash
from validate_email import is_email

_TRIES = 5
_LOCKED = 15 * 60  # seconds
_DECOY = str(Hash.of("nobody has this"))


class Refused(Exception):
    """One message for every reason, so that nobody learns which dairies have an account."""


class Desk:
    """The accounts of a pool of connections; `audit` is told of each try."""

    def __init__(self, pool, key, audit):
        self._pool, self._signer, self._audit = pool, Signer(key), audit
        self._wrong = {}

    async def sign_in(self, address, password, now):
        dairy = address.strip().lower()
        if not is_email(dairy) or self._is_locked(dairy, now):
            raise self._refusal(dairy, now)
        async with self._pool.borrow() as connection:
            account = await connection.account(dairy)
        # the decoy takes as long as a real comparison
        known = Hash(account["password"] if account else _DECOY).matches(password)
        if account is None or not known or account["quota_suspended"]:
            raise self._refusal(dairy, now)
        self._wrong.pop(dairy, None)
        self._audit(dairy, now, True)
        station_hours = 12 if account["weighing_station"] else 1
        return self._signer.issue(str(account["id"]), station_hours * 3600, now)

    def _is_locked(self, dairy, now):
        recent = [when for when in self._wrong.get(dairy, []) if now - when < _LOCKED]
        self._wrong[dairy] = recent
        return len(recent) >= _TRIES

    def _refusal(self, dairy, now):
        self._wrong.setdefault(dairy, []).append(now)
        self._audit(dairy, now, False)
        return Refused("address or password is wrong")
