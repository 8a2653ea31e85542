import { createHash } from 'node:crypto'
import { watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'

import { download, isUrl, shownSource } from '../documents/download.ts'

/** Editors and Kubernetes change a file in several steps. */
const settleMs = 100

/** The file or URL that a document is read from, again and again. */
export class DocumentSource {
  /** As people are told it. */
  readonly name: string
  readonly #location: string
  readonly #ending = new AbortController()
  #digest: string | undefined
  #conditions: Readonly<Record<string, string>> = {}

  /** @param location A path, or an http or https URL. */
  constructor(location: string) {
    this.name = shownSource(location)
    this.#location = location
  }

  get isUrl(): boolean {
    return isUrl(this.#location)
  }

  /** What is there now; undefined where that is what was read last. Throws where it cannot be had. */
  async read(): Promise<string | undefined> {
    const text = await (this.isUrl ? this.#fetch() : readFile(this.#location, 'utf8'))
    if (text === undefined) return undefined
    const digest = createHash('sha256').update(text).digest('base64')
    if (digest === this.#digest) return undefined
    this.#digest = digest
    return text
  }

  /** The next `read` gives what is there, also where that has not changed. */
  forget(): void {
    this.#digest = undefined
    this.#conditions = {}
  }

  /** Ends a `read` of a URL that is under way, which throws, and all to come. */
  end(): void {
    this.#ending.abort()
  }

  async #fetch(): Promise<string | undefined> {
    const found = await download(this.#location, this.#conditions, this.#ending.signal)
    if (found) this.#conditions = found.conditions
    return found?.text
  }

  /**
   * Calls `check` every `everyMs`, and for a file also when its folder changes, never before the last call has ended.
   * The returned function ends that. By itself it keeps no process alive.
   */
  watch(everyMs: number, check: () => Promise<void>): () => void {
    let timer: NodeJS.Timeout | undefined
    let isChecking = false
    let isEnded = false
    const plan = (ms: number) => {
      clearTimeout(timer)
      if (!isEnded) timer = setTimeout(run, ms).unref()
    }
    const run = () => {
      if (isChecking) return plan(settleMs)
      isChecking = true
      void check().finally(() => {
        isChecking = false
        plan(everyMs)
      })
    }
    const endHints = this.isUrl ? () => {} : onFolderChange(this.#location, () => plan(settleMs))
    plan(everyMs)
    return () => {
      isEnded = true
      clearTimeout(timer)
      endHints()
    }
  }
}

/** Hints only, where the system gives any: network drives give none, so that asking again is the truth. */
function onFolderChange(file: string, tell: () => void): () => void {
  try {
    // The folder, since a file that is replaced by another is no longer the one that was watched.
    const watcher = watch(dirname(resolve(file)), { persistent: false }, (_event, changed) => {
      // Kubernetes changes what is behind a link, `..data`; of other files, such as a database, there is much to hear.
      if (changed === null || changed === basename(file) || changed.startsWith('..')) tell()
    })
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return () => {}
  }
}
