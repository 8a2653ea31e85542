import { describe, expect, test } from 'vitest'
import { createReceiver } from '../../src/index.ts'
import { github } from '../../src/presets.ts'
import { hmacOf, nowSeconds, receive, refused } from './opening.ts'

/** Published by GitHub ("Validating webhook deliveries", Testing the webhook payload validation). */
const published = {
  secret: "It's a Secret to Everybody",
  body: 'Hello, World!',
  signature: 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
}

const delivery = '72d3162e-cc78-11e3-81ab-4c9367dc0958'

function headers(body: string, secret = published.secret) {
  return {
    'x-hub-signature-256': `sha256=${hmacOf(secret, body)}`,
    'x-github-event': 'issues',
    'x-github-delivery': delivery,
  }
}

describe('GitHub', () => {
  test('its published vector verifies; its body is no JSON, and that is what is refused', async () => {
    const sent = { ...headers(''), 'x-hub-signature-256': published.signature }
    expect(await receive(github(published.secret), sent, published.body)).toEqual(
      refused(400, 'malformed_json'),
    )
    expect(await receive(github(published.secret), sent, `${published.body}!`)).toEqual(
      refused(401, 'no_matching_signature'),
    )
  })

  test('an event has the type, the id and the body of the delivery', async () => {
    const body = '{"action": "opened"}'
    const { status, event } = await receive(github(published.secret), headers(body), body)
    expect(status).toBe(204)
    expect(event).toMatchObject({ id: delivery, type: 'issues', body: { action: 'opened' } })
    expect(event?.timestamp).toEqual(new Date(nowSeconds * 1000))
  })

  test('a body that is a form is read from its payload', async () => {
    const body = `payload=${encodeURIComponent('{"action":"opened"}')}`
    const form = { ...headers(body), 'content-type': 'application/x-www-form-urlencoded' }
    expect((await receive(github(published.secret), form, body)).event?.body).toEqual({ action: 'opened' })
  })

  test.each([
    ['of another secret', headers('{}', 'another'), 401, 'no_matching_signature'],
    [
      'without its prefix',
      { ...headers('{}'), 'x-hub-signature-256': hmacOf(published.secret, '{}') },
      401,
      'no_matching_signature',
    ],
    [
      'that is cut short',
      { ...headers('{}'), 'x-hub-signature-256': 'sha256=7571' },
      401,
      'no_matching_signature',
    ],
    [
      'that is no hexadecimal',
      { ...headers('{}'), 'x-hub-signature-256': 'sha256=zz' },
      401,
      'no_matching_signature',
    ],
    ['that is empty', { ...headers('{}'), 'x-hub-signature-256': ' ' }, 400, 'missing_header'],
  ])('a signature %s is refused', async (_, sent, status, code) => {
    expect(await receive(github(published.secret), sent, '{}')).toEqual(refused(status, code))
  })

  test('a delivery without its event type is refused', async () => {
    const sent = { ...headers('{}'), 'x-github-event': '' }
    expect(await receive(github(published.secret), sent, '{}')).toEqual(refused(400, 'missing_header'))
  })

  test('several secrets and a look-up work as with Standard Webhooks', async () => {
    const sent = headers('{}', 'new')
    expect((await receive(github(['old', 'new']), sent, '{}')).status).toBe(204)
    expect(
      (
        await receive(
          github(async () => 'new'),
          sent,
          '{}',
        )
      ).status,
    ).toBe(204)
    expect((await receive(github('old'), sent, '{}')).status).toBe(401)
  })

  test('a secret that is missing is told at once', () => {
    for (const secret of ['', ' \n', []]) {
      expect(() => github(secret)).toThrow(expect.objectContaining({ code: 'invalid_secret' }))
    }
  })

  test('handlers are typed and found by the names of GitHub', async () => {
    const receiver = createReceiver<{ issues: { body: { action: string } } }>({
      secret: github(published.secret),
      on: { issues: ({ body }) => new Response(body.action.toUpperCase()) },
    })
    const body = '{"action":"opened"}'
    const request = new Request('https://x.example', { method: 'POST', headers: headers(body), body })
    expect(await (await receiver(request)).text()).toBe('OPENED')
  })
})
