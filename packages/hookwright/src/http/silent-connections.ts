import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Connections by which nothing was asked yet, as browsers open them ahead of need. To Node they are not idle, and so
 * would keep a server from closing.
 */
export class SilentConnections {
  readonly #sockets = new Set<Socket>()
  #enough = 64

  constructor(server: Server) {
    // No listener for the end of each socket: with one, V8 was seen to keep most requests of a busy connection until it
    // collected old garbage, and moving them there took as long as answering them.
    server.on('connection', (socket) => {
      if (this.#sockets.size >= this.#enough) this.#forget()
      this.#sockets.add(socket)
    })
  }

  close(): void {
    this.#forget()
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Drops those that are gone or have spoken; so rarely that a connection pays for its own only. */
  #forget(): void {
    for (const socket of this.#sockets) {
      if (socket.destroyed || socket.bytesRead > 0) this.#sockets.delete(socket)
    }
    this.#enough = Math.max(64, 2 * this.#sockets.size)
  }
}
