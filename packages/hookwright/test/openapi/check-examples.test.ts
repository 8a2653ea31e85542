import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { jsonLines } from '../../src/index.ts'
import { mistakesOf } from '../support/declare.ts'

const User = z.object({ name: z.string(), role: z.string().default('guest') })
const wrong: { name: string } = JSON.parse('{"name":7}')

describe('an example', () => {
  test('fits its schema, wherever it stands', () => {
    const refused: number = JSON.parse('"x"')
    const mistakes = mistakesOf((app) => {
      app.post(
        '/a',
        {
          query: z.object({ limit: z.int(), other: z.string() }),
          body: User,
          response: User,
          responses: { 404: { description: 'x', schema: z.string(), examples: { bad: { value: 7 } } } },
          examples: {
            query: { limit: { bad: { value: refused }, good: { value: 1 } } },
            body: { bad: { value: wrong }, good: { value: { name: 'Ada' } } },
            response: { bad: { value: wrong } },
          },
        },
        () => ({ name: 'Ada' }),
      )
      app.post('/b', { form: User, examples: { form: { bad: { value: wrong } } } }, () => 1)
      app.webhooks.post('c', { body: User, examples: { body: { bad: { value: wrong } } } })
    })
    const told = (place: string, part: string) =>
      expect.stringMatching(
        new RegExp(
          `^${place}: its example "bad" of \`${part}\` does not fit the schema: .*\\. Correct the example\\.$`,
        ),
      )
    expect(mistakes).toEqual([
      told('POST /a', 'body'),
      told('POST /a', 'response'),
      told('POST /a', 'query.limit'),
      told('POST /a', 'responses.404'),
      told('POST /b', 'form'),
      told('webhook "c"', 'body'),
    ])
  })

  test('is of something that is declared', () => {
    const examples: object = { body: { ada: { value: 1 } }, query: { limit: { few: { value: 1 } } } }
    expect(mistakesOf((app) => app.post('/a', { examples }, () => 1))).toEqual([
      'POST /a: its example "ada" is of `body`, which is not declared. Declare that part, or remove the example.',
      'POST /a: its example "few" is of `query.limit`, which is not declared. Declare that part, or remove the example.',
    ])
  })

  test('of a stream is not checked, nor one whose schema does not say at once', () => {
    const slow = z.object({ name: z.string() }).refine(async () => true)
    expect(
      mistakesOf((app) => {
        app.get('/a', { response: jsonLines(User), examples: { response: { a: { value: [] } } } }, () => [])
        app.post('/b', { body: slow, examples: { body: { ada: { value: { name: 'Ada' } } } } }, () => 1)
      }),
    ).toEqual([])
  })
})
