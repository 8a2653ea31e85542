import { describe, expect, test } from 'vitest'

import { compareDocuments } from '../../src/contract/compare.ts'
import { describeChanges } from '../../src/contract/describe.ts'
import { countLevels } from '../../src/contract/fold.ts'
import { toMarkdown } from '../../src/contract/markdown.ts'
import type { JsonSchema } from '../../src/schema/schema.ts'
import { documentOf, schemas, sent } from './documents.ts'

const text: JsonSchema = { type: 'string' }
const object = (properties: JsonSchema): JsonSchema => ({ type: 'object', properties })
const customer = { $ref: '#/components/schemas/Customer' }

/** Four event types share a schema; one has a change of its own, one is gone, one is new. */
const older = documentOf(
  {
    gone: sent(text),
    'a.1': sent(object({ customer, own: text })),
    'a.2': sent(object({ customer })),
    'a.3': sent(customer),
  },
  schemas({ Customer: object({ id: text, 'e|mail`<b>': text, plan: { enum: ['free'] } }) }),
)
const newer = documentOf(
  {
    'a.1': sent(object({ customer, own: { type: 'integer' } })),
    'a.2': sent(object({ customer })),
    'a.3': sent(customer),
    come: sent({ type: 'integer' }),
  },
  schemas({
    Customer: object({
      id: { ...text, description: 'Of it.' },
      plan: { enum: ['free', 'paid'] },
      more: text,
    }),
  }),
)
const changes = compareDocuments(older, newer)

test('changes are counted by level, those of a shared schema once for each event type', () => {
  expect(countLevels(changes)).toEqual({ breaking: 5, risky: 3, compatible: 7 })
})

test('people are told under the event types, the worst first, what is shared once', () => {
  expect(describeChanges(changes)).toBe(
    `
3 breaking, 1 risky and 3 compatible changes:

gone
  breaking    is no longer sent
              → keep it, deprecated, until no endpoint wants it

a.1, a.2, a.3
  breaking    Customer › e|mail\`<b>: is no longer sent
              → go on sending it, deprecated, or declare a new event type beside this one, and deprecate this
  risky       Customer › plan: may also be "paid" now
              → tell subscribers before: who switches over it needs a default
  compatible  Customer › more: is new
  compatible  one thing is described in other words

a.1
  breaking    post › body › own: was string, is integer now
              → send it under a new name beside the old, or declare a new event type beside this one, and deprecate this

come
  compatible  is new`.trim(),
  )
})

test('where nothing changed that is said', () => {
  expect(describeChanges([])).toBe('No changes.')
  expect(toMarkdown([], undefined)).toBe('### Webhooks: no changes')
})

describe('as Markdown', () => {
  const subscriber = {
    tenant: 'ac|me',
    endpointId: 'ep_1',
    host: 'a.test',
    eventTypes: [],
    hitBy: ['a.1', 'a.2'],
    lastDeliveryAt: null,
  }
  const markdown = toMarkdown(changes, { endpoints: 3, tenants: 2, first: [subscriber] })

  test('what breaks or may break is in tables, of which nothing in the document breaks out', () => {
    expect(markdown).toContain('### Webhooks: 3 breaking, 1 risky and 3 compatible changes\n')
    expect(markdown).toContain(
      "| breaking | `Customer › e\\|mail'<b>` | is no longer sent | go on sending it,",
    )
    const rows = markdown.split('\n').filter((line) => line.startsWith('|'))
    const broken = rows.filter((row) => ![6, 7].includes(row.replaceAll('\\|', '').split('|').length))
    expect(rows.length).toBeGreaterThan(8)
    expect(broken).toEqual([])
  })

  test('the compatible is folded away', () => {
    const [shown, folded] = markdown.split('<details>')
    expect(shown).not.toContain('compatible |')
    expect(folded).toContain('- `Customer › more`: is new')
  })

  test('who is hit has a table', () => {
    expect(markdown).toContain('**3 live endpoints of 2 tenants receive what breaks**')
    expect(markdown).toContain('| ac\\|me | ep_1 | a.test | a.1, a.2 | none |\n\nand 2 more')
    expect(toMarkdown(changes, { endpoints: 0, tenants: 0, first: [] })).toContain(
      'No live endpoint receives what breaks.',
    )
  })
})
