import { expect, test } from 'vitest'
import { z } from 'zod'

import { eventStream } from '../../src/index.ts'
import { serve } from '../../src/node.ts'
import { appOf } from '../support/declare.ts'

test('a client that closes its connection to a real server aborts the signal and ends the generator', async () => {
  const ended = Promise.withResolvers<unknown>()
  const app = appOf((it) =>
    it.get('/x', { response: eventStream(z.int()) }, async function* ({ signal }) {
      try {
        yield { data: 1 }
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
        })
      } finally {
        ended.resolve(signal.aborted)
      }
    }),
  )
  const serving = await serve(app, { port: 0, handleSignals: false, print: () => {} })
  try {
    const leaving = new AbortController()
    const response = await fetch(`${serving.url}/x`, { signal: leaving.signal })
    const first = await response.body?.getReader().read()
    expect(new TextDecoder().decode(first?.value)).toBe('data: 1\n\n')
    leaving.abort()
    expect(await ended.promise).toBe(true)
  } finally {
    await serving.close()
  }
})
