import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'

export interface DnsServer extends AsyncDisposable {
  /** Names that were asked for, in order. */
  questions: string[]
  /** Asks this server and no other. */
  resolve: (hostname: string) => Promise<{ address: string; family: number }[]>
}

/** A DNS server on loopback that answers questions for A records (RFC 1035), never to be cached. */
export async function startDns(
  addressesOf: (hostname: string, question: number) => readonly string[],
): Promise<DnsServer> {
  const questions: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const { name, end } = readName(query, headerLength)
    questions.push(name)
    const addresses = addressesOf(name, questions.length)
    socket.send(answerTo(query, end + 4, addresses), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const resolver = new Resolver({ timeout: 2_000, tries: 1 })
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  return {
    questions,
    async resolve(hostname) {
      return (await resolver.resolve4(hostname)).map((address) => ({ address, family: 4 }))
    },
    async [Symbol.asyncDispose]() {
      resolver.cancel()
      await new Promise<void>((resolve) => socket.close(resolve))
    },
  }
}

const headerLength = 12

function readName(packet: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = []
  let at = start
  for (let length = packet.readUInt8(at); length > 0; length = packet.readUInt8(at)) {
    labels.push(packet.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), end: at + 1 }
}

/** `questionEnd` is behind the type and class of the only question. */
function answerTo(query: Buffer, questionEnd: number, addresses: readonly string[]): Buffer {
  const header = Buffer.alloc(headerLength)
  query.copy(header, 0, 0, 2)
  // A response, authoritative, recursion desired and available.
  header.writeUInt16BE(0x8580, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(addresses.length, 6)
  const records = addresses.map((address) => {
    // The name is a pointer to the question's; A, IN, TTL 0, four bytes.
    const record = Buffer.from([0xc0, headerLength, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4])
    return Buffer.concat([record, Buffer.from(address.split('.').map(Number))])
  })
  return Buffer.concat([header, query.subarray(headerLength, questionEnd), ...records])
}
