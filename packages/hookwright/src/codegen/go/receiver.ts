import type { EventModel, Model } from '../model.ts'
import { describeSigning } from '../report.ts'
import type { Validation } from '../writers.ts'
import { eventTypeText } from './event-type.ts'
import { claimed, columns, comment, exported, quoted, rowsText, type Row } from './text.ts'
import type { GoTypes } from './types.ts'

/** `polar`, or `webhooks` where the sender is not known. */
export function packageName({ sender }: Model): string {
  const name = sender.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  if (!/^[a-z]/.test(name)) return 'webhooks'
  return [
    'main',
    'go',
    'type',
    'map',
    'range',
    'select',
    'switch',
    'import',
    'package',
    'func',
    'var',
  ].includes(name)
    ? `${name}webhooks`
    : name
}

/** The events, what their handlers are, and the http.Handler that calls them. `taken` are names of the package. */
export function receiverText(
  model: Model,
  types: GoTypes,
  validation: Validation,
  taken: Set<string>,
): string {
  const names = new Map<string, string>()
  const fields = new Set<string>()
  for (const { type } of model.events) names.set(type, claimed(exported(type), fields))
  return [
    eventsText(model, names, taken),
    handlersText(model, types, names),
    receiver(model, names, validation),
    dispatchText(model, names, validation),
    eventTypeText(model),
  ].join('\n')
}

type Names = ReadonlyMap<string, string>

function eventsText({ title, events }: Model, names: Names, taken: Set<string>): string {
  const rows = events.map(({ type }) => [
    claimed(`Event${names.get(type) ?? ''}`, taken),
    'EventType',
    `= ${quoted(type)}`,
  ])
  return `${comment('', `EventType is what ${title} calls an event.`)}type EventType string

const (
${columns('\t', rows)})

// Event is a verified event, as handlers get it.
type Event[Body any] struct {
	// ID is the same over all attempts: remember it in order to handle an event once.
	ID   string
	Type EventType
	// Timestamp is when the sender made this attempt.
	Timestamp time.Time
	Body      Body
	// RawBody is the exact bytes that were signed.
	RawBody []byte
	Header  http.Header
}
`
}

function handlersText(model: Model, types: GoTypes, names: Names): string {
  const rows = model.events.map((event): Row => {
    const { type, name, description, deprecated, answer } = event
    const also = type === name ? undefined : `It is ${name} in the document.`
    const field = names.get(type) ?? ''
    const returned = answer ? `(*${types.text(answer.type)}, error)` : 'error'
    return {
      doc: comment('\t', description, also, deprecated ? 'Deprecated: the document says so.' : undefined),
      cells: [field, `func(context.Context, Event[${bodyText(event, types)}]) ${returned}`],
    }
  })
  const answers = model.events.some(({ answer }) => answer)
    ? ' Those of events that wait for an answer return it, or nil.'
    : ''
  return `${comment('', `Handlers are the functions for the events that are wanted; the rest stays nil.${answers}`)}type Handlers struct {
${rowsText('\t', rows)}}

// ErrGone is returned by a handler where the sender is to send nothing more to this endpoint.
var ErrGone = errors.New("this endpoint wants no more events")

// RetryAfter is returned by a handler where the event is to come again, but not before so long.
type RetryAfter time.Duration

func (d RetryAfter) Error() string {
	return fmt.Sprintf("try again in %v", time.Duration(d))
}
`
}

function bodyText({ body }: EventModel, types: GoTypes): string {
  return body ? types.text(body) : 'json.RawMessage'
}

