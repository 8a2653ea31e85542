import type { EventModel, Model, Source } from '../model.ts'
import { describeSigning } from '../report.ts'
import type { Validation } from '../writers.ts'
import { docstring, identifier, quoted, snakeCase, width } from './text.ts'
import type { Annotations } from './types.ts'

/** The events, and the receiver that hands each to its handler. */
export function receiverText(model: Model, annotations: Annotations, validation: Validation): string {
  return [
    eventsText(model, annotations),
    eventText,
    classText(model, annotations, validation),
    eventTypeText(model),
  ].join('\n\n')
}

function eventsText({ title, events }: Model, annotations: Annotations): string {
  const types = events.map(({ type }) => `    ${quoted(type)},\n`).join('')
  const bodies = events.map(({ type, body }) => {
    const lead = `    ${quoted(type)}: `
    return `${lead}${bodyText(body, annotations, '    ', lead.length)},\n`
  })
  const [sole, ...others] = events
  const inline = sole && others.length === 0 ? quoted(sole.type) : `\n${types}`
  return `EventType: TypeAlias = Literal[${inline}]

EVENTS: dict[EventType, Any] = {
${bodies.join('')}}
${docstring('', `What ${title} sends, by event type.`)}`
}

function bodyText(body: EventModel['body'], annotations: Annotations, indent: string, used: number): string {
  return body ? annotations.text(body, indent, used + 1) : 'None'
}

const eventText = `Body = TypeVar("Body")
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
`

function classText(model: Model, annotations: Annotations, validation: Validation): string {
  const { title, events } = model
  const names = methodNames(events)
  const [shown] = events
  const method = (shown && names.get(shown.type)) ?? 'fallback'
  const sender = snakeCase(model.sender || 'webhook').toUpperCase()
  const lost = events.filter(({ name }) => model.recognition.events.get(name)?.how === 'nowhere')
  const only =
    lost.length > 0
      ? `Requests do not tell these: ${lost.map(({ type }) => `\`${type}\``).join(', ')}. Give each a path of its own, and its receiver \`only\`.`
      : undefined
  const signing = describeSigning(model)?.replace(/: give the receiver.*/, ': give a function as `verify`.')
  const doc = docstring(
    '    ',
    `Receives what ${title} sends: verifies each request and calls the handler of its event type.`,
    `    webhooks = Receiver(os.environ["${sender}_${model.verifiedWith.toUpperCase()}"])

    @webhooks.${method}
    async def handle(event: Event[${bodyText(shown?.body, annotations, '', 0)}]) -> None:
        print(event.body)

    app.include_router(webhooks.router)`,
    "Events without a handler go to the one of `fallback`; without that they are answered 204, so that new event types fail nowhere. What handlers raise is FastAPI's to answer.",
    signing,
    only,
  )
  const methods = events.map((event) => methodText(event, names.get(event.type) ?? '', annotations))
  return `_logger = logging.getLogger(__name__)

_Handler: TypeAlias = Callable[[Event[Any]], Any]


class Receiver:
${doc}
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

${methods.join('\n')}
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

${heldText(validation)}

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
`
}

function heldText(validation: Validation): string {
  const head =
    '    def _held_to_schema(self, event_type: str | None, adapter: TypeAdapter[Any], body: Any) -> Any:\n'
  const wrapped = `    def _held_to_schema(
        self, event_type: str | None, adapter: TypeAdapter[Any], body: Any
    ) -> Any:
`
  const signature = head.length > width ? wrapped : head
  if (validation === 'off') return `${signature}        return _validated(adapter, body)\n`
  if (validation === 'strict') {
    return `${signature}        try:
            return adapter.validate_python(body)
        except ValidationError as error:
            message = f"The body differs from its schema: {'; '.join(_mismatches(error))}."
            raise VerificationError(422, "body_mismatch", message) from error


${mismatchesText}`
  }
  return `${signature}        try:
            return adapter.validate_python(body)
        except ValidationError as error:
            for mismatch in _mismatches(error):
                text = f"The event {event_type} differs from its schema: {mismatch}."
                # Each kind once, and not without end.
                if text not in self._told and len(self._told) < 1000:
                    self._told.add(text)
                    _logger.warning(text)
        return _validated(adapter, body)


${mismatchesText}`
}

