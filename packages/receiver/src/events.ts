/** What handlers get and give, by the types that the subscriber declares or generates. */

/** The shape that `Events` must have: an entry for each event type. An interface has it as well as a type alias. */
export type EventTypes<Events> = {
  [Type in keyof Events]: {
    /** The body, parsed. */
    body: unknown
    /** What the sender wants to be answered, where it wants anything: `response?` where it may be left out. */
    response?: unknown
  }
}

/** Where no `Events` are given: any name, any body, any answer. */
export type AnyEvents = Record<string, { body: unknown; response: unknown }>

/** A verified event, as handlers get it. */
export interface WebhookEvent<Type extends string | undefined = string, Body = unknown> {
  /** The message's id, the same over all attempts: remember it in order to handle an event once, or let `seen` do it. */
  id: string
  type: Type
  /** When the sender made this attempt, by its signed timestamp; when it came, where a scheme signs none. */
  timestamp: Date
  /** The body, parsed as JSON; undefined where it is empty. Its shape is the sender's word: it is not validated here. */
  body: Body
  /** The exact bytes that were signed. */
  rawBody: Uint8Array
  headers: Headers
  /** The request, its body already read. */
  request: Request
}

/** Every event of `Events`, told apart by `type`. */
export type WebhookEventOf<Events extends EventTypes<Events>> = {
  [Type in keyof Events & string]: WebhookEvent<Type, Events[Type]['body']>
}[keyof Events & string]

/** What a handler may return, beside a `Response`, where its event type declares `Answer`: nothing, where that allows undefined. */
type Answered<Answer> = Answer | Response | (undefined extends Answer ? void : never)

/**
 * Answers 204 when it returns nothing, 200 with the value as JSON when it returns one, and the
 * `Response` itself when it returns or throws that (see `gone` and `later`). When it throws anything
 * else, the answer is 500 and the sender retries.
 */
export type WebhookHandler<Type extends string | undefined = string, Body = unknown, Answer = unknown> = (
  event: WebhookEvent<Type, Body>,
) => Answered<Answer> | Promise<Answered<Answer>>

type AnswerOf<Event> = 'response' extends keyof Event ? Event['response'] : undefined

/** A handler for each event type of `Events` that is wanted; or, where no `Events` are given, for any name. */
export type WebhookHandlers<Events extends EventTypes<Events> = AnyEvents> = string extends keyof Events
  ? Readonly<Record<string, WebhookHandler>>
  : {
      readonly [Type in keyof Events & string]?: WebhookHandler<
        Type,
        Events[Type]['body'],
        AnswerOf<Events[Type]>
      >
    }
