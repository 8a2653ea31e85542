/** Not run: `tsc -b packages/hookwright/test` is the test. */
import { expectTypeOf } from 'vitest'

import { all, apiKey, App, bearer, none, oauth2, Router, type SecurityScheme } from '../../src/index.ts'

interface User {
  name: string
  scopes: string[]
}
declare function userOf(token: string): Promise<User | null>

const staff = bearer({ name: 'staff', authenticate: userOf, scopesOf: (user) => user.scopes })
const partner = apiKey({
  name: 'partner',
  in: 'header',
  key: 'x',
  authenticate: (key) => key === 'k' && { id: 7 },
})
const login = oauth2({
  name: 'login',
  flows: {
    password: { tokenUrl: '/token', scopes: { 'orders:read': 'Read' } },
    clientCredentials: { tokenUrl: '/token', scopes: { 'orders:write': 'Write' } },
  },
  authenticate: userOf,
  scopesOf: ({ scopes }) => scopes,
})

// What `authenticate` refuses is gone from what the handler gets.
expectTypeOf(staff).toEqualTypeOf<SecurityScheme<User, string, 'staff'>>()
expectTypeOf(staff.of(new Request('http://x'))).toEqualTypeOf<User>()

declare const app: App
app.get('/x', { security: [staff] }, ({ auth }) => expectTypeOf(auth).toEqualTypeOf<User>())
app.get('/x', { security: [staff.requires('a')] }, ({ auth }) => expectTypeOf(auth).toEqualTypeOf<User>())
app.get('/x', { security: [partner] }, ({ auth }) => expectTypeOf(auth).toEqualTypeOf<{ id: number }>())
// @ts-expect-error -- a partner has no name
app.get('/x', { security: [partner] }, ({ auth }) => auth.name)

// Alternatives give one of theirs, `none` gives null, `all` gives each by name.
app.get('/x', { security: [staff, partner] }, ({ auth }) =>
  expectTypeOf(auth).toEqualTypeOf<User | { id: number }>(),
)
app.get('/x', { security: [staff, none] }, ({ auth }) => expectTypeOf(auth).toEqualTypeOf<User | null>())
// @ts-expect-error -- perhaps nobody
app.get('/x', { security: [staff, none] }, ({ auth }) => auth.name)
app.get('/x', { security: [all(staff.requires('a'), partner)] }, ({ auth }) =>
  expectTypeOf(auth).toEqualTypeOf<{ staff: User; partner: { id: number } }>(),
)
// @ts-expect-error -- all() of nothing would let everyone in
all()

// Nothing is known where nothing guards.
app.get('/x', { security: [] }, ({ auth }) => expectTypeOf(auth).toEqualTypeOf<undefined>())
app.get('/x', { security: [{ key: [] }] }, ({ auth }) => expectTypeOf(auth).toEqualTypeOf<undefined>())
app.get('/x', ({ auth }) => expectTypeOf(auth).toEqualTypeOf<unknown>())

// OAuth's scopes are those of its flows.
login.requires('orders:read', 'orders:write')
// @ts-expect-error -- misspelled
login.requires('orders:wirte')
// @ts-expect-error -- none
login.requires()

// A router's and an app's security type the routes that have none of their own.
const admin = new Router({ security: [staff] })
admin.get('/x', ({ auth }) => expectTypeOf(auth).toEqualTypeOf<User>())
admin.get('/x', { summary: 'x' }, ({ auth }) => expectTypeOf(auth).toEqualTypeOf<User>())
admin.get('/x', { security: [partner] }, ({ auth }) => expectTypeOf(auth).toEqualTypeOf<{ id: number }>())
admin.get('/x', { security: [] }, ({ auth }) => expectTypeOf(auth).toEqualTypeOf<undefined>())
admin.route('get', '/x', { summary: 'x' }, ({ auth }) => expectTypeOf(auth).toEqualTypeOf<User>())
app.include(admin)
const closed = new App({ title: 'x', version: '1', security: [staff, none] })
closed.get('/x', ({ auth }) => expectTypeOf(auth).toEqualTypeOf<User | null>())
expectTypeOf(closed).toExtend<App>()

// @ts-expect-error -- a key has a place
apiKey({ name: 'x', key: 'x' })
// @ts-expect-error -- no such flow
oauth2({ name: 'x', flows: { pasword: { tokenUrl: '/', scopes: {} } } })
// @ts-expect-error -- a flow has a URL
oauth2({ name: 'x', flows: { password: { scopes: {} } } })
// @ts-expect-error -- no such option
bearer({ name: 'x', athenticate: userOf })
