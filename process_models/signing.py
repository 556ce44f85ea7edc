"""Ed25519 signatures over a package's identity, kept beside the content in ``signature.json``.

What is signed is the text ``motcua-package-signature-1``, a line feed, the content hash in hexadecimal, a line feed:
one changed word breaks the signature, other indentation does not. A key is named by the first 32 hexadecimal digits
of the SHA-256 of its raw public bytes.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from process_models.files import SIGNATURE, Files, content_hash, identified

ALGORITHM: Final = "ed25519"
PREFIX: Final = b"motcua-package-signature-1\n"
KEY_DIGITS: Final = 32


class KeyFileError(ValueError):
    """A file holds no Ed25519 key in PEM."""


class SignatureError(ValueError):
    """A signature cannot be read or does not fit: ``code`` is ``signature.unreadable`` or ``signature.broken``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed (key id) and the 64 bytes."""

    key: str
    value: bytes

    def to_json(self) -> dict[str, Any]:
        """As ``signature.json`` holds it."""
        text = base64.b64encode(self.value).decode()
        return {"algorithm": ALGORITHM, "format": 1, "key": self.key, "signature": text}


def new_key() -> tuple[bytes, bytes]:
    """A new key as PEM: (private in PKCS 8, public)."""
    private = Ed25519PrivateKey.generate()
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return secret, public_pem(raw_public(private.public_key()))


def public_pem(raw: bytes) -> bytes:
    """A raw public key (32 bytes) as PEM."""
    key = Ed25519PublicKey.from_public_bytes(raw)
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def raw_public(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def key_id(raw: bytes) -> str:
    """What a raw public key is named by."""
    return hashlib.sha256(raw).hexdigest()[:KEY_DIGITS]


def read_public(pem: bytes) -> bytes:
    """The raw bytes of a public key in PEM. Raises KeyFileError; a private key is refused, it must stay where it is."""
    if b"PRIVATE KEY" in pem:
        raise KeyFileError("private")
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError("public") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError("public")
    return raw_public(key)


def read_private(pem: bytes) -> Ed25519PrivateKey:
    """A private key in PEM without a password. Raises KeyFileError."""
    try:
        key = serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyFileError("private") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError("private")
    return key


def sign(files: Files, private: Ed25519PrivateKey) -> dict[str, bytes]:
    """The package's files with ``signature.json`` added or replaced."""
    value = private.sign(_statement(content_hash(files)))
    signature = Signature(key_id(raw_public(private.public_key())), value)
    text = json.dumps(signature.to_json(), sort_keys=True, separators=(",", ":"))
    return {**files, SIGNATURE: text.encode()}


def signature_of(files: Files) -> Signature | None:
    """The signature that came with a package. Raises SignatureError ``signature.unreadable``."""
    content = files.get(SIGNATURE)
    if content is None:
        return None
    try:
        return signature_from_json(json.loads(content))
    except ValueError as error:
        raise SignatureError("signature.unreadable") from error


def signature_from_json(data: Any) -> Signature:
    """The inverse of ``Signature.to_json``. Raises SignatureError."""
    if not isinstance(data, Mapping) or (data.get("algorithm"), data.get("format")) != (ALGORITHM, 1):
        raise SignatureError("signature.unreadable")
    key, text = data.get("key"), data.get("signature")
    if not isinstance(key, str) or not isinstance(text, str):
        raise SignatureError("signature.unreadable")
    try:
        return Signature(key, base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError) as error:
        raise SignatureError("signature.unreadable") from error


def verify(package_hash: str, signature: Signature, public: bytes) -> None:
    """Raises SignatureError ``signature.broken`` unless the key signed exactly this content."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature.value, _statement(package_hash))
    except (InvalidSignature, ValueError) as error:
        raise SignatureError("signature.broken") from error


def unsigned(files: Files) -> dict[str, bytes]:
    """The content alone."""
    return identified(files)


def _statement(package_hash: str) -> bytes:
    return PREFIX + package_hash.encode() + b"\n"