function receiver(model: Model, names: Names, validation: Validation): string {
  const { title, events, recognition } = model
  const [shown] = events
  const lost = events.filter(({ name }) => recognition.events.get(name)?.how === 'nowhere')
  const only =
    lost.length > 0
      ? `Requests do not tell these: ${lost.map(({ type }) => type).join(', ')}. Give each a path of its own, and its receiver Only.`
      : undefined
  const signing = describeSigning(model)?.replace(
    /: give the receiver.*/,
    ': give a function as Verify of Options.',
  )
  const field = (shown && names.get(shown.type)) ?? 'Any'
  const doc = comment(
    '',
    `Receiver is an http.Handler for what ${title} sends: it verifies each request and calls the function of its event type.`,
    `Give NewReceiver the secret and Handlers{${field}: func(ctx, event) …}, and the receiver to an http.ServeMux.`,
    signing,
    only,
  )
  const mismatch =
    validation === 'warn'
      ? `	// OnMismatch is told of bodies that are not of their type, which are handled as far as they are. The standard logger by default.
	OnMismatch func(err error, event Event[json.RawMessage])
`
      : ''
  const mismatchDefault =
    validation === 'warn'
      ? `	if options.OnMismatch == nil {
		options.OnMismatch = func(err error, event Event[json.RawMessage]) {
			log.Printf("the event %s (%s) is not of its type: %v", event.Type, event.ID, err)
		}
	}
`
      : ''
  return `// Options are what a receiver goes by.
type Options struct {
	// Secrets are those of the endpoint, several while one is rotated: whsec_…, or the sender's public key whpk_….
	Secrets  []string
	Handlers Handlers
	// Fallback gets events that have no handler. Without it they are answered 204, so that new event types fail nowhere.
	Fallback func(context.Context, Event[json.RawMessage]) error
	// Only is the event type of all requests, where they do not tell it.
	Only EventType
	// Verify takes the place of Standard Webhooks, where requests are signed otherwise.
	Verify func(header http.Header, body []byte) (Verified, error)
	// Tolerance is how far the signed timestamp may lie from now, either way. 5 minutes by default.
	Tolerance time.Duration
	// MaxBodyBytes is 1 MiB by default; larger bodies are answered 413.
	MaxBodyBytes int64
	// OnError is told what handlers return, beside ErrGone and RetryAfter. The standard logger by default.
	OnError func(err error, event Event[json.RawMessage])
${mismatch}	// Now is the clock, time.Now by default.
	Now func() time.Time
}

${doc}type Receiver struct {
	options Options
}

// NewReceiver says at once what is no secret.
func NewReceiver(options Options) (*Receiver, error) {
	if options.Tolerance == 0 {
		options.Tolerance = 5 * time.Minute
	}
	if options.MaxBodyBytes == 0 {
		options.MaxBodyBytes = 1 << 20
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.OnError == nil {
		options.OnError = func(err error, event Event[json.RawMessage]) {
			log.Printf("the event %s (%s) was not handled: %v", event.Type, event.ID, err)
		}
	}
${mismatchDefault}	if options.Verify == nil {
		v, err := newVerifier(options.Secrets, options.Tolerance, options.Now)
		if err != nil {
			return nil, err
		}
		options.Verify = v.verify
	}
	return &Receiver{options}, nil
}

func (r *Receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	event, err := r.open(w, request)
	if err != nil {
		refuse(w, err)
		return
	}
	answer, err := r.dispatch(request.Context(), event)
	if err != nil {
		r.fail(w, err, event)
		return
	}
	if answer == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

// open reads and verifies a request.
func (r *Receiver) open(w http.ResponseWriter, request *http.Request) (Event[json.RawMessage], error) {
	var event Event[json.RawMessage]
	switch request.Method {
	case http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		w.Header().Set("Allow", "POST, PUT, PATCH, DELETE")
		message := "Webhooks do not come by " + request.Method + "."
		return event, &VerificationError{http.StatusMethodNotAllowed, "method_not_allowed", message}
	}
	body, err := io.ReadAll(io.LimitReader(request.Body, r.options.MaxBodyBytes+1))
	if err != nil {
		return event, &VerificationError{http.StatusBadRequest, "body_incomplete", "The body ended early."}
	}
	if int64(len(body)) > r.options.MaxBodyBytes {
		message := fmt.Sprintf("The body is larger than %d bytes.", r.options.MaxBodyBytes)
		return event, &VerificationError{http.StatusRequestEntityTooLarge, "body_too_large", message}
	}
	verified, err := r.options.Verify(request.Header, body)
	if err != nil {
		return event, err
	}
	if len(body) > 0 && !json.Valid(body) {
		return event, &VerificationError{http.StatusBadRequest, "malformed_json", "The body is not JSON."}
	}
	eventType := r.options.Only
	if eventType == "" {
		eventType = EventTypeOf(request.Header, body)
	}
	if eventType == "" && r.options.Fallback == nil {
		message := "The event names no type: the receiver needs a fallback."
		return event, &VerificationError{http.StatusBadRequest, "missing_event_type", message}
	}
	return Event[json.RawMessage]{verified.ID, eventType, verified.Timestamp, body, body, request.Header}, nil
}

// fail answers what a handler returned.
func (r *Receiver) fail(w http.ResponseWriter, err error, event Event[json.RawMessage]) {
	var later RetryAfter
	var refused *VerificationError
	switch {
	case errors.Is(err, ErrGone):
		writeError(w, http.StatusGone, "gone", "This endpoint wants no more events.")
	case errors.As(err, &later):
		seconds := math.Ceil(math.Max(0, time.Duration(later).Seconds()))
		w.Header().Set("Retry-After", strconv.FormatFloat(seconds, 'f', 0, 64))
		writeError(w, http.StatusTooManyRequests, "try_later", "Not now: try again later.")
	case errors.As(err, &refused):
		refuse(w, err)
	default:
		r.options.OnError(err, event)
		writeError(w, http.StatusInternalServerError, "handler_failed", "The receiver failed to handle this event.")
	}
}

func refuse(w http.ResponseWriter, err error) {
	var refused *VerificationError
	if errors.As(err, &refused) {
		writeError(w, refused.Status, refused.Code, refused.Message)
		return
	}
	writeError(w, http.StatusUnauthorized, "no_matching_signature", "The request is not trusted.")
}

func writeError(w http.ResponseWriter, status int, code, message string) {
	writeJSON(w, status, map[string]any{"error": map[string]string{"code": code, "message": message}})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(\`{"error":{"code":"handler_failed","message":"The answer is no JSON."}}\`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(body)
}
`
}

