import { beforeEach, describe, expect, test } from 'vitest'

import { createSigned, tokenOf, type Signed, type SignedIn } from '../support/portal.ts'

let signed: Signed
let acme: SignedIn
let endpointId: string
let deliveryId: string
let messageId: string

/** As a browser with a session asks. */
async function status({ cookie, csrfToken }: SignedIn, method: string, path: string): Promise<number> {
  const headers = { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' }
  const withBody = method === 'POST' || method === 'PATCH'
  return (await signed.ask(path, { method, headers, ...(withBody && { body: '{"kind":"failed"}' }) })).status
}

beforeEach(async () => {
  signed = createSigned()
  const { app, call, orderPaid } = signed
  acme = await signed.signIn(tokenOf(await app.delivery.portalLink('acme')))
  const made = await call('globex', 'POST', '/endpoints', {
    url: 'https://globex.example/',
    eventTypes: ['order.paid'],
  })
  endpointId = made.json.id
  const sent = await orderPaid.send({ id: 'o1', total: 1 }, { tenant: 'globex' })
  messageId = sent.messageId
  const deliveries = await call('globex', 'GET', '/deliveries')
  deliveryId = deliveries.json[0].id
})

describe("what is another tenant's is not there for a session of acme", () => {
  test('by id', async () => {
    const globex = await signed.signIn(tokenOf(await signed.app.delivery.portalLink('globex')))
    for (const [method, path] of [
      ['GET', `/endpoints/${endpointId}`],
      ['GET', `/deliveries/${deliveryId}`],
      ['GET', `/messages/${messageId}`],
      ['POST', `/deliveries/${deliveryId}/resend`],
      ['POST', `/endpoints/${endpointId}/rotate-secret`],
      ['PATCH', `/endpoints/${endpointId}`],
      ['DELETE', `/endpoints/${endpointId}`],
    ] as const) {
      expect({ method, path, status: await status(acme, method, path) }).toEqual({
        method,
        path,
        status: 404,
      })
    }
    expect(await status(globex, 'GET', `/endpoints/${endpointId}`)).toBe(200)
    expect(await status(globex, 'GET', `/messages/${messageId}`)).toBe(200)
  })

  test('by name', async () => {
    for (const path of ['/endpoints', '/deliveries', '/messages', `/endpoints/${endpointId}`]) {
      expect({ path, status: await status(acme, 'GET', `${path}?tenant=globex`) }).toEqual({
        path,
        status: 404,
      })
    }
    expect(await status(acme, 'GET', '/endpoints?tenant=acme')).toBe(200)
  })
})

test("an operator's session names the tenant, and sees what is that one's", async () => {
  const operator = await signed.signIn(tokenOf(await signed.app.delivery.operatorLink()))
  expect(await status(operator, 'GET', '/endpoints')).toBe(422)
  expect(await status(operator, 'GET', `/endpoints/${endpointId}?tenant=globex`)).toBe(200)
  expect(await status(operator, 'GET', `/endpoints/${endpointId}?tenant=acme`)).toBe(404)
})

test('what is for operators only is refused to a tenant with a session', async () => {
  const { access } = signed.app.delivery
  const operator = await signed.signIn(tokenOf(await signed.app.delivery.operatorLink()))
  const request = ({ cookie }: SignedIn) =>
    new Request('https://api.example.com/webhooks/operator/overview', { headers: { cookie } })
  await expect(access.checkOperator(request(acme))).rejects.toMatchObject({ status: 403 })
  await expect(access.checkOperator(request(operator))).resolves.toBeUndefined()
})
