import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Connections by which nothing was asked yet, as browsers open them ahead of need. To Node they are not idle, and so
 * would keep a server from closing.
 */
export class SilentConnections {
  readonly #sockets = new Set<Socket>()

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  close(): void {
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy()
  }
}
