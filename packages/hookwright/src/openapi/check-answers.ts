import { Answers, hasNoBody } from '../answers.ts'
import { EventStream } from '../content/event-stream.ts'
import { headerName } from '../http/header-name.ts'
import { propertiesOf } from '../http/parse.ts'
import type { Mistakes } from '../mistakes.ts'
import type { ResponseOptions } from '../responses.ts'
import { placeOf, type Declared } from './declared.ts'

/** Looks for mistakes in what an operation says of its answers. */
export function checkAnswers(declared: Declared, mistakes: Mistakes): void {
  const { status, response, responses = {} } = declared.operation.options
  const place = () => placeOf(declared)
  if (status !== undefined && !(Number.isInteger(status) && status >= 200 && status <= 599)) {
    mistakes.add(place, `its status ${status} is none that can answer`, 'Take a whole number from 200 to 599')
  }
  const answers = new Answers(declared.operation)
  const usual = answers.usualKey
  if (response && usual !== undefined && hasNoBody(usual)) withoutContent(place, usual, mistakes)
  for (const [key, options] of Object.entries(responses)) {
    if (!/^([1-5]\d\d|[1-5]XX|default)$/.test(key)) {
      mistakes.add(place, `its responses hold "${key}", which is no status`, 'Write 404, 4XX or default')
    }
    const hasBody = options.schema !== undefined || options.content !== undefined
    if (hasBody && hasNoBody(key)) withoutContent(place, key, mistakes)
    if (hasBody && response && key === usual) {
      mistakes.add(
        place,
        `its body for ${key} is declared twice, by \`response\` and in \`responses\``,
        'Keep one of the two',
      )
    }
    checkResponse(place, key, options, mistakes)
  }
  for (const [key, { content }] of answers.entries()) {
    for (const schema of content.values()) {
      if (schema instanceof EventStream) checkEvents(place, key, schema, mistakes)
    }
  }
}

function withoutContent(place: () => string, key: string, mistakes: Mistakes): void {
  mistakes.add(
    place,
    `it declares a body for ${key}, but an answer with that status has none`,
    'Remove the schema, or answer with another status',
  )
}

function checkResponse(
  place: () => string,
  key: string,
  { schema, content, headers }: ResponseOptions,
  mistakes: Mistakes,
): void {
  if (schema && content) {
    mistakes.add(place, `its ${key} declares both \`schema\` and \`content\``, 'Put all into `content`')
  }
  for (const mediaType of Object.keys(content ?? {})) {
    if (/^[\w.+-]+\/[\w.+-]+(;.*)?$/.test(mediaType)) continue
    mistakes.add(place, `its ${key} has the content "${mediaType}", which is no media type`, 'Write text/csv')
  }
  if (!headers) return
  const named = propertiesOf(headers)
  if (!named) {
    mistakes.add(
      place,
      `the headers of its ${key} are no object schema`,
      'Declare an object with a property for each header',
    )
  }
  for (const name of named?.schemas.keys() ?? []) {
    if (headerName(name) !== 'content-type') continue
    mistakes.add(place, `the headers of its ${key} hold content-type`, 'Declare it by `content`')
  }
}

function checkEvents(
  place: () => string,
  key: string,
  { eventNames }: EventStream,
  mistakes: Mistakes,
): void {
  if (key !== '200' && key !== '2XX') {
    mistakes.add(
      place,
      `it answers ${key} with events, but clients of events take them from a 200 only`,
      'Answer with status 200',
    )
  }
  if (eventNames.length === 0) {
    mistakes.add(place, 'its eventStream names no event', 'Name one: eventStream({ placed: Order })')
  }
  for (const name of eventNames) {
    if (name === undefined || /^[^\r\n]+$/.test(name)) continue
    mistakes.add(
      place,
      `its eventStream has the event ${JSON.stringify(name)}, which no line can hold`,
      'Name it without line breaks',
    )
  }
}
