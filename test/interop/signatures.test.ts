import { verify, WebhookVerificationError } from '@hookwright/receiver'
import { generateSecret, sign } from '@hookwright/receiver/sign'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
const now = new Date('2026-11-23T12:00:00Z')
const timestamp = now.getTime() / 1000
const secret = generateSecret()

const bodies = {
  'plain JSON': '{"username":"ada","monthly_fee":9.5}',
  'JSON with white space and its keys out of order': '{ "b" : 1,\n  "a" : 2 }\n',
  'JSON beyond ASCII': '{"title":"Der Tragödie erster Teil","author":"李白","mood":"🪝"}',
  'U+2028 and a big integer': '{"text":"a\u2028b","n":12345678901234567890}',
  'text that is no JSON': 'naïve — not JSON',
}

const others = {
  standardwebhooks: {
    sign: (key: string, body: string) => new StandardWebhook(key).sign(id, now, body),
    verify: (key: string, body: string | Buffer, headers: Record<string, string>) =>
      // Unless told otherwise it parses the body, and throws where that is no JSON.
      new StandardWebhook(key).verify(body, headers, { jsonParse: false }),
  },
  svix: {
    sign: (key: string, body: string) => new SvixWebhook(key).sign(id, now, body),
    verify: (key: string, body: string | Buffer, headers: Record<string, string>) =>
      new SvixWebhook(key).verify(body, headers),
  },
}

function headersWith(signature: string): Record<string, string> {
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature }
}

beforeEach(() => {
  // The others read the clock themselves.
  vi.useFakeTimers({ now, toFake: ['Date'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe.each(Object.entries(others))('with %s', (_name, other) => {
  it.each(Object.entries(bodies))(
    'we sign %s as it does, and each verifies the other',
    async (_what, body) => {
      const ours = await sign({ id, timestamp, body, secret })
      const theirs = other.sign(secret, body)
      expect(theirs).toBe(ours)
      expect(() => other.verify(secret, body, headersWith(ours))).not.toThrow()
      await expect(verify({ headers: headersWith(theirs), body, secret })).resolves.toEqual({
        id,
        timestamp: now,
      })
    },
  )

  it('bytes are signed like the text they encode', async () => {
    const body = bodies['JSON beyond ASCII']
    const ours = await sign({ id, timestamp, body: new TextEncoder().encode(body), secret })
    expect(() => other.verify(secret, Buffer.from(body), headersWith(ours))).not.toThrow()
  })

  it('during a rotation it verifies what we signed with both secrets', async () => {
    const next = generateSecret()
    const body = bodies['plain JSON']
    const ours = await sign({ id, timestamp, body, secret: [next, secret] })
    expect(() => other.verify(secret, body, headersWith(ours))).not.toThrow()
    expect(() => other.verify(next, body, headersWith(ours))).not.toThrow()
  })

  it('both refuse a changed body, another id, another secret and an old timestamp', async () => {
    const body = bodies['JSON beyond ASCII']
    const headers = headersWith(await sign({ id, timestamp, body, secret }))
    const old = timestamp - 301
    const forged = [
      { body: body.replace('ö', 'o'), headers, secret },
      { body, headers: { ...headers, 'webhook-id': 'msg_other' }, secret },
      { body, headers, secret: generateSecret() },
      {
        body,
        headers: {
          ...headers,
          'webhook-timestamp': String(old),
          'webhook-signature': await sign({ id, timestamp: old, body, secret }),
        },
        secret,
      },
    ]
    for (const attempt of forged) {
      expect(() => other.verify(attempt.secret, attempt.body, attempt.headers)).toThrow()
      await expect(verify(attempt)).rejects.toThrow(WebhookVerificationError)
    }
  })
})
