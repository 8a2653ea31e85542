import { request as requestByHttp } from 'node:http'
import { request as requestByHttps } from 'node:https'
import { isIP } from 'node:net'
import type { LookupFunction, Socket } from 'node:net'
import { buildConnector } from 'undici'
import type { EgressProxy } from './egress-proxy.ts'
import { TunnelError, unreached } from './tunnel-error.ts'
import { userAgent } from '../version.ts'

export interface TunnelOptions {
  proxy: EgressProxy
  /** Resolves the host names of endpoints; see `pinnedLookup`. Not that of the proxy, which the operator has chosen. */
  lookup: LookupFunction
  /** How long the proxy may take to connect. */
  timeoutMs: number
}

/**
 * Makes connections through a proxy, by CONNECT (RFC 9110, section 9.3.6) also for plain `http:`. The proxy is told
 * one of the addresses that the guard has passed, so that there is no second resolution whose answer could differ;
 * Host, the name that TLS asks for and the name in the certificate are those of the URL all the same.
 */
export function tunnelConnector({ proxy, lookup, timeoutMs }: TunnelOptions): buildConnector.connector {
  const upgrade = buildConnector({ timeout: timeoutMs })

  async function open(hostname: string, port: string): Promise<Socket> {
    const deadline = AbortSignal.timeout(timeoutMs)
    const isAsItIs = proxy.resolves || isIP(hostname) !== 0
    const hosts = isAsItIs ? [hostname] : await addressesOf(hostname, lookup, deadline)
    let refusal: unknown
    for (const host of hosts) {
      try {
        return await connect(proxy, `${isIP(host) === 6 ? `[${host}]` : host}:${port}`, deadline)
      } catch (error) {
        const isOfThisAddress = error instanceof TunnelError && unreached.has(error.status)
        if (!isOfThisAddress) throw error
        refusal = error
      }
    }
    throw refusal
  }

  return (options, callback) => {
    const { hostname, protocol } = options
    const isTls = protocol === 'https:'
    open(hostname, options.port || (isTls ? '443' : '80')).then(
      (socket) => {
        const problem = problemOf(socket)
        if (problem !== null) {
          socket.destroy()
          callback(new TunnelError('interrupted', problem), null)
        } else if (isTls) upgrade({ ...options, httpSocket: socket }, callback)
        else callback(null, socket)
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    )
  }
}

/**
 * Why a new tunnel is of no use, or null. undici would take it for a connection that was lost while idle, and make
 * another one, and another.
 */
function problemOf(socket: Socket): string | null {
  if (socket.readableLength > 0) return 'What answers there speaks before it is asked, so it is not HTTP.'
  const isClosed = socket.destroyed || socket.readableEnded
  return isClosed ? 'The connection was closed before the request was sent.' : null
}

function addressesOf(hostname: string, lookup: LookupFunction, deadline: AbortSignal): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const giveUp = () =>
      reject(new TunnelError('timed_out', `${hostname} was not resolved within the timeout.`))
    deadline.addEventListener('abort', giveUp, { once: true })
    lookup(hostname, { all: true }, (error, addresses) => {
      if (error) reject(error)
      else resolve(Array.isArray(addresses) ? addresses.map(({ address }) => address) : [addresses])
    })
  })
}

function connect(proxy: EgressProxy, target: string, deadline: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const request = (proxy.isSecure ? requestByHttps : requestByHttp)({
    method: 'CONNECT',
    host: proxy.hostname,
    port: proxy.port,
    path: target,
    // Else it would be taken from the Host header, and the certificate be compared with that.
    servername: isIP(proxy.hostname) === 0 ? proxy.hostname : '',
    headers: {
      host: target,
      'user-agent': userAgent,
      connection: 'keep-alive',
      ...(proxy.authorization !== null && { 'proxy-authorization': proxy.authorization }),
    },
    agent: false,
  })
  const giveUp = () => request.destroy(deadlinePassed)
  if (deadline.aborted) giveUp()
  deadline.addEventListener('abort', giveUp, { once: true })
  request.on('error', (error) => reject(failed(proxy, error)))
  // Whatever the status is.
  request.once('connect', ({ statusCode = 0, statusMessage = '' }, socket: Socket, head) => {
    deadline.removeEventListener('abort', giveUp)
    // Until it is in use nobody else listens, and an error that nobody hears would end the process.
    socket.on('error', () => {})
    if (statusCode >= 200 && statusCode < 300) {
      if (head.length > 0) socket.unshift(head)
      return resolve(socket)
    }
    socket.destroy()
    reject(refused(proxy, target, statusCode, statusMessage))
  })
  request.end()
  return promise.finally(() => deadline.removeEventListener('abort', giveUp))
}

const deadlinePassed = new Error('The proxy did not connect in time.')

function failed({ name }: EgressProxy, cause: Error): TunnelError {
  if (cause === deadlinePassed) {
    return new TunnelError('timed_out', `The proxy ${name} made no connection within the timeout.`, { cause })
  }
  // A name with several addresses, none of which answered: Node leaves the message empty.
  const { message }: { message: string } =
    cause instanceof AggregateError && cause.errors[0] instanceof Error ? cause.errors[0] : cause
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  const reason = message.includes(code) ? message : `${message}, ${code}`
  return new TunnelError('unreachable', `The proxy ${name} cannot be used (${reason}).`, { cause })
}

function refused({ name }: EgressProxy, target: string, status: number, said: string): TunnelError {
  const answer = `${status} ${said.replaceAll(/[^ -~]/g, '').slice(0, 100)}`.trim()
  const cure =
    status === 407
      ? ' Check the user and password in delivery.proxyUrl, and whom the proxy lets connect where.'
      : ''
  return new TunnelError(
    'unreachable',
    `The proxy ${name} made no connection to ${target}: it answered ${answer}.${cure}`,
    { status },
  )
}
