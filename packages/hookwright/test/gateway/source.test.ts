import { expect, test } from 'vitest'

import { DocumentSource } from '../../src/gateway/source.ts'
import { startReceiver } from '../support/receiver.ts'

test('a read of a server that does not answer ends as soon as it is told to', async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  await using server = await startReceiver(() => ask())
  const source = new DocumentSource(`${server.origin}/openapi.json`)
  const reading = source.read().then(
    () => 'read',
    () => 'ended',
  )
  await asked
  source.end()
  expect(await reading).toBe('ended')
})

test('a password in the URL is sent as one, and not shown', async () => {
  await using server = await startReceiver((response) => void response.end('{}'))
  const url = `${server.origin.replace('//', '//me:hunter%202@')}/openapi.json?token=secret`
  const source = new DocumentSource(url)
  expect(source.name).toBe(`${server.origin}/openapi.json?…`)
  expect(await source.read()).toBe('{}')
  expect(server.requests[0]).toMatchObject({
    path: '/openapi.json?token=secret',
    headers: { authorization: `Basic ${Buffer.from('me:hunter 2').toString('base64')}` },
  })
})