const mismatchesText = `def _mismatches(error: ValidationError) -> list[str]:
    return [
        f"/{'/'.join('*' if isinstance(key, int) else key for key in found['loc'])} {found['msg']}"
        for found in error.errors(include_url=False, include_input=False)
    ]
`

function methodNames(events: readonly EventModel[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const { type } of events) {
    const name = identifier(`on_${snakeCase(type) || 'event'}`, (free) => taken.has(free))
    taken.add(name)
    names.set(type, name)
  }
  return names
}

function methodText(event: EventModel, method: string, annotations: Annotations): string {
  const { type, name, description, deprecated, body, answer } = event
  const answered = answer ? annotations.text(answer.type, '', 0) : 'None'
  const isNullable = answer === undefined || answered === 'Any' || answered.endsWith('| None')
  const returned = answer?.optional && !isNullable ? `${answered} | None` : answered
  const handler = `Handler[${bodyText(body, annotations, '', 0)}, ${returned === 'None' ? 'Any' : returned}]`
  const line = `    def ${method}(self, handler: ${handler}) -> ${handler}:\n`
  const head =
    line.length <= width + 1
      ? line
      : `    def ${method}(\n        self, handler: ${handler}\n    ) -> ${handler}:\n`
  const also = type === name ? undefined : `\`${name}\` in the document.`
  const doc = docstring('        ', description, also, deprecated ? 'Deprecated.' : undefined)
  return `${head}${doc}        self._add(${quoted(type)}, handler)\n        return handler\n`
}

function eventTypeText({ events, recognition }: Model): string {
  const { sources } = recognition
  const [first, ...others] = sources
  const head = 'def event_type_of(body: Any, headers: Mapping[str, str]) -> str | None:\n'
  if (!first) {
    const [single] = events
    const isSole = events.length === 1 && single !== undefined
    const doc = isSole ? 'There is only one event.' : 'Requests do not tell their event type: see `only`.'
    return `${head}${docstring('    ', doc)}    return ${isSole ? quoted(single.type) : 'None'}\n`
  }
  const doc = docstring('    ', `The event type that a request tells: ${sources.map(phrase).join(', or ')}.`)
  const body =
    others.length === 0
      ? `    return ${sourceText(first)}\n`
      : `    told = [
${sources.map((source) => `        ${sourceText(source)},\n`).join('')}    ]
    found = [event_type for event_type in told if event_type is not None]
    known = [event_type for event_type in found if event_type in EVENTS]
    return (known + found + [None])[0]\n`
  const usesBody = sources.some((source) => source.in === 'body')
  return `${head}${doc}${body}${usesBody ? `\n\n${textAt(sources)}` : ''}`
}

function phrase(source: Source): string {
  return source.in === 'header'
    ? `the header \`${source.name}\``
    : `\`/${source.path.join('/')}\` of the body`
}

function sourceText(source: Source): string {
  if (source.in === 'header') return `headers.get(${quoted(source.name)})`
  return `_text_at(body, [${source.path.map(quoted).join(', ')}])`
}

function textAt(sources: readonly Source[]): string {
  const hasList = sources.some((source) => source.in === 'body' && source.path.includes('*'))
  const list = `    if path[0] == "*" and isinstance(value, list):
        # One request has one event type: items that tell several tell none.
        told = {_text_at(item, path[1:]) for item in value}
        return told.pop() if len(told) == 1 else None
`
  return `def _text_at(value: Any, path: Sequence[str]) -> str | None:
    if not path:
        return value if isinstance(value, str) else None
${hasList ? list : ''}    return _text_at(value.get(path[0]), path[1:]) if isinstance(value, dict) else None
`
}
