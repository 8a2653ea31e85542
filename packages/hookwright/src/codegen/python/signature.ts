/** Standard Webhooks, with nothing but the standard library; `v1a` by the package cryptography. */
export const signatureText = `class Verified(NamedTuple):
    """What a signature vouches for."""

    id: str
    """The same message may come again: remember the ids that were handled."""

    timestamp: dt.datetime
    """When the sender made this attempt."""


def verify(
    headers: Mapping[str, str],
    body: bytes,
    secret: str | Sequence[str],
    *,
    tolerance_seconds: float = 300,
    now: Callable[[], float] = time.time,
) -> Verified:
    """Verifies a request by Standard Webhooks 1.0, over its raw body.

    Several secrets are tried in turn, as they are needed while one is rotated:
    \`whsec_…\` for v1, \`whpk_…\` for v1a. Raises VerificationError where nothing
    matches, and ValueError for what is no secret.
    """
    keys = _read_keys(secret)
    known = {name.lower(): value for name, value in headers.items()}
    message_id = _header(known, "webhook-id", r"[!-+/-~-]+", "ASCII without dots")
    seconds = _header(known, "webhook-timestamp", r"0|[1-9][0-9]{0,10}", "Unix seconds")
    signatures = _header(
        known, "webhook-signature", r"\\w+,[^,\\s]+( +\\w+,[^,\\s]+){0,15}", '"v1,<base64>"'
    )
    age = int(now()) - int(seconds)
    if abs(age) > tolerance_seconds:
        code = "timestamp_too_old" if age > 0 else "timestamp_too_new"
        raise VerificationError(401, code, f"The timestamp is {abs(age)} s off.")
    content = f"{message_id}.{seconds}.".encode() + body
    for part in signatures.split():
        version, _, text = part.partition(",")
        signature = _decoded(text)
        if signature is None:
            continue
        if any(key(signature, content) for known, key in keys if known == version):
            timestamp = dt.datetime.fromtimestamp(int(seconds), dt.timezone.utc)
            return Verified(message_id, timestamp)
    raise VerificationError(
        401,
        "no_matching_signature",
        "No signature matches: is it the secret of this endpoint, and the body raw?",
    )


class VerificationError(HTTPException):
    """A request that cannot be trusted. \`code\` is for programs."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(status, detail={"code": code, "message": message})
        self.code = code


_Key: TypeAlias = tuple[str, Callable[[bytes, bytes], bool]]


def _read_keys(secret: str | Sequence[str]) -> list[_Key]:
    secrets = [secret] if isinstance(secret, str) else list(secret)
    if not secrets:
        raise ValueError("The webhook secret is missing: pass at least one.")
    return [_read_key(one.strip()) for one in secrets]


def _read_key(secret: str) -> _Key:
    if secret.startswith("whpk_"):
        return "v1a", _ed25519_key(_decoded(secret[len("whpk_") :]))
    if secret.startswith("whsk_"):
        raise ValueError("This key signs: verify with the public one, whpk_….")
    key = _decoded(secret.removeprefix("whsec_"))
    if key is None or len(key) < 16:
        raise ValueError('The secret must be "whsec_" and base64: copy it whole.')

    def matches(signature: bytes, content: bytes) -> bool:
        return hmac.compare_digest(hmac.digest(key, content, hashlib.sha256), signature)

    return "v1", matches


def _ed25519_key(key: bytes | None) -> Callable[[bytes, bytes], bool]:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError as error:
        raise ValueError(
            "Public keys (whpk_…) need the package cryptography: pip install cryptography"
        ) from error
    if key is None or len(key) != 32:
        raise ValueError('The public key must be "whpk_" and base64 of 32 bytes.')
    public_key = Ed25519PublicKey.from_public_bytes(key)

    def matches(signature: bytes, content: bytes) -> bool:
        try:
            public_key.verify(signature, content)
        except InvalidSignature:
            return False
        return True

    return matches


def _decoded(text: str) -> bytes | None:
    """The bytes of base64, whose padding may be left out."""
    try:
        padding = "=" * (-len(text.rstrip("=")) % 4)
        return base64.b64decode(text.rstrip("=") + padding, validate=True)
    except (binascii.Error, ValueError):
        return None


def _header(headers: Mapping[str, str], name: str, shape: str, wanted: str) -> str:
    value = headers.get(name, "").strip()
    if not value:
        message = f'The header "{name}" is missing.'
        raise VerificationError(400, "missing_header", message)
    if not re.fullmatch(shape, value, re.ASCII):
        message = f'The header "{name}" is malformed: it must be {wanted}.'
        raise VerificationError(400, "invalid_header", message)
    return value
`
