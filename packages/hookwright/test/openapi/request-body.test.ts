import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import type { App } from '../../src/app.ts'
import { byteStream, file, fileList, text } from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

const Fields = z.object({ title: z.string(), pages: z.int().default(1) }).meta({ id: 'RequestFields' })
const ref = { $ref: '#/components/schemas/RequestFields' }

function requestBody(declare: (app: App) => void): unknown {
  return Reflect.get(Object(appOf(declare).openapi().paths?.['/x']?.['post']), 'requestBody')
}

test('a body of another content has its media type', () => {
  expect(requestBody((app) => app.post('/x', { body: text({ contentType: 'text/csv' }) }, () => 1))).toEqual({
    required: true,
    content: { 'text/csv': { schema: { type: 'string' } } },
  })
  expect(
    requestBody((app) => app.post('/x', { body: byteStream({ contentType: 'image/*' }) }, () => 1)),
  ).toEqual({
    required: true,
    content: { 'image/*': {} },
  })
})

describe('a form', () => {
  test('is urlencoded or multipart, and required where one of its fields is', () => {
    const content = {
      'application/x-www-form-urlencoded': { schema: ref },
      'multipart/form-data': { schema: ref },
    }
    expect(requestBody((app) => app.post('/x', { form: Fields }, () => 1))).toEqual({
      required: true,
      content,
    })
    expect(requestBody((app) => app.post('/x', { form: Fields.partial() }, () => 1))).toMatchObject({
      required: false,
    })
  })

  test('with files is multipart, with what is accepted of each', () => {
    const binary = { type: 'string', format: 'binary', contentMediaType: 'application/octet-stream' }
    expect(
      requestBody((app) =>
        app.post(
          '/x',
          {
            form: Fields,
            files: {
              cover: file({ maxBytes: 500, accept: ['image/png', 'image/jpeg'], description: 'The front.' }),
              back: file({ optional: true }),
              sheets: fileList({ minCount: 1, maxCount: 3, maxBytes: 100 }),
            },
          },
          () => 1,
        ),
      ),
    ).toEqual({
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            properties: {
              title: { type: 'string' },
              pages: { type: 'integer', default: 1 },
              cover: { ...binary, description: 'The front. At most 500 bytes.' },
              back: binary,
              sheets: {
                type: 'array',
                items: binary,
                minItems: 1,
                maxItems: 3,
                description: 'At most 100 bytes each.',
              },
            },
            required: ['title', 'cover', 'sheets'],
          },
          encoding: { cover: { contentType: 'image/png, image/jpeg' } },
        },
      },
    })
  })

  test('of optional files only is not required', () => {
    expect(
      requestBody((app) => app.post('/x', { files: { a: file({ optional: true }) } }, () => 1)),
    ).toMatchObject({ required: false })
  })
})
