import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, expect, test } from 'vitest'

/** What is written wrong, and what the first line that TypeScript says of it starts with. */
const cases = {
  'a path parameter that is not in the template': [
    `app.get('/users/{id}', ({ params }) => params.userId)`,
    `Property 'userId' does not exist on type 'PathParams<"/users/{id}">'.`,
  ],
  'an answer with a value of another type': [
    `app.get('/x', { response: User }, () => ({ name: 7 }))`,
    `Type 'number' is not assignable to type 'string'.`,
  ],
  'a promise of another answer': [
    `app.get('/x', { response: User }, async () => ({ title: 'x' }))`,
    `Type 'Promise<{ title: string; }>' is not assignable to type 'Awaitable<Reply | Response | { name: string; }>'.`,
  ],
  'a reply with a value of another type': [
    `app.get('/x', { responses: { 404: { description: 'x', schema: User } } }, ({ reply }) => reply(404, { name: 7 }))`,
    `Type 'number' is not assignable to type 'string'.`,
  ],
  'a reply with a status that is not declared': [
    `app.get('/x', { responses: { 404: { description: 'x', schema: User } } }, ({ reply }) => reply(409, { name: 'x' }))`,
    `Argument of type '409' is not assignable to parameter of type '200 | 404'.`,
  ],
  'a misspelled option': [
    `app.get('/x', { sumary: 'x' }, () => 1)`,
    `Object literal may only specify known properties, but 'sumary' does not exist in type 'OperationOptions<`,
  ],
  'a body that is no schema': [
    `app.get('/x', { body: { name: 'string' } }, () => 1)`,
    `Object literal may only specify known properties, and 'name' does not exist in type 'Schema'.`,
  ],
  'a dependency that is not declared': [
    `app.get('/x', { dependencies: { db } }, ({ user }) => user)`,
    `Property 'user' does not exist on type 'Context<"/x", `,
  ],
  'a dependency that is none': [
    `app.get('/x', { dependencies: { db: () => 1 } }, () => 1)`,
    `Type '() => number' is not assignable to type 'Dependency<unknown>'.`,
  ],
  'a value that a dependency does not give': [
    `app.get('/x', { dependencies: { db } }, ({ db }) => db.ask())`,
    `Property 'ask' does not exist on type '{ query: (sql: string) => string; }'.`,
  ],
  'what stands for a dependency and is of another type': [
    `app.override(db, () => 7)`,
    `Argument of type '() => number' is not assignable to parameter of type 'Replacement<NoInfer<{ query: (sql: string) => string; }>>'.`,
  ],
  'a body to send of another type': [
    `void event.send({ name: 7 }, { tenant: 'a' })`,
    `Type 'number' is not assignable to type 'string'.`,
  ],
  'a message of no tenant': [
    `void event.send({ name: 'x' }, {})`,
    `Property 'tenant' is missing in type '{}' but required in type 'SendOptions'.`,
  ],
} as const

const head = (entry: string) => `import { App, dependency } from '${entry}'
import { z } from 'zod'
const User = z.object({ name: z.string() })
const app = new App({ title: 'x', version: '1' })
const db = dependency(() => ({ query: (sql: string) => sql }))
const event = app.webhooks.post('e', { body: User })
`

const packageFolder = fileURLToPath(new URL('../../', import.meta.url))
const root = join(packageFolder, '../..')
let folder: string
/** The first lines, by the line of code that they are of. */
const said = new Map<number, string>()

beforeAll(() => {
  // Inside the repository, so that zod is found.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  folder = mkdtempSync(join(root, 'node_modules/.cache/hookwright-messages-'))
  const entry = relative(folder, join(packageFolder, 'src/index.ts'))
  const code =
    head(entry) +
    Object.values(cases)
      .map(([line]) => line)
      .join('\n')
  writeFileSync(join(folder, 'wrong.ts'), code)
  const options = { noEmit: true, rewriteRelativeImportExtensions: false, allowImportingTsExtensions: true }
  const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions: options, files: ['wrong.ts'] }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ ...config, compilerOptions: { ...options, composite: false, types: ['node'] } }),
  )
  const compiler = join(root, 'node_modules/.bin/tsc')
  const { stdout } = spawnSync(compiler, ['-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
  for (const [, line, message] of stdout.matchAll(/^.*wrong\.ts\((\d+),\d+\): error TS\d+: (.*)$/gm)) {
    said.set(Number(line), message ?? '')
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

test.each(Object.entries(cases))('TypeScript tells in words what is wrong: %s', (name, [, message]) => {
  const line = head('').split('\n').length + Object.keys(cases).indexOf(name)
  expect(said.get(line)?.slice(0, message.length)).toBe(message)
})

test('TypeScript finds nothing else', () => {
  expect(said.size).toBe(Object.keys(cases).length)
})
