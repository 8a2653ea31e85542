import { describe, expect, it } from 'vitest'

import { blankDraft, bodyOf, mistakesOf } from '../../src/endpoints/draft.ts'

const filled = { ...blankDraft, url: ' https://example.com/hooks ', eventTypes: ['orders.*'] }

describe('the form of an endpoint', () => {
  it('asks for a whole URL, an event type and numbers that can be', () => {
    expect(Object.keys(mistakesOf(blankDraft))).toEqual(['url', 'eventTypes'])
    expect(Object.keys(mistakesOf({ ...filled, ratePerSecond: '0', timeoutSeconds: 'ten' }))).toEqual([
      'ratePerSecond',
      'timeoutMs',
    ])
    expect(mistakesOf(filled)).toEqual({})
    expect(mistakesOf({ ...filled, hasChosen: false, eventTypes: [] })).toEqual({})
  })

  it('becomes the body of the API: empty is no limit, seconds are milliseconds, every event type is none', () => {
    const draft = {
      ...filled,
      ratePerSecond: '2.5',
      timeoutSeconds: '1.5',
      channels: 'eu, us',
      headers: [
        { name: ' x-team ', value: ' a ' },
        { name: '', value: 'left out' },
      ],
    }
    expect(bodyOf(draft)).toEqual({
      url: 'https://example.com/hooks',
      description: '',
      eventTypes: ['orders.*'],
      ratePerSecond: 2.5,
      concurrency: null,
      timeoutMs: 1500,
      ordered: false,
      channels: ['eu', 'us'],
      headers: { 'x-team': 'a' },
    })
    expect(bodyOf({ ...draft, hasChosen: false }).eventTypes).toEqual([])
  })

  it('leaves headers whose values are not shown as they are, unless all are given anew', () => {
    expect(bodyOf({ ...filled, headers: null })).not.toHaveProperty('headers')
  })
})
