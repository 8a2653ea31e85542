/** Type-checks one of four projects, with the compiler's own process. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

import { subject, type Setting } from './subject.ts'

const routes = 200
const webhooks = 200

/** Inside the repository, so that `hookwright` and `zod` are found. */
const folder = new URL('../../node_modules/.cache/hookwright-bench-types/', import.meta.url)

const config = {
  compilerOptions: {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  },
  files: ['app.ts'],
}

const head = `import { App, bearer, dependency, file } from 'hookwright'
import { z } from 'zod'

const staff = bearer({ name: 'staff', authenticate: (token) => (token === 'x' ? { id: 1, name: 'Ada' } : null) })
const Problem = z.object({ detail: z.string() })
const Job = z.object({ job: z.int() })
const db = dependency(async () => ({ find: async (id: string) => ({ id, name: 'Ada' }) }))
const user = dependency(
  { dependencies: { db }, security: [staff], query: z.object({ as: z.string().optional() }) },
  async function* ({ db: from, auth, query }) {
    yield await from.find(query.as ?? auth.name)
  },
)
const app = new App({ title: 'Bench', version: '1', dependencies: [user] })
`

/** Six kinds, in turn, from the plainest to what takes more of the options; each with schemas of its own. */
const routeKinds = [
  (n: number) => `app.get('/plain${n}/{id}', ({ params }) => params.id)`,
  (n: number) => `
const Item${n} = z.object({ id: z.int(), name: z.string(), price: z.number() })
app.post('/items${n}', { body: Item${n}, response: Item${n}, status: 201 }, ({ body }) => body)`,
  (n: number) => `
app.get(
  '/search${n}/{kind}',
  { query: z.object({ limit: z.int().default(10), q: z.string().optional() }), response: z.array(z.string()) },
  ({ params, query }) => [params.kind, String(query.limit), query.q ?? ''],
)`,
  (n: number) => `
const Name${n} = z.object({ id: z.int(), name: z.string(), at: z.string() })
app.put(
  '/guarded${n}/{id}',
  {
    security: [staff],
    body: Name${n},
    status: 202,
    response: Job,
    responses: { 404: { description: 'No such', schema: Problem } },
  },
  ({ body, auth, params, reply }) =>
    params.id === auth.name ? { job: body.name.length } : reply(404, { detail: body.name }),
)`,
  (n: number) => `
app.post(
  '/upload${n}',
  { form: z.object({ title: z.string() }), files: { cover: file({ maxBytes: 1000 }) }, response: Job },
  ({ form, files }) => ({ job: form.title.length + files.cover.size }),
)`,
  (n: number) => `
app.post(
  '/needing${n}/{id}',
  { dependencies: { db, user }, body: z.object({ name: z.string() }), response: Job },
  async ({ db: from, user: by, params, body }) => ({
    job: (await from.find(params.id)).name.length + by.name.length + body.name.length,
  }),
)`,
]

/** Two share a body, as `created` and `updated` do. */
const webhook = (n: number) => `${
  n % 2 === 0 ? `\nconst Event${n} = z.object({ id: z.int(), kind: z.string(), at: z.iso.datetime() })` : ''
}
const event${n} = app.webhooks.post('event-${n}', { body: Event${n - (n % 2)}, tags: ['Events'] })
export const send${n} = () => event${n}.send({ id: ${n}, kind: 'a', at: '' }, { tenant: 'acme' })`

const full = [
  head,
  ...Array.from({ length: routes }, (_, n) => routeKinds[n % routeKinds.length]?.(n) ?? ''),
  ...Array.from({ length: webhooks }, (_, n) => webhook(n)),
].join('\n')

/** What the schema library itself costs: the same schemas, and nothing but the type of what each yields. */
const schemas = [
  "import { z } from 'zod'",
  ...(full.match(/z\.(object|array)\((\{[^}]*\}|z\.string\(\))\)/g) ?? []).map(
    (schema, n) => `const s${n} = ${schema}
export const y${n} = (value: NonNullable<(typeof s${n})['~standard']['types']>['output']) => value`,
  ),
].join('\n')

const projects = {
  empty: 'export {}\n',
  imports: `${head}\nexport { app, staff, Problem, Job, file, user }\n`,
  schemas,
  full,
}

await subject(async ({ project }: Setting & { project: keyof typeof projects }) => {
  const place = new URL(`${project}/`, folder)
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  writeFileSync(new URL('tsconfig.json', place), JSON.stringify(config))
  writeFileSync(new URL('app.ts', place), projects[project])
  const processorsBefore = processorSeconds()
  const startedAt = performance.now()
  const { status, stdout } = spawnSync('tsc', ['-p', place.pathname], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`The project "${project}" does not type-check:\n${stdout}`)
  return {
    seconds: (performance.now() - startedAt) / 1000,
    processors: processorSeconds() - processorsBefore,
  }
})

/** Of all ended children of this process (proc(5): cutime and cstime, 100 a second); NaN where there is no /proc. */
function processorSeconds(): number {
  if (!existsSync('/proc/self/stat')) return Number.NaN
  const [, afterName = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ')
  const fields = afterName.split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}
