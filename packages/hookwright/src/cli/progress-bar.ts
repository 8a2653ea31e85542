import type { Terminal } from './terminal.ts'

const width = 24

/**
 * How far something got, on the last line of a terminal: `[########----------------] 120 of 360 delivered`. Away from a
 * terminal nothing is drawn.
 */
export class ProgressBar {
  readonly #terminal: Terminal

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  draw(done: number, total: number, what: string): void {
    this.#terminal.status(`${bar(done, total)} ${what}`)
  }

  end(): void {
    this.#terminal.status('')
  }
}

/** Never full before all is done, and empty where nothing is known yet. */
export function bar(done: number, total: number): string {
  const share = total > 0 ? Math.min(done / total, 1) : 0
  const filled = Math.floor(share * width)
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}]`
}
