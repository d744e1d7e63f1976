"""Passwords, one-time words, and the encryption of personal numbers."""

import hashlib
import hmac
import os
import secrets as random_words
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from lms.config import decode_data_key
from lms.errors import SettingsRefused

_hasher = PasswordHasher()
_NONCE_BYTES = 12


def hash_password(password: str) -> str:
    """Return an Argon2id hash with its parameters."""
    return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Tell whether the password fits; takes as long when there is no hash to compare with."""
    try:
        _hasher.verify(password_hash or _hash_of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _hash_of_nobody() -> str:
    """Return what is verified when there is no such account, so that the time taken does not tell."""
    return _hasher.hash(random_words.token_urlsafe(24))


def new_word() -> str:
    """Return a random word of 256 bits for cookies, links and tokens."""
    return random_words.token_urlsafe(32)


def hash_word(word: str) -> str:
    """Return the hash under which a random word is kept; it needs no salt as it is no password."""
    return hashlib.sha256(word.encode()).hexdigest()


def encrypt(text: str) -> bytes:
    """Return nonce and AES-256-GCM ciphertext of ``text``.

    Raises:
        SettingsRefused: DATA_KEY is missing.
    """
    return seal(text.encode())


def decrypt(sealed: bytes) -> str:
    """Return the text that was encrypted; fails loudly if it was tampered with."""
    return unseal(sealed).decode()


def seal(content: bytes) -> bytes:
    """Return nonce and AES-256-GCM ciphertext of ``content``, such as a file full of personal numbers.

    Raises:
        SettingsRefused: DATA_KEY is missing.
    """
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_derive(b"encrypt")).encrypt(nonce, content, None)


def unseal(sealed: bytes) -> bytes:
    """Return the content that was sealed; fails loudly if it was tampered with."""
    return AESGCM(_derive(b"encrypt")).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)


def keyed_hash(text: str) -> str:
    """Return the hash by which an encrypted text is found; useless without DATA_KEY."""
    return hmac.new(_derive(b"look-up"), text.encode(), hashlib.sha256).hexdigest()


def _derive(purpose: bytes) -> bytes:
    cache: dict[bytes, bytes] = current_app.extensions.setdefault("lms-data-keys", {})
    if purpose not in cache:
        text = current_app.config["DATA_KEY"]
        if not text:
            raise SettingsRefused("DATA_KEY: chưa đặt. Cần khóa này để mã hóa số định danh cá nhân.")
        cache[purpose] = HKDF(SHA256(), 32, None, purpose).derive(decode_data_key(text))
    return cache[purpose]
