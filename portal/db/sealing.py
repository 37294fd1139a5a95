"""Keys and ciphers: what is sealed is bound to its place, and says by which key and cipher it was sealed."""

import secrets
from collections.abc import Mapping
from hmac import digest
from typing import Literal, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CipherName = Literal["aes", "sm4"]
CIPHERS: tuple[CipherName, ...] = ("aes", "sm4")
NONCE, TAG, SM4_KEY = 12, 16, 16
# The first byte: the number of the key, and whether it is SM4.
BY_SM4, MOST_KEYS = 128, 127


class WrongKey(Exception):
    """What stands in the database was sealed with another key."""


class Aead(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...


class Sm4Gcm:
    """SM4-GCM (RFC 8998): the tag stands at the end, as with AESGCM."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        decryptor = Cipher(self._algorithm, modes.GCM(nonce, data[-TAG:])).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        return decryptor.update(data[:-TAG]) + decryptor.finalize()


class Keyring:
    """Keys by their number; the newest seals, all open. Sealed bytes: key and cipher, nonce, text with its tag."""

    def __init__(self, secret: bytes | Mapping[int, bytes], cipher: CipherName = "aes") -> None:
        keys = {1: secret} if isinstance(secret, bytes) else dict(secret)
        if not keys or min(keys) < 1 or max(keys) > MOST_KEYS:
            message = f"keys are numbered from 1 to {MOST_KEYS}"
            raise ValueError(message)
        self._ciphers: dict[int, Aead] = {}
        for number, key in keys.items():
            self._ciphers[number] = AESGCM(digest(key, b"seal", "sha256"))
            self._ciphers[number + BY_SM4] = Sm4Gcm(digest(key, b"seal-sm4", "sha256")[:SM4_KEY])
        self.numbers = sorted(keys, reverse=True)
        self.newest_number = self.numbers[0]
        self.newest = self.newest_number + (BY_SM4 if cipher == "sm4" else 0)
        # A separate key for looking up, so that a leaked index does not help to open what is sealed.
        self._lookup_keys = {number: digest(keys[number], b"lookup", "sha256") for number in self.numbers}
        # The newest signs; what an older one signed holds until it is too old by itself.
        self.signing_keys = [digest(keys[number], b"sign", "sha256") for number in self.numbers]

    def seal(self, plain: bytes, place: str) -> bytes:
        """Bind to `place` (see `bound`), so that a value moved anywhere else does not open."""
        nonce = secrets.token_bytes(NONCE)
        return bytes([self.newest]) + nonce + self._ciphers[self.newest].encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Raises `WrongKey` where it was sealed with a key that is not here, or for another place."""
        number, nonce, rest = sealed[0], sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        if number not in self._ciphers:
            message = f"key {number % BY_SM4} is not here"
            raise WrongKey(message)
        try:
            return self._ciphers[number].decrypt(nonce, rest, place.encode())
        except InvalidTag:
            message = f"key {number % BY_SM4} does not open {place}"
            raise WrongKey(message) from None

    def is_newest(self, sealed: bytes) -> bool:
        return sealed[0] == self.newest

    def lookup(self, value: str, place: str) -> str:
        """A keyed hash by which a sealed value can be found, never read; as it is written from now on."""
        return self._hash(self.newest_number, value, place)

    def lookups(self, value: str, place: str) -> list[str]:
        """Every hash under which the value may stand, the newest first: what an older key hashed is found too."""
        return [self._hash(number, value, place) for number in self.numbers]

    def _hash(self, number: int, value: str, place: str) -> str:
        """Hashes of the first key bear no number."""
        made = digest(self._lookup_keys[number], f"{place}\0{value}".encode(), "sha256").hex()[:32]
        return made if number == 1 else f"{number}:{made}"


def bound(place: str, row: str) -> str:
    """What a sealed value is tied to: its table and column, and the key of its row."""
    return f"{place}\0{row}"


def read_keys(text: str) -> dict[int, bytes]:
    """Keys as they stand in the environment or a file: 64 hex digits for the first, `2:…` for the second.

    Raises `ValueError` for anything else, so that nothing is ever sealed with half a key.
    """
    keys: dict[int, bytes] = {}
    for part in text.replace(",", " ").split():
        number, _, key = part.rpartition(":")
        made = bytes.fromhex(key)
        if len(made) != 32 or int(number or 1) in keys:  # noqa: PLR2004  # 256 bits
            message = "a key is 64 hex digits, and each number stands once"
            raise ValueError(message)
        keys[int(number or 1)] = made
    return keys
