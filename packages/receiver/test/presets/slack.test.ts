import { describe, expect, test } from 'vitest'
import { slack } from '../../src/presets.ts'
import { hmacOf, nowSeconds, receive, refused } from './opening.ts'

/** Published by Slack ("Verifying requests from Slack"): a command, of the time that `nowSeconds` is. */
const published = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
}
const form = 'application/x-www-form-urlencoded'
const { secret } = published

function headers(body: string, { at = nowSeconds, type = 'application/json' } = {}) {
  return {
    'content-type': type,
    'x-slack-request-timestamp': String(at),
    'x-slack-signature': `v0=${hmacOf(secret, `v0:${at}:${body}`)}`,
  }
}

describe('Slack', () => {
  test('its published vector verifies, and is the event of its command', async () => {
    const sent = {
      'content-type': form,
      'x-slack-request-timestamp': published.timestamp,
      'x-slack-signature': published.signature,
    }
    const { status, event } = await receive(slack(secret), sent, published.body)
    expect(status).toBe(204)
    expect(event).toMatchObject({
      type: '/webhook-collect',
      timestamp: new Date(nowSeconds * 1000),
      body: { user_name: 'roadrunner', text: '', command: '/webhook-collect' },
    })
    expect(await receive(slack(secret), sent, published.body.replace('roadrunner', 'coyote'))).toEqual(
      refused(401, 'no_matching_signature'),
    )
  })

  test('an event has the type and the id of the Events API', async () => {
    const body = '{"type":"event_callback","event_id":"Ev1","event":{"type":"app_mention","text":"hi"}}'
    expect((await receive(slack(secret), headers(body), body)).event).toMatchObject({
      id: 'Ev1',
      type: 'app_mention',
      body: { event: { text: 'hi' } },
    })
  })

  test('an interaction has the type of its payload', async () => {
    const body = `payload=${encodeURIComponent('{"type":"block_actions","actions":[]}')}`
    const { event } = await receive(slack(secret), headers(body, { type: form }), body)
    expect(event).toMatchObject({ type: 'block_actions', body: { actions: [] } })
  })

  test('the request that tries the URL out is answered, and reaches no handler', async () => {
    const body = '{"type":"url_verification","challenge":"3eZbrw1a"}'
    expect(await receive(slack(secret), headers(body), body)).toEqual({
      status: 200,
      answer: { challenge: '3eZbrw1a' },
      event: undefined,
    })
    const forged = { ...headers(body), 'x-slack-signature': `v0=${'00'.repeat(32)}` }
    expect(await receive(slack(secret), forged, body)).toEqual(refused(401, 'no_matching_signature'))
  })

  test('what is out of tolerance, or of another version, is refused', async () => {
    const old = headers('{}', { at: nowSeconds - 301 })
    expect(await receive(slack(secret), old, '{}')).toEqual(refused(401, 'timestamp_too_old'))
    const signed = headers('{}')
    const other = { ...signed, 'x-slack-signature': signed['x-slack-signature'].replace('v0', 'v1') }
    expect(await receive(slack(secret), other, '{}')).toEqual(refused(401, 'no_matching_signature'))
    const bad = { ...signed, 'x-slack-request-timestamp': 'now' }
    expect(await receive(slack(secret), bad, '{}')).toEqual(refused(400, 'invalid_header'))
  })

  test('requests without an event id are told apart by what they say', async () => {
    const ids = await Promise.all(
      ['{"type":"a"}', '{"type":"a"}', '{"type":"b"}'].map(
        async (body) => (await receive(slack(secret), headers(body), body)).event?.id,
      ),
    )
    expect(ids[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(ids[1]).toBe(ids[0])
    expect(ids[2]).not.toBe(ids[0])
  })
})
