import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'

import { App } from '../../src/app.ts'
import { CallbackRouter } from '../../src/callback-router.ts'
import type { CallbackUrlInvalid } from '../../src/callback/evaluate.ts'

const app = new App({ title: 'Shop', version: '1' })
const callbacks = new CallbackRouter()
const Paid = z.object({ amount: z.number(), currency: z.string().default('EUR') })
const paid = callbacks.post('paid', '{$request.body#/url}', { body: Paid })

describe('a callback', () => {
  test('is sent what its schema takes, from any handler’s context or to a URL', () => {
    app.post('/x/{id}', { body: z.object({ url: z.url() }), callbacks: [callbacks] }, async (context) => {
      await paid.send({ amount: 1 }, { tenant: 'acme', request: context, response: { body: { id: 1 } } })
      expectTypeOf(paid.url(context)).toBeString()
    })
    app.get('/y', (context) => paid.send({ amount: 1 }, { tenant: 'acme', request: context }))
    expectTypeOf<Parameters<typeof paid.send>[0]>().toEqualTypeOf<{
      amount: number
      currency?: string | undefined
    }>()
    expectTypeOf<CallbackUrlInvalid['loc']>().toEqualTypeOf<readonly (string | number)[] | null>()
  })

  test('is refused another body, no destination, two of them, endpoints and channels', () => {
    const url = 'https://a.example'
    // @ts-expect-error -- the amount is a number.
    void (() => paid.send({ amount: '1' }, { tenant: 'acme', url }))
    // @ts-expect-error -- neither a request nor a URL.
    void (() => paid.send({ amount: 1 }, { tenant: 'acme' }))
    // @ts-expect-error -- its endpoint follows from the URL.
    void (() => paid.send({ amount: 1 }, { tenant: 'acme', url, endpoints: ['ep_1'] }))
    // @ts-expect-error -- an answer, and nothing that it answers.
    void (() => paid.send({ amount: 1 }, { tenant: 'acme', url, response: {} }))
    // @ts-expect-error -- callbacks have an expression.
    void (() => callbacks.post('paid', { body: Paid }))
  })
})
