import { Forwarder, type Forwardable, type Forwarded } from '../forward.ts'
import type { Terminal } from '../terminal.ts'
import type { ListenedMessage } from './stream.ts'

/** Events that can be replayed by their number. */
const mostKept = 200

/** Events that are forwarded at the same time; those behind them wait, and so does the server. */
const mostAtOnce = 8

export interface SessionOptions {
  terminal: Terminal
  /** Undefined where events are only shown. */
  forward: { to: string; secret: string; timeoutMs: number } | undefined
  printBody: boolean
}

interface Kept extends Forwardable {
  number: number
}

/** What `listen` does with each event: numbers it, forwards it, prints what came of that, and keeps it for a replay. */
export class ListenSession {
  readonly #options: SessionOptions
  readonly #forwarder: Forwarder | undefined
  readonly #kept: Kept[] = []
  readonly #underWay = new Set<Promise<void>>()
  #received = 0
  #succeeded = 0
  #failed = 0

  constructor(options: SessionOptions) {
    this.#options = options
    this.#forwarder = options.forward && new Forwarder(options.forward)
  }

  /** Resolves when the next one may come. */
  async take(message: ListenedMessage): Promise<void> {
    const event: Kept = { ...message, body: bytesOf(message), number: ++this.#received }
    this.#kept.push(event)
    if (this.#kept.length > mostKept) this.#kept.shift()
    if (this.#options.forward === undefined) {
      this.#show(event)
      return
    }
    this.#forward(event, 'forwarded')
    while (this.#underWay.size >= mostAtOnce) await Promise.race(this.#underWay)
  }

  /** Forwards an event again: with the same id and bytes, and a new timestamp. */
  replay(which: number | 'last'): void {
    const { terminal, forward } = this.#options
    const event = which === 'last' ? this.#kept.at(-1) : this.#kept.find(({ number }) => number === which)
    if (forward === undefined) {
      terminal.note('There is nowhere to replay it to: start with --forward-to <url>.')
    } else if (event === undefined) {
      terminal.note(
        which === 'last'
          ? 'There is no event yet to replay.'
          : `There is no event #${which} to replay any more, or yet.`,
      )
    } else {
      this.#forward(event, 'replayed')
    }
  }

  /** Lets what is under way finish, unless that takes long, and says how it went. */
  async end(): Promise<{ received: number; succeeded: number; failed: number }> {
    const done = Promise.all(this.#underWay)
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, 2_000)
    await Promise.race([done, late])
    clearTimeout(timer)
    await this.#forwarder?.close()
    return { received: this.#received, succeeded: this.#succeeded, failed: this.#failed }
  }

  #forward(event: Kept, status: 'forwarded' | 'replayed'): void {
    const { forward } = this.#options
    if (this.#forwarder === undefined || forward === undefined) return
    const work = this.#forwarder
      .forward(forward.to, event)
      .then((forwarded) => this.#tell(event, status, forwarded))
      .finally(() => this.#underWay.delete(work))
    this.#underWay.add(work)
  }

  #show(event: Kept): void {
    const { terminal } = this.#options
    const bytes = `${event.body.byteLength} bytes`
    terminal.result(`${this.#line(event)}  ${terminal.style('dim', bytes)}${this.#body(event)}`, {
      ...described('received', event),
      body: new TextDecoder().decode(event.body),
    })
  }

  #tell(event: Kept, status: 'forwarded' | 'replayed', forwarded: Forwarded): void {
    const { terminal } = this.#options
    const { outcome, status: httpStatus, error, durationMs } = forwarded
    const isGood = outcome === 'succeeded'
    if (isGood) this.#succeeded++
    else this.#failed++
    const again = status === 'replayed' ? ' (again)' : ''
    const answer = terminal.style(isGood ? 'green' : 'red', String(httpStatus ?? outcome))
    const why = error === null ? '' : `  ${error}`
    terminal.result(`${this.#line(event)}${again}  → ${answer}  ${durationMs} ms${why}${this.#body(event)}`, {
      ...described(status, event),
      outcome,
      httpStatus,
      durationMs,
      error,
    })
  }

  #line({ number, eventType, id }: Kept): string {
    const { terminal } = this.#options
    const time = terminal.style('dim', new Date().toTimeString().slice(0, 8))
    return `${time}  #${number}  ${terminal.style('bold', eventType)}  ${terminal.style('dim', id)}`
  }

  #body({ body }: Kept): string {
    if (!this.#options.printBody || body.byteLength === 0) return ''
    const text = new TextDecoder().decode(body)
    return `\n${indented(pretty(text))}`
  }
}

function described(status: string, { id, eventType, number }: Kept) {
  return { time: new Date().toISOString(), status, number, id, eventType }
}

function bytesOf({ body, encoding }: ListenedMessage): Uint8Array {
  return encoding === 'utf8' ? new TextEncoder().encode(body) : new Uint8Array(Buffer.from(body, 'base64'))
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ')
}
