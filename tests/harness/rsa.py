"""RSA signatures of JSON Web Tokens (RS256), by the standard library alone: slow, and for tests.

https://www.rfc-editor.org/rfc/rfc7518#section-3.3, https://www.rfc-editor.org/rfc/rfc8017
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

BITS = 2048
EXPONENT = 65537
SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")  # what RFC 8017 puts before it
SMALL_PRIMES = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]
ROUNDS = 8  # far more than a random number of this size needs


@dataclass(frozen=True)
class Key:
    """A pair of keys; `secret` is 0 where only the public one is known."""

    modulus: int
    secret: int = 0

    @property
    def length(self) -> int:
        """Return the length of a signature in bytes."""
        return (self.modulus.bit_length() + 7) // 8

    @cached_property
    def kid(self) -> str:
        """Return the key's name."""
        return hashlib.sha256(str(self.modulus).encode()).hexdigest()[:16]

    @property
    def public(self) -> dict[str, str]:
        """Return the public key as a JSON Web Key (RFC 7517)."""
        parts = {"n": self.modulus, "e": EXPONENT}
        numbers = {
            name: base64url(part.to_bytes((part.bit_length() + 7) // 8))
            for name, part in parts.items()
        }
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, **numbers}

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""
        number = pow(int.from_bytes(self._padded(message)), self.secret, self.modulus)
        return number.to_bytes(self.length)

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether a signature is this key's."""
        number = pow(int.from_bytes(signature), EXPONENT, self.modulus)
        return number == int.from_bytes(self._padded(message))

    def _padded(self, message: bytes) -> bytes:
        tail = SHA256 + hashlib.sha256(message).digest()
        return b"\0\1" + b"\xff" * (self.length - len(tail) - 3) + b"\0" + tail


def new_key() -> Key:
    """Make a pair of keys: half a second, or two."""
    while True:
        p, q = _prime(BITS // 2), _prime(BITS // 2)
        order = (p - 1) * (q - 1)
        if p != q and order % EXPONENT:
            return Key(p * q, pow(EXPONENT, -1, order))


def key_of(jwk: Mapping[str, str]) -> Key:
    """Read a public key."""
    return Key(int.from_bytes(from_base64url(jwk["n"])))


def signed_token(key: Key, claims: Mapping[str, Any], **header: str) -> str:
    """Return a JSON Web Token."""
    head = {"alg": "RS256", "typ": "JWT", "kid": key.kid, **header}
    content = ".".join(base64url(json.dumps(part).encode()) for part in (head, claims))
    return f"{content}.{base64url(key.sign(content.encode()))}"


def base64url(data: bytes) -> str:
    """Write bytes as RFC 7515 does."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Read what RFC 7515 writes."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _prime(bits: int) -> int:
    while True:
        # The two highest bits: the product has the full length.
        number = secrets.randbits(bits) | (3 << (bits - 2)) | 1
        if all(number % prime for prime in SMALL_PRIMES) and _is_prime(number):
            return number


def _is_prime(number: int) -> bool:
    """Test by Miller and Rabin."""
    twos = ((number - 1) & (1 - number)).bit_length() - 1
    odd = (number - 1) >> twos
    for _ in range(ROUNDS):
        power = pow(secrets.randbelow(number - 3) + 2, odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
