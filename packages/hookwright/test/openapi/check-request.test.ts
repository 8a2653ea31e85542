import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import type { App } from '../../src/app.ts'
import { bytes, eventStream, file, fileList, jsonLines } from '../../src/index.ts'
import { sqlite } from '../../src/sqlite.ts'
import { mistakesOf } from '../support/declare.ts'

const handler = () => 1
const Fields = z.object({ title: z.string() })

describe('a body', () => {
  test('is not declared for a method that has none', () => {
    const mistakes = mistakesOf((app) => {
      app.get('/a', { body: Fields }, handler)
      app.head('/b', { form: Fields }, handler)
      app.get('/c', { form: Fields, files: { cover: file() } }, handler)
      app.delete('/d', { body: Fields }, handler)
      app.webhooks.get('e', { body: Fields })
    })
    const cure = 'Declare it with post, put or patch, or declare `query`.'
    expect(mistakes).toEqual([
      `GET /a: it declares \`body\`, but GET requests have no body. ${cure}`,
      `HEAD /b: it declares \`form\`, but HEAD requests have no body. ${cure}`,
      `GET /c: it declares \`form\` and \`files\`, but GET requests have no body. ${cure}`,
    ])
  })

  test('is one', () => {
    const mistakes = mistakesOf((app) => {
      app.post('/a', { body: Fields, form: Fields }, handler)
      app.post('/b', { body: Fields, files: { cover: file() } }, handler)
    })
    const cure = 'Keep `body` for JSON, or `form` and `files` for a form.'
    expect(mistakes).toEqual([
      `POST /a: it declares \`body\` and \`form\`, but a request has one body only. ${cure}`,
      `POST /b: it declares \`body\` and \`files\`, but a request has one body only. ${cure}`,
    ])
  })

  test('is nothing that can only be answered with', () => {
    const mistakes = mistakesOf((app) => {
      app.post('/a', { body: jsonLines(Fields) }, handler)
      app.post('/b', { body: eventStream(Fields) }, handler)
    })
    const cure = 'Declare it as `response`, or take byteStream() as body.'
    expect(mistakes).toEqual([
      `POST /a: its body is application/jsonl, which can only be answered with. ${cure}`,
      `POST /b: its body is text/event-stream, which can only be answered with. ${cure}`,
    ])
  })

  test('of a webhook that is delivered is JSON', () => {
    const declare = (app: App) => {
      app.webhooks.post('a', { form: Fields })
      app.webhooks.post('b', { files: { cover: file() } })
      app.webhooks.post('c', { body: bytes() })
    }
    const told = (name: string, part: string) =>
      `webhook "${name}": its \`${part}\` is no JSON, but deliveries are. Declare a \`body\` with a schema.`
    expect(mistakesOf(declare, { delivery: { store: sqlite(':memory:') } })).toEqual([
      told('a', 'form'),
      told('b', 'files'),
      told('c', 'body'),
    ])
    expect(mistakesOf(declare)).toEqual([])
  })

  test.each([0, -1, 1.5, Number.NaN])(
    'is limited to a whole number of bytes, unlike %d',
    (bodyLimitBytes) => {
      expect(mistakesOf((app) => app.post('/a', { body: Fields, bodyLimitBytes }, handler))).toEqual([
        `POST /a: its bodyLimitBytes is ${bodyLimitBytes}. Take a whole number of bytes from 1.`,
      ])
    },
  )
})

describe('a form', () => {
  test('is an object schema', () => {
    expect(mistakesOf((app) => app.post('/a', { form: z.string() }, handler))).toContain(
      'POST /a: its `form` is no object schema. Declare an object with a property for each field.',
    )
  })

  test('has each field once', () => {
    expect(mistakesOf((app) => app.post('/a', { form: Fields, files: { title: file() } }, handler))).toEqual([
      'POST /a: "title" is a field of both `form` and `files`. Rename one of them.',
    ])
  })
})

describe('files', () => {
  test('are limited by whole numbers that can be kept', () => {
    const mistakes = mistakesOf((app) => {
      app.post('/a', { files: { a: file({ maxBytes: 0 }) } }, handler)
      app.post('/b', { files: { b: file({ maxBytes: 11 }) }, bodyLimitBytes: 10 }, handler)
      app.post('/c', { files: { c: fileList({ minCount: 3, maxCount: 2 }) } }, handler)
      app.post('/d', { files: { d: fileList({ maxCount: Infinity }) } }, handler)
    })
    const counts = 'Take whole numbers, maxCount from 1 and not below minCount.'
    expect(mistakes).toEqual([
      'POST /a: the maxBytes of "a" is 0. Take a whole number of bytes from 1.',
      'POST /b: the maxBytes of "b" is more than bodyLimitBytes lets in. Raise bodyLimitBytes, or leave it out: it then follows from the files.',
      `POST /c: "c" is to be at least 3 and at most 2 files. ${counts}`,
      `POST /d: "d" is to be at least 0 and at most Infinity files. ${counts}`,
    ])
  })

  test('accept media types and ranges of them', () => {
    const accept = ['image/*', '*/*', 'application/vnd.ms-excel', 'png', '.png', '*']
    expect(mistakesOf((app) => app.post('/a', { files: { a: file({ accept }) } }, handler))).toEqual(
      ['png', '.png', '*'].map(
        (range) => `POST /a: "a" accepts "${range}", which is no media type. Write image/png or image/*.`,
      ),
    )
  })
})
