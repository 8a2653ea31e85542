import type { Clock } from '../clock.ts'
import { systemClock } from '../clock.ts'
import { checkContract } from '../contract/check.ts'
import { warn, type Logger } from '../delivery/logger.ts'
import { readForeignDocument, type ForeignDocument } from '../documents/document.ts'
import { whyUnreadable } from '../documents/download.ts'
import { HookwrightError } from '../errors.ts'
import { serve, type Serving } from '../http/node.ts'
import type { AcceptedDocument, Store } from '../store/store.ts'
import { GatewayApp } from './app.ts'
import type { Catalogue } from './catalogue.ts'
import { deliveryOf } from './delivery.ts'
import type { Settings } from './settings.ts'
import { DocumentSource } from './source.ts'

export interface GatewayOptions {
  settings: Settings
  /** A file, or an http or https URL. */
  source: string
  logger: Logger
  clock?: Clock
}

/** The name that the document is kept under: a database is one gateway's, however many processes that is. */
const keptAs = 'gateway'

/** Delivery for an API in any language: its OpenAPI document says which events there are, and it publishes them over HTTP. */
export class Gateway {
  readonly #settings: Settings
  readonly #source: DocumentSource
  readonly #logger: Logger
  readonly #clock: Clock
  readonly #own: GatewayApp
  #serving: Serving | undefined
  #endWatching = () => {}
  #checking: Promise<void> = Promise.resolve()
  /** Told once, until the source can be read again. */
  #isUnreadable = false
  #isDraining = false

