import type { App } from 'hookwright'
import { beforeEach, describe, expect, it } from 'vitest'

import { createBookshop } from './app.ts'

const austen = '9780141439518'
const faust = '9783150000014'
const staff = { authorization: 'Bearer paper-and-ink' }

let app: App

beforeEach(() => {
  app = createBookshop()
})

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await app.request(path, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const json: unknown = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, headers: response.headers, json }
}

async function registered(): Promise<string> {
  const { json } = await call('POST', '/customers', { name: 'Ada', email: 'ada@example.com' })
  return String(Reflect.get(Object(json), 'id'))
}

function orderOf(customerId: string, quantity: number) {
  return { customerId, lines: [{ isbn: austen, quantity }], payment: { method: 'card', last4: '4242' } }
}

describe('books', () => {
  it('are found by price, stock and language, each read from the text of the query', async () => {
    const isbns = async (query: string) => (await call('GET', `/books?${query}`)).json
    expect(await isbns('maxAmount=500')).toMatchObject([{ isbn: faust }])
    expect(await isbns('inStock=true')).toMatchObject([{ isbn: austen }])
    expect(await isbns('language=de&language=fr')).toMatchObject([{ isbn: faust }])
    expect(await isbns('limit=1')).toHaveLength(1)
  })

  it('are not found by what is no number, and the answer names the place', async () => {
    const { status, json } = await call('GET', '/books?maxAmount=cheap&limit=0')
    expect(status).toBe(422)
    expect(json).toMatchObject({ detail: [{ loc: ['query', 'maxAmount'] }, { loc: ['query', 'limit'] }] })
  })

  it('are added by staff with defaults filled in, once, and removed again', async () => {
    const book = {
      isbn: '9780140449136',
      title: 'The Odyssey',
      authors: [{ name: 'Homer', born: null }],
      category: 'novels',
      price: { amount: 1099 },
      publishedOn: null,
    }
    expect(await call('POST', '/books', book)).toMatchObject({ status: 401 })
    expect(await call('POST', '/books', book, staff)).toMatchObject({
      status: 201,
      json: { ...book, price: { amount: 1099, currency: 'EUR' }, language: 'en', stock: 0 },
    })
    expect(await call('POST', '/books', book, staff)).toMatchObject({ status: 409 })
    expect(await call('DELETE', `/books/${book.isbn}`, undefined, staff)).toMatchObject({
      status: 204,
      json: undefined,
    })
    expect(await call('GET', `/books/${book.isbn}`)).toMatchObject({ status: 404 })
  })

  it('say where they are once they are added', async () => {
    const book = {
      isbn: '9780140449136',
      title: 'The Odyssey',
      authors: [{ name: 'Homer', born: null }],
      category: 'novels',
      price: { amount: 1099 },
      publishedOn: null,
    }
    const { headers } = await call('POST', '/books', book, staff)
    expect(headers.get('location')).toBe(`/books/${book.isbn}`)
    expect(await call('POST', '/books', book, { authorization: 'Bearer ink' })).toMatchObject({
      status: 401,
      json: { detail: 'The credentials are not valid' },
    })
  })

  it('have a cover, once staff has sent one that is small enough', async () => {
    const path = `/books/${austen}/cover`
    const send = (bytes: number) => {
      const body = new FormData()
      body.append('caption', 'First edition')
      body.append('image', new File([new Uint8Array(bytes)], 'cover.png', { type: 'image/png' }))
      return app.request(path, { method: 'PUT', body, headers: staff })
    }
    expect((await app.request(path)).status).toBe(404)
    expect(await (await send(3)).json()).toEqual({ caption: 'First edition', bytes: 3 })
    const cover = await app.request(path)
    expect(cover.headers.get('content-type')).toBe('image/png')
    expect(await cover.bytes()).toEqual(new Uint8Array(3))
    const refused = await send(500_001)
    expect(refused.status).toBe(413)
    expect(await refused.json()).toMatchObject({
      detail: [{ loc: ['body', 'image'], type: 'file_too_large' }],
    })
  })

  it('are not sent again to whoever has them as they are', async () => {
    const { headers } = await call('GET', `/books/${austen}`)
    const etag = headers.get('etag') ?? ''
    expect(await call('GET', `/books/${austen}`, undefined, { 'If-None-Match': etag })).toMatchObject({
      status: 304,
    })
    expect(await call('GET', `/books/${austen}`, undefined, { 'If-None-Match': '"old"' })).toMatchObject({
      status: 200,
    })
  })

  it('change their prices all together or not at all', async () => {
    const price = { amount: 500, currency: 'EUR' }
    const unknown = { isbn: '9780000000002', price }
    expect(await call('PUT', '/prices', [{ isbn: faust, price }, unknown], staff)).toMatchObject({
      status: 404,
    })
    expect(await call('GET', `/books/${faust}`)).toMatchObject({ json: { price: { amount: 420 } } })
    expect(await call('PUT', '/prices', [{ isbn: faust, price }], staff)).toMatchObject({
      json: [{ isbn: faust, before: { amount: 420, currency: 'EUR' }, after: price }],
    })
  })

  it('stand in a tree of categories', async () => {
    expect((await call('GET', '/categories')).json).toMatchObject([
      { slug: 'fiction', children: [{ slug: 'novels', children: [] }, { slug: 'plays' }] },
      { slug: 'cookery' },
    ])
    expect((await call('GET', '/categories?root=plays')).json).toMatchObject([{ slug: 'plays' }])
    expect(await call('GET', '/categories?root=maps')).toMatchObject({ status: 404 })
  })
})

