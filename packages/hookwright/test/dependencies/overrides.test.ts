import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { bearer, dependency } from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

const clock = dependency(() => 'now')
const staff = bearer({ name: 'staff', authenticate: () => null })
const user = dependency(
  { dependencies: { clock }, security: [staff], query: z.object({ as: z.string() }) },
  ({ query, clock: time }) => `${query.as} at ${time}`,
)
const app = appOf((it) => it.get('/x', { dependencies: { user } }, (context) => context.user))
const ask = async () => {
  const response = await app.request('/x')
  return response.ok ? response.json() : response.status
}

describe('override', () => {
  test('lets another value stand until it is disposed of, without what the original asked for', async () => {
    expect(await ask()).toBe(401)
    {
      using _ = app.override(user, () => 'ada')
      expect(await ask()).toBe('ada')
    }
    expect(await ask()).toBe(401)
  })

  test('may be by a dependency with needs of its own, themselves overridden', async () => {
    using _ = app.override(
      user,
      dependency({ dependencies: { clock } }, async function* ({ clock: time }) {
        yield `bob at ${time}`
      }),
    )
    expect(await ask()).toBe('bob at now')
    const noon = app.override(clock, () => 'noon')
    expect(await ask()).toBe('bob at noon')
    noon[Symbol.dispose]()
    expect(await ask()).toBe('bob at now')
  })

  test('that came last stands, in whatever order they go', async () => {
    const first = app.override(user, () => 'first')
    const second = app.override(user, () => 'second')
    expect(await ask()).toBe('second')
    first[Symbol.dispose]()
    expect(await ask()).toBe('second')
    second[Symbol.dispose]()
    second[Symbol.dispose]()
    expect(await ask()).toBe(401)
  })

  test('changes nothing of the document', () => {
    const before = app.openapi()
    using _ = app.override(user, () => 'ada')
    expect(app.openapi()).toEqual(before)
  })

  test('cannot need what it replaces', async () => {
    const wrapping = dependency({ dependencies: { clock } }, ({ clock: time }) => `about ${time}`)
    expect(() => app.override(clock, wrapping)).toThrow(
      /^The override of the dependency declared at .*overrides\.test\.ts:\d+:\d+ needs itself again, by clock\. Let it need something else/,
    )
    using _ = app.override(user, () => 'still works')
    expect(await ask()).toBe('still works')
  })
})
