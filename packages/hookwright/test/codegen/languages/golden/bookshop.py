"""The webhooks of Bookshop 1.0.0, as its OpenAPI document declares them.

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


class Book(Payload):
    isbn: str
    """ISBN-13, digits only."""

    title: str
    authors: list[Author]
    category: str
    """The slug of a category."""

    price: Money
    language: str
    """ISO 639-1."""

    published_on: dt.date | None = Field(alias="publishedOn")
    stock: int


class Author(Payload):
    name: str
    born: int | None


class Money(Payload):
    amount: int
    """In the smallest unit of the currency: cents, pence."""

    currency: Currency


class PriceChange(Payload):
    isbn: str
    """ISBN-13, digits only."""

    before: Money
    after: Money


class Order(Payload):
    customer_id: UUID = Field(alias="customerId")
    lines: list[OrderLine]
    payment: Payment
    tracking_callback: str | None = Field(default=None, alias="trackingCallback")
    """Where to tell of the parcel."""

    note: str | None
    id: UUID
    status: OrderStatus
    total: Money
    placed_at: dt.datetime = Field(alias="placedAt")
    referrer: str | None
    """The partner whose link led here."""


class OrderLine(Payload):
    isbn: str
    """ISBN-13, digits only."""

    quantity: int
    gift_wrap: bool = Field(alias="giftWrap")


class CardPayment(Payload):
    method: Literal["card"]
    last4: str


class InvoicePayment(Payload):
    method: Literal["invoice"]
    due_on: dt.date = Field(alias="dueOn")


class OrdersCancelled(Payload):
    order: Order
    reason: str


class Shipment(Payload):
    order: Order
    carrier: str
    tracking_url: str | None = Field(default=None, alias="trackingUrl")


class StockCheck(Payload):
    lines: list[OrderLine]


class StockDecision(Payload):
    accepted: bool
    ready_on: dt.date | None = Field(default=None, alias="readyOn")


class Customer(Payload):
    name: str
    email: str
    newsletter: bool
    id: UUID
    registered_at: dt.datetime = Field(alias="registeredAt")


Currency: TypeAlias = Literal["EUR", "GBP", "USD"]


BooksPricesChanged: TypeAlias = list[PriceChange]


Payment: TypeAlias = Annotated[
    CardPayment | InvoicePayment, Field(discriminator="method")
]


OrderStatus: TypeAlias = Literal["placed", "shipped", "cancelled"]


EventType: TypeAlias = Literal[
    "books.added",
    "books.prices-changed",
    "orders.placed",
    "orders.cancelled",
    "orders.shipped",
    "orders.dispatched",
    "orders.stock-check",
    "customers.registered",
]

EVENTS: dict[EventType, Any] = {
    "books.added": Book,
    "books.prices-changed": BooksPricesChanged,
    "orders.placed": Order,
    "orders.cancelled": OrdersCancelled,
    "orders.shipped": Shipment,
    "orders.dispatched": Shipment,
    "orders.stock-check": StockCheck,
    "customers.registered": Customer,
}
"""What Bookshop sends, by event type."""


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
    """Receives what Bookshop sends: verifies each request and calls the handler of
    its event type.

        webhooks = Receiver(os.environ["BOOKSHOP_SECRET"])

        @webhooks.on_books_added
        async def handle(event: Event[Book]) -> None:
            print(event.body)

        app.include_router(webhooks.router)

    Events without a handler go to the one of `fallback`; without that they are
    answered 204, so that new event types fail nowhere. What handlers raise is
    FastAPI's to answer.

    Requests do not tell these: `books.added`, `books.prices-changed`,
    `orders.placed`, `orders.cancelled`, `orders.shipped`, `orders.dispatched`,
    `orders.stock-check`, `customers.registered`. Give each a path of its own, and
    its receiver `only`.
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

    def on_books_added(self, handler: Handler[Book, Any]) -> Handler[Book, Any]:
        """Sent when a book comes onto the shelves."""
        self._add("books.added", handler)
        return handler

    def on_books_prices_changed(
        self, handler: Handler[BooksPricesChanged, Any]
    ) -> Handler[BooksPricesChanged, Any]:
        """Sent once for all the prices that were changed together."""
        self._add("books.prices-changed", handler)
        return handler

    def on_orders_placed(self, handler: Handler[Order, Any]) -> Handler[Order, Any]:
        """Sent when an order is placed, before it is packed."""
        self._add("orders.placed", handler)
        return handler

    def on_orders_cancelled(
        self, handler: Handler[OrdersCancelled, Any]
    ) -> Handler[OrdersCancelled, Any]:
        """Sent when an order is cancelled, by the customer or by us."""
        self._add("orders.cancelled", handler)
        return handler

    def on_orders_shipped(
        self, handler: Handler[Shipment, Any]
    ) -> Handler[Shipment, Any]:
        """Sent when a parcel leaves the shop."""
        self._add("orders.shipped", handler)
        return handler

    def on_orders_dispatched(
        self, handler: Handler[Shipment, Any]
    ) -> Handler[Shipment, Any]:
        """The former name of `orders.shipped`, sent beside it. Subscribe to that
        one.

        Deprecated.
        """
        self._add("orders.dispatched", handler)
        return handler

    def on_orders_stock_check(
        self, handler: Handler[StockCheck, StockDecision]
    ) -> Handler[StockCheck, StockDecision]:
        """Sent to the warehouse, which answers whether it can deliver, and when."""
        self._add("orders.stock-check", handler)
        return handler

    def on_customers_registered(
        self, handler: Handler[Customer, Any]
    ) -> Handler[Customer, Any]:
        """Sent when a customer registers, and never for changes afterwards."""
        self._add("customers.registered", handler)
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
    """Requests do not tell their event type: see `only`."""
    return None


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
