import { createParser, type EventSourceMessage } from 'eventsource-parser'

export interface EventStream extends AsyncDisposable {
  /** The next event. @throws where the stream has ended. */
  next(): Promise<EventSourceMessage>
  /** Reads on to the end. */
  ended(): Promise<void>
}

/** Reads the server-sent events of an answer, one at a time. */
export function readEventStream(response: Response): EventStream {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (reader === undefined) throw new Error('The answer has no body.')
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => events.push(event) })
  const read = async () => {
    const { value, done } = await reader.read()
    if (!done) parser.feed(value)
    return !done
  }
  return {
    async next() {
      while (events.length === 0) if (!(await read())) throw new Error('The stream has ended.')
      const [event] = events.splice(0, 1)
      if (event === undefined) throw new Error('There is no event.')
      return event
    },
    async ended() {
      while (await read());
    },
    async [Symbol.asyncDispose]() {
      await reader.cancel()
    },
  }
}
