import { z } from 'zod'

import { MessageSummaryView, NewSampleBody, SampleView } from '../../endpoints/message-views.ts'
import {
  DeliveryView,
  DeliveryWithAttemptsView,
  EndpointChangeBody,
  EndpointView,
  EndpointWithSecretView,
  EventTypeView,
  MessageView,
  NewEndpointBody,
  NewReplayBody,
  ReplayView,
  SentView,
} from '../../endpoints/views.ts'
import { CommandError } from '../failure.ts'
import { refusal, unreachable } from './refusal.ts'
import type { ServerOptions } from './options.ts'

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>

interface Page {
  limit?: number | undefined
  after?: string | undefined
}

interface Call {
  query?: Query
  body?: unknown
  /** What is asked for, where it may not exist: `endpoint ep_1`. */
  what?: string
}

/** The management API of a running server. Answers are read with the very schemas that the server writes them with. */
export class ManagementClient {
  readonly #options: ServerOptions

  constructor(options: ServerOptions) {
    this.#options = options
  }

  /** For messages to people. */
  get server(): string {
    return this.#options.url
  }

  eventTypes() {
    return this.#call('GET', '/event-types', z.array(EventTypeView))
  }

  listEndpoints(page: Page) {
    return this.#call('GET', '/endpoints', z.array(EndpointView), { query: { ...page } })
  }

  endpoint(id: string) {
    return this.#call('GET', `/endpoints/${encodeURIComponent(id)}`, EndpointView, { what: `endpoint ${id}` })
  }

  createEndpoint(body: z.input<typeof NewEndpointBody>) {
    return this.#call('POST', '/endpoints', EndpointWithSecretView, { body })
  }

  updateEndpoint(id: string, body: z.input<typeof EndpointChangeBody>) {
    return this.#call('PATCH', `/endpoints/${encodeURIComponent(id)}`, EndpointView, {
      body,
      what: `endpoint ${id}`,
    })
  }

  async deleteEndpoint(id: string): Promise<void> {
    await this.#call('DELETE', `/endpoints/${encodeURIComponent(id)}`, z.undefined(), {
      what: `endpoint ${id}`,
    })
  }

  rotateSecret(id: string) {
    return this.#call('POST', `/endpoints/${encodeURIComponent(id)}/rotate-secret`, EndpointWithSecretView, {
      what: `endpoint ${id}`,
    })
  }

  listMessages(query: Page & { eventTypes?: readonly string[]; since?: string; until?: string }) {
    return this.#call('GET', '/messages', z.array(MessageSummaryView), { query: { ...query } })
  }

  message(id: string) {
    return this.#call('GET', `/messages/${encodeURIComponent(id)}`, MessageView, { what: `message ${id}` })
  }

  listDeliveries(
    query: Page & {
      messageId?: string
      endpointId?: string
      state?: string
      replayId?: string
      eventTypes?: readonly string[]
      since?: string
      until?: string
    },
  ) {
    return this.#call('GET', '/deliveries', z.array(DeliveryView), { query: { ...query } })
  }

  delivery(id: string) {
    return this.#call('GET', `/deliveries/${encodeURIComponent(id)}`, DeliveryWithAttemptsView, {
      what: `delivery ${id}`,
    })
  }

  resend(deliveryId: string) {
    return this.#call('POST', `/deliveries/${encodeURIComponent(deliveryId)}/resend`, DeliveryView, {
      what: `delivery ${deliveryId}`,
    })
  }

  startReplay(endpointId: string, body: z.input<typeof NewReplayBody>) {
    return this.#call('POST', `/endpoints/${encodeURIComponent(endpointId)}/replays`, ReplayView, {
      body,
      what: `endpoint ${endpointId}`,
    })
  }

  replay(endpointId: string, replayId: string) {
    return this.#call('GET', `/endpoints/${encodeURIComponent(endpointId)}/replays/${replayId}`, ReplayView, {
      what: `replay ${replayId}`,
    })
  }

  makeSample(body: z.input<typeof NewSampleBody>) {
    return this.#call('POST', '/samples', SampleView, { body })
  }

  sendTestMessage(body: z.input<typeof NewSampleBody>) {
    return this.#call('POST', '/test-messages', SentView, { body })
  }

  /** The stream of new messages, as it comes. */
  async openStream(query: Query, lastEventId: string | undefined, signal: AbortSignal): Promise<Response> {
    const headers = { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) }
    const response = await this.#fetch('GET', '/listen', { query, headers, signal })
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) return response
    await response.body?.cancel()
    throw this.#notHookwright('/listen', 'it answers with no stream')
  }

  async #call<S extends z.ZodType>(
    method: string,
    path: string,
    schema: S,
    { query, body, what }: Call = {},
  ): Promise<z.output<S>> {
    const response = await this.#fetch(method, path, { query, body, what })
    const text = await response.text()
    const result = schema.safeParse(text === '' ? undefined : parse(text))
    if (result.success) return result.data
    throw this.#notHookwright(path, z.prettifyError(result.error))
  }

  async #fetch(
    method: string,
    path: string,
    { query, body, what, ...init }: Call & { headers?: Record<string, string>; signal?: AbortSignal },
  ): Promise<Response> {
    const { token, tenant } = this.#options
    const url = this.#urlOf(path, { tenant, ...query })
    const request = new Request(url, {
      ...init,
      method,
      headers: {
        ...init.headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'manual',
    })
    let response
    try {
      response = await fetch(request)
    } catch (error) {
      throw unreachable(this.#options.url, error)
    }
    if (response.ok) return response
    throw refusal(response.status, parse(await response.text()), { ...this.#options, path, what })
  }

  #urlOf(path: string, query: Query): URL {
    const { url, api } = this.#options
    const mounted = [url, api, path].map((part) => part.replaceAll(/^\/+|\/+$/g, ''))
    const found = new URL(mounted.filter((part) => part !== '').join('/'))
    for (const [name, value] of Object.entries(query)) {
      for (const each of [value ?? []].flat()) found.searchParams.append(name, String(each))
    }
    return found
  }

  #notHookwright(path: string, why: string): CommandError {
    const { url, api } = this.#options
    return new CommandError(
      'not_hookwright',
      `What answers at ${url}${api}${path} does not speak the management API of this version of Hookwright: ${why}\n` +
        'Check --url and --api, and that server and command are of one version.',
    )
  }
}

/** Undefined for what is no JSON: it then fits no schema. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
