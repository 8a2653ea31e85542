import { describe, expect, test, vi } from 'vitest'

import { Access, type Authenticate } from '../../src/endpoints/access.ts'
import { HttpError } from '../../src/http/errors.ts'

const byHeader: Authenticate = ({ headers }) => {
  const token = headers.get('authorization')
  return token === 'Bearer acme' ? { tenant: 'acme' } : token === 'Bearer root' ? { operator: true } : null
}

function request(authorization?: string): Request {
  return new Request(
    'http://localhost/webhooks/endpoints',
    authorization === undefined ? {} : { headers: { authorization } },
  )
}

async function refusalOf(promise: Promise<unknown>): Promise<HttpError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof HttpError) return error
  throw new Error('was not refused', { cause: error })
}

describe('without `authenticate`', () => {
  test('everyone is refused, and told why', async () => {
    const access = new Access(undefined)
    expect(access.closed).toBe(true)
    for (const authorization of [undefined, 'Bearer undefined', 'Bearer ', 'Basic x']) {
      const refusal = await refusalOf(access.tenantOf(request(authorization), 'acme'))
      expect(refusal).toMatchObject({
        status: 401,
        detail:
          'The management API refuses everyone until `delivery.authenticate` or `delivery.portal.secret` is configured',
        headers: { 'www-authenticate': 'Bearer' },
      })
    }
  })

  test('a development token acts as an operator, and is the only one', async () => {
    const access = new Access(undefined)
    const token = access.openForDevelopment()
    expect(token).toMatch(/^hwdev_[0-9a-f]{48}$/)
    expect(access.openForDevelopment()).toBe(token)
    expect(access.closed).toBe(false)
    expect(await access.tenantOf(request(`Bearer ${token}`), 'acme')).toBe('acme')
    expect(await access.tenantOf(request(`bearer  ${token}`), 'other')).toBe('other')
    for (const wrong of [
      undefined,
      `Bearer ${token}x`,
      `Bearer ${token.slice(0, -1)}`,
      `Bearer ${token.toUpperCase()}`,
      token,
    ]) {
      expect(await refusalOf(access.tenantOf(request(wrong), 'acme'))).toMatchObject({
        status: 401,
        detail: expect.stringContaining('send the development token that was printed at the start'),
      })
    }
  })

  test('the development token of another process is worth nothing', async () => {
    const token = new Access(undefined).openForDevelopment()
    const access = new Access(undefined)
    access.openForDevelopment()
    expect(await refusalOf(access.tenantOf(request(`Bearer ${token}`), 'acme'))).toMatchObject({
      status: 401,
    })
  })
})

describe('with `authenticate`', () => {
  const access = new Access(byHeader)

  test('is not closed, and refuses whom that refuses', async () => {
    expect(access.closed).toBe(false)
    expect(await refusalOf(access.tenantOf(request(), undefined))).toMatchObject({
      status: 401,
      detail: 'Not authenticated',
      headers: { 'www-authenticate': 'Bearer' },
    })
    expect(await refusalOf(access.tenantOf(request('Bearer other'), 'acme'))).toMatchObject({ status: 401 })
  })

  test('is asked once a request', async () => {
    const authenticate = vi.fn(byHeader)
    const once = new Access(authenticate)
    const asked = request('Bearer acme')
    await once.callerOf(asked)
    await once.tenantOf(asked, undefined)
    expect(authenticate).toHaveBeenCalledOnce()
  })

  test('a tenant acts for itself, named or not', async () => {
    expect(await access.tenantOf(request('Bearer acme'), undefined)).toBe('acme')
    expect(await access.tenantOf(request('Bearer acme'), 'acme')).toBe('acme')
  })

  test("a tenant sees another's as absent, and learns nothing of whether it exists", async () => {
    expect(await refusalOf(access.tenantOf(request('Bearer acme'), 'globex'))).toMatchObject({
      status: 404,
      detail: 'Not Found',
    })
  })

  test('an operator acts for the tenant that it names, and must name one', async () => {
    expect(await access.tenantOf(request('Bearer root'), 'globex')).toBe('globex')
    expect(await refusalOf(access.tenantOf(request('Bearer root'), undefined))).toMatchObject({
      status: 422,
      detail: [
        { loc: ['query', 'tenant'], msg: 'An operator must name the tenant: ?tenant=acme', type: 'missing' },
      ],
    })
  })

  test('what is for operators only, is refused to tenants and to strangers', async () => {
    await access.checkOperator(request('Bearer root'))
    expect(await refusalOf(access.checkOperator(request('Bearer acme')))).toMatchObject({
      status: 403,
      detail: 'For operators only',
    })
    expect(await refusalOf(access.checkOperator(request()))).toMatchObject({ status: 401 })
  })

  test('may take its time, and its errors are not taken for a refusal', async () => {
    expect(await new Access(async () => ({ tenant: 'acme' })).tenantOf(request(), undefined)).toBe('acme')
    const broken = new Access(() => Promise.reject(new Error('directory is down')))
    await expect(broken.tenantOf(request(), undefined)).rejects.toThrow('directory is down')
  })
})
