import type { Server } from 'node:http'
import { isIPv6 } from 'node:net'

import { HookwrightError } from '../errors.ts'

export interface ListenOptions {
  port: number
  hostname: string
  /** How to say another port, for who finds this one taken: `serve(app, { port: 8001 })`. */
  other: (port: number) => string
}

/** @throws HookwrightError `port_taken` */
export function listen(server: Server, { port, hostname, other }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error)
      const message = `Port ${port} on ${hostname} is taken by another process. Stop that one, or choose another port: ${other(port + 1)}.`
      reject(new HookwrightError('port_taken', message, { cause: error }))
    })
    server.listen(port, hostname, resolve)
  })
}

/** `http://127.0.0.1:8000` */
export function urlOf(server: Server, hostname: string): string {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return `http://${isIPv6(hostname) ? `[${hostname}]` : hostname}:${port}`
}
