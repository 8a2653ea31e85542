"""The webhooks of Shop API 1.2, as its OpenAPI document declares them.

Made by `hookwright generate`; changes by hand are lost when it is made anew. For
Python 3.10, FastAPI and pydantic 2; public keys (`whpk_…`) need the package
cryptography too.
"""

# ruff: noqa
from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import inspect
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)


class Payload(BaseModel):
    """What all bodies have in common: properties that are new are ignored.

    In events that differ from their schema, fields hold what was sent where it is not
    what they should hold, and None where nothing was sent.
    """

    model_config = ConfigDict(populate_by_name=True, protected_namespaces=())

    @model_validator(mode="wrap")
    @classmethod
    def _keep_what_differs(cls, value: Any, handler: Any, info: ValidationInfo) -> Any:
        try:
            return handler(value)
        except ValidationError:
            if info.context is not _LENIENT or not isinstance(value, dict):
                raise
        fields = {}
        for name, field in cls.model_fields.items():
            key = field.alias or name
            if key in value:
                fields[name] = _validated(TypeAdapter(field.annotation), value[key])
        sent = set(fields)
        missing = {name: None for name in cls.model_fields if name not in sent}
        return cls.model_construct(_fields_set=sent, **fields, **missing)


_LENIENT = object()


def _validated(adapter: TypeAdapter[Any], value: Any) -> Any:
    """As far as it is what it should be; what is not stays as it was sent."""
    try:
        return adapter.validate_python(value)
    except ValidationError:
        pass
    try:
        return adapter.validate_python(value, context=_LENIENT)
    except ValidationError:
        return value


class OrderPaid(Payload):
    type: Literal["order.paid"]
    data: Order


class Order(Payload):
    id: str
    """The order."""

    placed_at: dt.datetime = Field(alias="placedAt")
    payment: Annotated[Card | Invoice, Field(discriminator="method")]
    lines: list[OrderLine]
    note: str | None
    category: Category
    status: Literal["open", "in transit"] | None = None
    """Deprecated."""

    class_: str | None = Field(default=None, alias="class")
    x_odd_name: float | None = Field(default=None, alias="x-odd name")
    say_it: str | None = Field(default=None, alias='say "it"')
    either: str | list[int] | None = None
    totals: dict[str, float] | None = None


class OrderLine(Payload):
    sku: str
    quantity: int | None = None


class Card(Payload):
    method: Literal["card"]
    last4: str


class Invoice(Payload):
    method: Literal["invoice"]
    due_on: dt.date | None = Field(default=None, alias="dueOn")


class Category(Payload):
    name: str
    parent: Category | None = None
    children: list[Category] | None = None


class StockCheck(Payload):
    type: Literal["stock.check"]
    sku: str


class StockCheckAnswer(Payload):
    in_stock: bool = Field(alias="inStock")
    note: str | None = None


class OrderLost(Payload):
    type: Literal["order.lost"]


EventType: TypeAlias = Literal[
    "order.paid",
    "stock.check",
    "order.lost",
]

EVENTS: dict[EventType, Any] = {
    "order.paid": OrderPaid,
    "stock.check": StockCheck,
    "order.lost": OrderLost,
}
"""What Shop API sends, by event type."""


Body = TypeVar("Body")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Event(Generic[Body]):
    """A verified event, as handlers get it."""

    id: str
    """The same over all attempts: remember it in order to handle an event once."""

    type: str | None
    timestamp: dt.datetime
    """When the sender made this attempt."""

    body: Body
    raw_body: bytes
    """The exact bytes that were signed."""

    request: Request


Handler: TypeAlias = Callable[[Event[Body]], Awaitable[Answer] | Answer]
"""Async, or a plain function, which runs in a thread as FastAPI's own do."""

Verify: TypeAlias = "Callable[[Mapping[str, str], bytes], Verified]"


class Gone(HTTPException):
    """Raised by a handler: the sender is to send nothing more to this endpoint."""

    def __init__(self) -> None:
        message = "This endpoint wants no more events."
        super().__init__(410, detail={"code": "gone", "message": message})


