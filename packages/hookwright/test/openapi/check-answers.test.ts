import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { eventStream, text } from '../../src/index.ts'
import { mistakesOf } from '../support/declare.ts'

const handler = () => 1

describe('an answer', () => {
  test.each([99, 100, 600, 200.5, Number.NaN])('status %d is none', (status) => {
    expect(mistakesOf((app) => app.get('/a', { status }, handler))).toEqual([
      `GET /a: its status ${status} is none that can answer. Take a whole number from 200 to 599.`,
    ])
  })

  test('responses are keyed by status', () => {
    const description = 'x'
    const mistakes = mistakesOf((app) => {
      app.get(
        '/a',
        { responses: { 404: { description }, '4XX': { description }, default: { description } } },
        handler,
      )
      app.webhooks.post('b', { responses: { '4xx': { description }, ok: { description } } })
    })
    expect(mistakes).toEqual([
      'webhook "b": its responses hold "4xx", which is no status. Write 404, 4XX or default.',
      'webhook "b": its responses hold "ok", which is no status. Write 404, 4XX or default.',
    ])
  })

  test.each([204, 205, 304])('with %d has no body', (status) => {
    const schema = z.string()
    const told = (place: string) =>
      `${place}: it declares a body for ${status}, but an answer with that status has none. Remove the schema, or answer with another status.`
    const mistakes = mistakesOf((app) => {
      app.get('/a', { status, response: schema }, () => '')
      app.get('/b', { responses: { [status]: { description: 'x', schema } } }, () => '')
      app.get(
        '/c',
        { responses: { [status]: { description: 'x', content: { 'text/csv': schema } } } },
        () => '',
      )
      app.get('/d', { status, responses: { [status]: { description: 'x' } } }, handler)
      app.webhooks.post('e', { status, response: schema })
    })
    expect(mistakes).toEqual([told('GET /a'), told('GET /b'), told('GET /c'), told('webhook "e"')])
  })

  test('has one body', () => {
    const both = { description: 'x', schema: z.string() }
    const mistakes = mistakesOf((app) => {
      app.get('/a', { response: z.string(), responses: { 200: both } }, () => '')
      app.get('/b', { status: 201, response: text(), responses: { 200: both, 201: both } }, () => '')
      app.get('/c', { responses: { 404: { ...both, content: { 'text/csv': text() } } } }, handler)
      app.webhooks.post('d', { response: z.string(), responses: { '2XX': both } })
    })
    const twice = (place: string, key: string) =>
      `${place}: its body for ${key} is declared twice, by \`response\` and in \`responses\`. Keep one of the two.`
    expect(mistakes).toEqual([
      twice('GET /a', '200'),
      twice('GET /b', '201'),
      'GET /c: its 404 declares both `schema` and `content`. Put all into `content`.',
      twice('webhook "d"', '2XX'),
    ])
  })

  test('has contents under media types', () => {
    const content = { csv: z.string(), 'text/csv; header=present': z.string() }
    expect(
      mistakesOf((app) => app.get('/a', { responses: { 404: { description: 'x', content } } }, handler)),
    ).toEqual(['GET /a: its 404 has the content "csv", which is no media type. Write text/csv.'])
  })

  test('has headers in an object schema, the content type not among them', () => {
    const mistakes = mistakesOf((app) => {
      app.get('/a', { responses: { 404: { description: 'x', headers: z.string() } } }, handler)
      const headers = z.object({ Content_Type: z.string().optional() })
      app.get('/b', { responses: { 404: { description: 'x', headers } } }, handler)
    })
    expect(mistakes).toEqual([
      'GET /a: the headers of its 404 are no object schema. Declare an object with a property for each header.',
      'GET /b: the headers of its 404 hold content-type. Declare it by `content`.',
    ])
  })
})

describe('a stream of events', () => {
  test('comes with status 200, as the only body', () => {
    const events = eventStream(z.int())
    const mistakes = mistakesOf((app) => {
      app.get('/a', { status: 201, response: events }, () => [])
      app.get('/b', { response: events, responses: { 200: { description: 'x', schema: z.int() } } }, () => [])
      app.get('/c', { responses: { '2XX': { description: 'x', schema: events } } }, () => [])
    })
    expect(mistakes).toEqual([
      'GET /a: it answers 201 with events, but clients of events take them from a 200 only. Answer with status 200.',
      'GET /b: its body for 200 is declared twice, by `response` and in `responses`. Keep one of the two.',
    ])
  })

  test('names its events, each on a line', () => {
    const mistakes = mistakesOf((app) => {
      app.get('/a', { response: eventStream({}) }, () => [])
      app.get('/b', { response: eventStream({ 'a\nb': z.int(), '': z.int() }) }, () => [])
    })
    expect(mistakes).toEqual([
      'GET /a: its eventStream names no event. Name one: eventStream({ placed: Order }).',
      String.raw`GET /b: its eventStream has the event "a\nb", which no line can hold. Name it without line breaks.`,
      'GET /b: its eventStream has the event "", which no line can hold. Name it without line breaks.',
    ])
  })
})
