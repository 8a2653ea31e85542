import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as real } from 'node:timers/promises'

/** A binary of Redis 7 or newer: `REDIS_SERVER`, or the one on the path. npm has none to bring along. */
const binary = process.env['REDIS_SERVER'] ?? 'redis-server'

export function hasRedis(): boolean {
  return spawnSync(binary, ['--version']).status === 0
}

export interface Redis extends AsyncDisposable {
  send(command: string[]): Promise<unknown>
}

/** A server without a file, and a connection to it. */
export async function startRedis(): Promise<Redis> {
  const port = await freePort()
  const child = spawn(binary, ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
    stdio: 'ignore',
  })
  const socket = await connected(port)
  return {
    send: (command) => sendCommand(socket, command),
    async [Symbol.asyncDispose]() {
      socket.destroy()
      child.kill()
      await once(child, 'exit')
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = Object.assign({ port: 0 }, server.address())
  server.close()
  await once(server, 'close')
  return port
}

async function connected(port: number): Promise<Socket> {
  for (let tries = 0; ; tries++) {
    const socket = connect(port, '127.0.0.1')
    const opened = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    if (opened) return socket
    if (tries === 500) throw new Error('Redis does not listen.')
    await real(10)
  }
}

/** Redis' protocol (RESP2), as far as short strings, numbers and null go; one command at a time. */
async function sendCommand(socket: Socket, command: string[]): Promise<unknown> {
  const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`)
  socket.write(`*${command.length}\r\n${parts.join('')}`)
  let reply = ''
  while (!/^([+:-].*|\$-1|\$\d+\r\n.*)\r\n$/.test(reply)) {
    const [chunk] = await once(socket, 'data')
    reply += String(chunk)
  }
  const [head = '', text] = reply.split('\r\n')
  if (head.startsWith('-')) throw new Error(head)
  return head.startsWith('$') ? (head === '$-1' ? null : text) : head.slice(1)
}
