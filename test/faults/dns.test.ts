import { createServer } from 'node:http'
import { once } from 'node:events'

import { expect, test } from 'vitest'

import { Dispatching } from '../../packages/hookwright/test/support/dispatching.ts'
import { startReceiver } from '../../packages/hookwright/test/support/receiver.ts'
import { startDns } from './support/dns.ts'
import { eventually } from './support/eventually.ts'

/** Stands for the public internet, to which tests must not go: the one address that is allowed. */
const publicAddress = '127.0.0.1'
const privateAddress = '127.0.0.2'

const policy = { allowHttp: true, allowPrivateNetworks: [publicAddress] }

/** What must not be reached: the same port of the private address. */
async function startInner(port: number) {
  let connections = 0
  const server = createServer((_, response) => response.end()).on('connection', () => connections++)
  server.listen(port, privateAddress)
  await once(server, 'listening')
  return { connections: () => connections, [Symbol.dispose]: () => void server.close() }
}

test('scenario 23: a name turns from public to private between two connections: only the checked address is dialled', async () => {
  await using line = await Dispatching.open()
  await using receiver = await startReceiver((response) => response.setHeader('connection', 'close').end())
  using inner = await startInner(receiver.port)
  await using dns = await startDns((_, question) => [question === 1 ? publicAddress : privateAddress])
  const endpointId = await line.endpoint(`http://rebound.test:${receiver.port}/`)
  const dispatcher = line.start({ policy, resolver: dns.resolve })
  await line.send(endpointId)
  dispatcher.wake()
  await eventually('the first attempt is recorded', () => line.reports.length === 1)
  await line.send(endpointId)
  dispatcher.wake()
  await eventually('the second is recorded', () => line.reports.length === 2)
  expect(line.reports.map(({ outcome }) => outcome)).toEqual(['succeeded', 'blocked'])
  // One question for each connection: there is no second one between the check and the dialling.
  expect(dns.questions).toEqual(['rebound.test', 'rebound.test'])
  expect(receiver.requests).toHaveLength(1)
  expect(inner.connections()).toBe(0)
})

test.each([
  ['public first', [publicAddress, privateAddress]],
  ['private first', [privateAddress, publicAddress]],
])('scenario 23: a mixed answer of DNS, %s, is refused and nothing is dialled', async (_, addresses) => {
  await using line = await Dispatching.open()
  await using receiver = await startReceiver((response) => response.end())
  using inner = await startInner(receiver.port)
  await using dns = await startDns(() => addresses)
  const endpointId = await line.endpoint(`http://mixed.test:${receiver.port}/`)
  await line.send(endpointId)
  line.start({ policy, resolver: dns.resolve })
  await eventually('the attempt is recorded', () => line.reports.length === 1)
  expect(line.reports[0]?.outcome).toBe('blocked')
  expect(line.reports[0]?.error).toContain(privateAddress)
  expect(receiver.connections() + inner.connections()).toBe(0)
})
