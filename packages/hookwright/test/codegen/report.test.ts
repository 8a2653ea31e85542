import { expect, test } from 'vitest'

import { buildModel } from '../../src/codegen/build.ts'
import { describeRecognition, reportEvents } from '../../src/codegen/report.ts'
import { foreignDocument } from '../support/foreign-document.ts'

const typed = (value: string) => ({ body: { properties: { type: { const: value } } } })

test('each way of recognising is one line, with the events it is not sure of and the cure', () => {
  const model = buildModel(foreignDocument({ 'a.b': typed('a.b'), 'a.c': typed('a.c'), d: {} }), {
    reserved: [],
  })
  expect(describeRecognition(model)).toBe(
    [
      '    2  certain  body:/type: a constant in the body that is the name',
      '    1  none     requests do not tell',
      '                  d',
      'Say where events are told with --event-from body:/type or header:x-event, or what with --map, or give each such event a URL of its own (option `only` of the receiver).',
    ].join('\n'),
  )
})

test('programs get each event', () => {
  const model = buildModel(foreignDocument({ order_paid: typed('order.paid'), d: {} }), { reserved: [] })
  expect(reportEvents(model)).toEqual([
    {
      name: 'order_paid',
      type: 'order.paid',
      how: 'similar_constant',
      confidence: 'certain',
      source: 'body:/type',
    },
    { name: 'd', type: 'd', how: 'nowhere', confidence: 'none', source: undefined },
  ])
})
