"""Passwords: hashed and checked by argon2, away from the event loop.

https://argon2-cffi.readthedocs.io/
"""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()  # its defaults follow RFC 9106
AT_ONCE = 1  # each takes 64 MiB and up to four processor cores


class Passwords:
    """Hashes and checks passwords; who comes while it is busy waits for a turn."""

    def __init__(self) -> None:
        self.turns = asyncio.Semaphore(AT_ONCE)
        # Checked where there is no user, so that the time it takes tells nothing.
        self.hash_of_nobody = HASHER.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """Return the hash of a new password."""
        async with self.turns:
            return await asyncio.to_thread(HASHER.hash, password)

    async def check(self, password: str, password_hash: str | None) -> bool:
        """Compare a password with a hash, or with none in the same time."""
        known = password_hash or self.hash_of_nobody
        async with self.turns:
            return await asyncio.to_thread(matches, known, password)

    async def renewed(self, password: str, password_hash: str) -> str:
        """Return the hash, made again if today's cost is another."""
        if HASHER.check_needs_rehash(password_hash):
            return await self.hash(password)
        return password_hash


def matches(password_hash: str, password: str) -> bool:
    """Tell whether a hash is that of a password."""
    try:
        return HASHER.verify(password_hash, password)
    except (InvalidHashError, VerificationError):
        return False