function dispatchText(model: Model, names: Names, validation: Validation): string {
  const { events } = model
  const cases = events.map((event) => {
    const field = `r.options.Handlers.${names.get(event.type) ?? ''}`
    const call = event.answer ? 'answered' : 'handled'
    return `	case ${quoted(event.type)}:
		if ${field} != nil {
			return ${call}(ctx, r, event, ${field})
		}
`
  })
  const answered = events.some(({ answer }) => answer)
    ? `
func answered[Body, Answer any](ctx context.Context, r *Receiver, event Event[json.RawMessage], handler func(context.Context, Event[Body]) (*Answer, error)) (any, error) {
	typed, err := typedEvent[Body](r, event)
	if err != nil {
		return nil, err
	}
	answer, err := handler(ctx, typed)
	if answer == nil || err != nil {
		return nil, err
	}
	return answer, nil
}
`
    : ''
  return `// dispatch calls the function of an event's type.
func (r *Receiver) dispatch(ctx context.Context, event Event[json.RawMessage]) (any, error) {
	switch event.Type {
${cases.join('')}	}
	if r.options.Fallback != nil {
		return nil, r.options.Fallback(ctx, event)
	}
	return nil, nil
}

func handled[Body any](ctx context.Context, r *Receiver, event Event[json.RawMessage], handler func(context.Context, Event[Body]) error) (any, error) {
	typed, err := typedEvent[Body](r, event)
	if err != nil {
		return nil, err
	}
	return nil, handler(ctx, typed)
}
${answered}
${typedText(validation)}`
}

/** What becomes of a body that json cannot put into its type: of one wrong value the rest is there all the same. */
function typedText(validation: Validation): string {
  const partly = {
    off: '\tif errors.As(err, &partly) {\n\t\treturn typed, nil\n\t}\n',
    warn: '\tif errors.As(err, &partly) {\n\t\tr.options.OnMismatch(err, event)\n\t\treturn typed, nil\n\t}\n',
    strict: '',
  }[validation]
  const doc = partly === '' ? '' : ' One wrong value leaves the rest as it should be.'
  return `// typedEvent gives a body its type.${doc}
func typedEvent[Body any](r *Receiver, event Event[json.RawMessage]) (Event[Body], error) {
	typed := Event[Body]{ID: event.ID, Type: event.Type, Timestamp: event.Timestamp, RawBody: event.RawBody, Header: event.Header}
	if len(event.RawBody) == 0 {
		return typed, nil
	}
	err := json.Unmarshal(event.RawBody, &typed.Body)
${partly === '' ? '' : `\tvar partly *json.UnmarshalTypeError\n${partly}`}	if err != nil {
		message := "The body is not of its type: " + err.Error()
		return typed, &VerificationError{http.StatusUnprocessableEntity, "body_mismatch", message}
	}
	return typed, nil
}
`
}