  /** @throws HookwrightError `bad_option` */
  constructor({ settings, source, logger, clock = systemClock }: GatewayOptions) {
    this.#settings = settings
    this.#source = new DocumentSource(source)
    this.#logger = logger
    this.#clock = clock
    this.#own = new GatewayApp({
      delivery: { ...deliveryOf(settings), clock },
      apiKeys: settings.apiKeys,
      operatorKeys: settings.operatorKeys,
      bodyLimitBytes: settings.bodyLimitBytes,
      logger,
      whyNotReady: () => this.#whyNotReady(),
    })
  }

  get app() {
    return this.#own.app
  }

  get catalogue(): Catalogue | undefined {
    return this.#own.catalogue
  }

  /**
   * Listens, opens the store, delivers, and takes over the document: that of the source, or where that cannot be had or
   * is refused, the one that was taken over last.
   *
   * @throws HookwrightError `bad_document`, `document_refused`, `port_taken`, `store_failed`
   */
  async start(): Promise<Serving> {
    const { host, port, grace } = this.#settings
    const read = await this.#readFirst()
    const options = { port, hostname: host, handleSignals: false, graceMs: grace, print: () => {} }
    const serving = await serve(this.#own.app, options).catch((error: unknown) => {
      throw isPortTaken(error) ? portTaken(this.#settings, error) : error
    })
    this.#serving = serving
    try {
      await this.#takeFirst(read)
    } catch (error) {
      await serving.close()
      throw error
    }
    this.#endWatching = this.#source.watch(this.#settings.documentPoll, () => this.check())
    return serving
  }

  /** Looks whether the document has changed, and takes it over if it can be. Never rejects, and never runs twice at once. */
  check(): Promise<void> {
    this.#checking = this.#checking.then(() => this.#check())
    return this.#checking
  }

  /** The same, also for a document that has not changed: it may have been refused for something that is different by now. */
  async checkAgain(): Promise<void> {
    this.#source.forget()
    await this.check()
  }

  /** From now on `/readyz` answers 503, so that no more requests are sent here. */
  drain(): void {
    this.#isDraining = true
  }

  /** Takes no more requests and deliveries, lets what is under way finish, and closes the store. */
  async stop(): Promise<void> {
    this.drain()
    this.#endWatching()
    // A server that is slow to give the document must not use up the time there is to stop.
    this.#source.end()
    await this.#checking
    await this.#serving?.close()
  }

  async #whyNotReady(): Promise<string | null> {
    if (this.#isDraining) return 'The process is about to stop'
    if (!this.catalogue) return 'The document has not been read yet'
    try {
      await this.#store.nextDueAt()
      return null
    } catch {
      return 'The database does not answer'
    }
  }

  get #store(): Store {
    return this.#own.app.delivery.line.store
  }

  /** Before anything is opened: what is wrong with the document is told at once. */
  async #readFirst(): Promise<{ text: string } | { failure: HookwrightError }> {
    try {
      return { text: (await this.#source.read()) ?? '' }
    } catch (error) {
      const message = `${this.#source.name} cannot be read: ${whyUnreadable(error)}.`
      return { failure: new HookwrightError('bad_document', message, { cause: error }) }
    }
  }

  async #takeFirst(read: { text: string } | { failure: HookwrightError }): Promise<void> {
    const kept = await this.#store.findDocument(keptAs)
    try {
      if ('failure' in read) throw read.failure
      await this.#take(read.text, kept && documentOf(kept))
    } catch (error) {
      if (!kept || !(error instanceof HookwrightError)) throw error
      this.#tellRefused(error)
      this.#forgetUnlessFaulty(error)
      const when = new Date(kept.acceptedAt).toISOString()
      this.#own.offer(this.#own.catalogueOf(documentOf(kept)))
      this.#logger.warn(
        { event: 'document_accepted', source: kept.source, acceptedAt: when },
        `Serving the document that was taken over last instead, on ${when} from ${kept.source}.`,
      )
    }
  }

  async #check(): Promise<void> {
    let text: string | undefined
    try {
      text = await this.#source.read()
    } catch (error) {
      if (!this.#isUnreadable && !this.#isDraining) {
        warn(
          this.#logger,
          { event: 'document_unreadable', source: this.#source.name },
          `${this.#source.name} cannot be read; the document that is there stays`,
          whyUnreadable(error),
        )
      }
      this.#isUnreadable = true
      return
    }
    this.#isUnreadable = false
    if (text === undefined) return
    try {
      await this.#take(text, this.catalogue?.document)
    } catch (error) {
      this.#tellRefused(error)
      this.#forgetUnlessFaulty(error)
    }
  }

  /** What failed for another reason than the document, such as a database that is away, is tried again. */
  #forgetUnlessFaulty(error: unknown): void {
    const isFaulty =
      error instanceof HookwrightError &&
      ['bad_document', 'bad_declaration', 'document_refused'].includes(error.code)
    if (!isFaulty) this.#source.forget()
  }

  /** @throws HookwrightError `bad_document`, `bad_declaration`, `document_refused`; then the old one stays. */
  async #take(text: string, before: ForeignDocument | undefined): Promise<void> {
    const { name } = this.#source
    const document = readForeignDocument(text, name)
    const catalogue = this.#own.catalogueOf(document)
    if (before) await this.#compare(before, document)
    this.#own.offer(catalogue)
    this.#tellTaken(catalogue)
    await this.#keep({
      name: keptAs,
      source: name,
      text: new TextEncoder().encode(text),
      acceptedAt: this.#clock.now(),
    })
  }

  /** @throws HookwrightError `document_refused` where a breaking change hits subscribers. */
  async #compare(older: ForeignDocument, newer: ForeignDocument): Promise<void> {
    const { isRefused, message } = await checkContract({
      older,
      newer,
      store: this.#store,
      isBreakingAllowed: this.#settings.allowBreaking,
    })
    if (isRefused)
      throw new HookwrightError('document_refused', `it breaks what subscribers rely on:\n${message}`)
    if (message !== '') this.#logger.warn({ event: 'document_warning', source: this.#source.name }, message)
  }

  async #keep(document: AcceptedDocument): Promise<void> {
    try {
      await this.#store.putDocument(document)
    } catch (error) {
      const { name } = this.#store
      const message = 'The document was taken over, but could not be kept for the next start'
      warn(this.#logger, { event: 'store_failed', store: name, operation: 'putDocument' }, message, error)
    }
  }

  #tellTaken({ document, events, warnings }: Catalogue): void {
    const { title, version } = document
    for (const warning of warnings) {
      this.#logger.warn({ event: 'document_warning', source: this.#source.name }, warning)
    }
    const unusable = [...events.values()].filter(({ problem }) => problem !== null).length
    const except = unusable === 0 ? '' : `, ${unusable} of which cannot be published`
    this.#logger.info(
      { event: 'document_accepted', source: this.#source.name, title, version, events: events.size },
      `${title} ${version} from ${this.#source.name}: ${events.size} events${except}.`,
    )
  }

  #tellRefused(error: unknown): void {
    const { name } = this.#source
    warn(
      this.#logger,
      { event: 'document_refused', source: name },
      `The document of ${name} is refused, and the one that is there stays`,
      error,
    )
  }
}

function isPortTaken(error: unknown): boolean {
  return error instanceof HookwrightError && error.code === 'port_taken'
}

function portTaken({ port, host }: Settings, cause: unknown): HookwrightError {
  const message = `Port ${port} on ${host} is taken by another process. Stop that one, or choose another: --port ${port + 1}.`
  return new HookwrightError('port_taken', message, { cause })
}

function documentOf({ text, source }: AcceptedDocument): ForeignDocument {
  return readForeignDocument(new TextDecoder().decode(text), source)
}
