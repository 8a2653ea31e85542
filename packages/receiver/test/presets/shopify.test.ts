import { describe, expect, test } from 'vitest'
import { shopify } from '../../src/presets.ts'
import { hmacOf, receive, refused } from './opening.ts'

// Shopify publishes the scheme, but no vector: the signatures here are made by node:crypto, as the scheme says.
const secret = 'hush'
const body = '{"id":820982911946154508,"email":"jon@example.com"}'

function headers(signature = hmacOf(secret, body, 'base64')) {
  return {
    'content-type': 'application/json',
    'x-shopify-hmac-sha256': signature,
    'x-shopify-topic': 'orders/create',
    'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
  }
}

describe('Shopify', () => {
  test('an event has the topic as its type and the id of the webhook', async () => {
    const { status, event } = await receive(shopify(secret), headers(), body)
    expect(status).toBe(204)
    expect(event).toMatchObject({
      id: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      type: 'orders/create',
      rawBody: new TextEncoder().encode(body),
    })
  })

  test('a signature that does not match is answered 401, as Shopify asks for', async () => {
    expect(await receive(shopify('another'), headers(), body)).toEqual(refused(401, 'no_matching_signature'))
    expect(await receive(shopify(secret), headers(), `${body} `)).toEqual(
      refused(401, 'no_matching_signature'),
    )
    const hex = headers(hmacOf(secret, body))
    expect(await receive(shopify(secret), hex, body)).toEqual(refused(401, 'no_matching_signature'))
  })
})
