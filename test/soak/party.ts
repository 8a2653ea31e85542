import type { Fixture } from '../faults/support/fixture.ts'

/** One sender or worker, through all its processes. */
export class Party {
  readonly #start: () => Fixture | null
  #process: Fixture | null = null
  isRunning = false
  /** Lines of its process that `Acknowledged` has read. */
  linesRead = 0

  constructor(startProcessOrNot: () => Fixture | null) {
    this.#start = startProcessOrNot
  }

  get lines(): readonly string[] {
    return this.#process?.lines ?? []
  }

  start(): void {
    const running = this.#start()
    if (!running) return
    this.#process = running
    this.linesRead = 0
    this.isRunning = true
    void running.ended.then(() => {
      this.isRunning = false
    })
  }

  async kill(): Promise<void> {
    this.#process?.kill('SIGKILL')
    await this.#process?.ended
  }
}
