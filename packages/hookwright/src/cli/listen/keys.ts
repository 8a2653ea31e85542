import type { ReadStream } from 'node:tty'

/** What a key press asks for. */
export type KeyCommand =
  | { kind: 'replay'; number: number | 'last' }
  | { kind: 'typing'; digits: string }
  | { kind: 'help' }
  | { kind: 'quit' }

/**
 * Makes commands of key presses: `r` asks to replay the last event, digits and Enter (or `r`) another one, `?` for
 * help, `q` or Ctrl-C to quit.
 */
export class KeyReader {
  #digits = ''

  /** Of what came together, since somebody who pastes or types fast presses many keys at once. */
  read(text: string): KeyCommand[] {
    return Array.from(text).flatMap((key) => this.#press(key) ?? [])
  }

  #press(key: string): KeyCommand | undefined {
    if (/^\d$/.test(key)) {
      this.#digits = (this.#digits + key).slice(0, 9)
      return { kind: 'typing', digits: this.#digits }
    }
    const digits = this.#digits
    this.#digits = ''
    switch (key) {
      case 'r':
      case '\r':
      case '\n':
        if (digits !== '') return { kind: 'replay', number: Number(digits) }
        return key === 'r' ? { kind: 'replay', number: 'last' } : undefined
      case '?':
      case 'h':
        return { kind: 'help' }
      case 'q':
      case '\u0003': // Ctrl-C, which is no signal while keys are read one by one.
      case '\u0004': // Ctrl-D
        return { kind: 'quit' }
      default:
        return digits === '' ? undefined : { kind: 'typing', digits: '' }
    }
  }
}

/** Reads a terminal key by key, until the returned function is called. */
export function readKeys(input: ReadStream, on: (command: KeyCommand) => void): () => void {
  const reader = new KeyReader()
  const onData = (data: Buffer) => reader.read(data.toString()).forEach(on)
  input.setRawMode(true)
  input.on('data', onData)
  input.resume()
  return () => {
    input.off('data', onData)
    input.setRawMode(false)
    input.pause()
  }
}