class TryLater(HTTPException):
    """Raised by a handler: the event is to come again, but not before so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            429,
            detail={"code": "try_later", "message": "Not now: try again later."},
            headers={"retry-after": str(max(0, seconds))},
        )


_logger = logging.getLogger(__name__)

_Handler: TypeAlias = Callable[[Event[Any]], Any]


class Receiver:
    """Receives what Shop API sends: verifies each request and calls the handler of
    its event type.

        webhooks = Receiver(os.environ["SHOP_SECRET"])

        @webhooks.on_order_paid
        async def handle(event: Event[OrderPaid]) -> None:
            print(event.body)

        app.include_router(webhooks.router)

    Events without a handler go to the one of `fallback`; without that they are
    answered 204, so that new event types fail nowhere. What handlers raise is
    FastAPI's to answer.
    """

    def __init__(
        self,
        secret: str | Sequence[str] = (),
        *,
        path: str = "/webhooks",
        only: EventType | None = None,
        verify: Verify | None = None,
        tolerance_seconds: float = 300,
        max_body_bytes: int = 1024 * 1024,
        now: Callable[[], float] = time.time,
    ) -> None:
        if verify is None:
            _read_keys(secret)  # What is no secret is told at once.
        self._secret = secret
        self._only = only
        self._verify = verify
        self._tolerance_seconds = tolerance_seconds
        self._max_body_bytes = max_body_bytes
        self._now = now
        self._handlers: dict[str, tuple[TypeAdapter[Any], _Handler]] = {}
        self._fallback: _Handler | None = None
        self._told: set[str] = set()
        self.router = APIRouter()
        """What an app includes."""
        self.router.add_api_route(
            path,
            self._receive,
            methods=["POST", "PUT", "PATCH", "DELETE"],
            include_in_schema=False,
            response_model=None,
        )

    def on_order_paid(
        self, handler: Handler[OrderPaid, Any]
    ) -> Handler[OrderPaid, Any]:
        """An order was paid.

        - "quoted" and \\ and \"\"\" and */
        """
        self._add("order.paid", handler)
        return handler

    def on_stock_check(
        self, handler: Handler[StockCheck, StockCheckAnswer]
    ) -> Handler[StockCheck, StockCheckAnswer]:
        self._add("stock.check", handler)
        return handler

    def on_order_lost(
        self, handler: Handler[OrderLost, Any]
    ) -> Handler[OrderLost, Any]:
        self._add("order.lost", handler)
        return handler

    def fallback(self, handler: Handler[Any, Any]) -> Handler[Any, Any]:
        """Events that have no handler of their own; their body is as JSON has it."""
        self._fallback = handler
        return handler

    def _add(self, event_type: EventType, handler: _Handler) -> None:
        self._handlers[event_type] = (TypeAdapter(EVENTS[event_type]), handler)

    async def _receive(self, request: Request) -> Response:
        raw_body = await self._read(request)
        verified = self._verified(request.headers, raw_body)
        try:
            body = json.loads(raw_body) if raw_body else None
        except ValueError as error:
            message = "The body is not JSON."
            raise VerificationError(400, "malformed_json", message) from error
        event_type = self._only or event_type_of(body, request.headers)
        adapter, handler = self._handlers.get(event_type or "", (None, self._fallback))
        if handler is None:
            if event_type is None:
                message = "The event names no type: the receiver needs a fallback."
                raise VerificationError(400, "missing_event_type", message)
            return Response(status_code=204)
        if adapter is not None:
            body = self._held_to_schema(event_type, adapter, body)
        message_id, timestamp = verified
        event = Event(message_id, event_type, timestamp, body, raw_body, request)
        return _response(await _called(handler, event))

    async def _read(self, request: Request) -> bytes:
        chunks = bytearray()
        async for chunk in request.stream():
            chunks += chunk
            if len(chunks) > self._max_body_bytes:
                message = f"The body is larger than {self._max_body_bytes} bytes."
                raise VerificationError(413, "body_too_large", message)
        return bytes(chunks)

    def _verified(self, headers: Mapping[str, str], body: bytes) -> Verified:
        if self._verify is not None:
            return self._verify(headers, body)
        return verify(
            headers,
            body,
            self._secret,
            tolerance_seconds=self._tolerance_seconds,
            now=self._now,
        )

    def _held_to_schema(
        self, event_type: str | None, adapter: TypeAdapter[Any], body: Any
    ) -> Any:
        try:
            return adapter.validate_python(body)
        except ValidationError as error:
            for mismatch in _mismatches(error):
                text = f"The event {event_type} differs from its schema: {mismatch}."
                # Each kind once, and not without end.
                if text not in self._told and len(self._told) < 1000:
                    self._told.add(text)
                    _logger.warning(text)
        return _validated(adapter, body)


def _mismatches(error: ValidationError) -> list[str]:
    return [
        f"/{'/'.join('*' if isinstance(key, int) else key for key in found['loc'])} {found['msg']}"
        for found in error.errors(include_url=False, include_input=False)
    ]


async def _called(handler: _Handler, event: Event[Any]) -> Any:
    if inspect.iscoroutinefunction(handler):
        return await handler(event)
    result = await run_in_threadpool(handler, event)
    return await result if inspect.isawaitable(result) else result


def _response(answer: Any) -> Response:
    if isinstance(answer, Response):
        return answer
    if answer is None:
        return Response(status_code=204)
    return JSONResponse(jsonable_encoder(answer, by_alias=True, exclude_unset=True))


def event_type_of(body: Any, headers: Mapping[str, str]) -> str | None:
    """The event type that a request tells: `/type` of the body."""
    return _text_at(body, ["type"])


def _text_at(value: Any, path: Sequence[str]) -> str | None:
    if not path:
        return value if isinstance(value, str) else None
    return _text_at(value.get(path[0]), path[1:]) if isinstance(value, dict) else None


class Verified(NamedTuple):
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
    `whsec_…` for v1, `whpk_…` for v1a. Raises VerificationError where nothing
    matches, and ValueError for what is no secret.
    """
    keys = _read_keys(secret)
    known = {name.lower(): value for name, value in headers.items()}
    message_id = _header(known, "webhook-id", r"[!-+/-~-]+", "ASCII without dots")
    seconds = _header(known, "webhook-timestamp", r"0|[1-9][0-9]{0,10}", "Unix seconds")
    signatures = _header(
        known, "webhook-signature", r"\w+,[^,\s]+( +\w+,[^,\s]+){0,15}", '"v1,<base64>"'
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
    """A request that cannot be trusted. `code` is for programs."""

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