describe('orders', () => {
  it('take books from the shelves and remember the cookie of the partner', async () => {
    const order = orderOf(await registered(), 2)
    const placed = await call('POST', '/orders', order, { cookie: 'referrer=bookblog' })
    expect(placed).toMatchObject({
      status: 201,
      json: {
        status: 'placed',
        total: { amount: 1798, currency: 'GBP' },
        lines: [{ isbn: austen, quantity: 2, giftWrap: false }],
        note: null,
        referrer: 'bookblog',
      },
    })
    expect(await call('GET', `/books/${austen}`)).toMatchObject({ json: { stock: 1 } })
    expect(await call('POST', '/orders', order)).toMatchObject({ status: 409 })
  })

  it('are placed once for one idempotency key', async () => {
    const order = orderOf(await registered(), 1)
    const first = await call('POST', '/orders', order, { 'Idempotency-Key': 'k1' })
    const second = await call('POST', '/orders', order, { 'Idempotency-Key': 'k1' })
    expect([first.status, second.status]).toEqual([201, 200])
    expect(second.json).toEqual(first.json)
    expect((await call('GET', '/orders')).json).toHaveLength(1)
  })

  it('are cancelled with a reason, return their books, and are found by their status', async () => {
    const placed = await call('POST', '/orders', orderOf(await registered(), 1))
    const id = String(Reflect.get(Object(placed.json), 'id'))
    expect(await call('POST', `/orders/${id}/cancel`, {})).toMatchObject({
      status: 422,
      json: { detail: [{ loc: ['body', 'reason'], type: 'missing' }] },
    })
    expect(await call('POST', `/orders/${id}/cancel`, { reason: 'Found it at home' })).toMatchObject({
      status: 200,
      json: { id, status: 'cancelled' },
    })
    expect(await call('GET', `/books/${austen}`)).toMatchObject({ json: { stock: 3 } })
    expect((await call('GET', '/orders?status=cancelled')).json).toMatchObject([{ id }])
    expect((await call('GET', '/orders?status=placed')).json).toEqual([])
  })
})

describe('the export of orders', () => {
  it('is a line for each, for staff only', async () => {
    expect((await app.request('/orders/export')).status).toBe(401)
    const placed = await call('POST', '/orders', orderOf(await registered(), 1))
    await call('POST', '/orders', orderOf(await registered(), 1))
    const exported = await (await app.request('/orders/export', { headers: staff })).text()
    const lines = exported.trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    expect(JSON.parse(lines[0] ?? '')).toEqual(placed.json)
  })
})

describe('the stock', () => {
  it('is counted as JSON or as a table', async () => {
    const { headers, json } = await call('GET', '/stock', undefined, staff)
    expect(headers.get('x-titles')).toBe('2')
    expect(json).toEqual([
      { isbn: austen, stock: 3 },
      { isbn: faust, stock: 0 },
    ])
    const table = await app.request('/stock?as=csv', { headers: staff })
    expect(table.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(await table.text()).toBe(`isbn,stock\n${austen},3\n${faust},0`)
  })

  it('can be watched', async () => {
    const response = await app.request(`/stock/changes?isbn=${austen}`)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = response.body?.getReader()
    const next = async () => new TextDecoder().decode((await reader?.read())?.value)
    expect(await next()).toBe(`event: stock\ndata: {"isbn":"${austen}","stock":3}\n\n`)
    const change = next()
    await call('POST', '/orders', orderOf(await registered(), 3))
    expect(await change).toBe(`event: sold_out\ndata: {"isbn":"${austen}"}\n\n`)
    await reader?.cancel()
  })
})

describe('webhooks', () => {
  it('have event types with the namespace of their router, whatever its path prefix', () => {
    expect(Object.keys(app.openapi().webhooks ?? {})).toEqual([
      'books.added',
      'books.prices-changed',
      'orders.placed',
      'orders.cancelled',
      'orders.shipped',
      'orders.dispatched',
      'orders.stock-check',
      'customers.registered',
    ])
  })
})
