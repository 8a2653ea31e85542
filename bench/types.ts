/**
 * How long TypeScript takes to check 200 routes and 200 webhooks, over an empty project: `npm run -s build &&
 * node bench/types.ts [rounds]`. On a busy machine the seconds of its processors say more than those of the clock. It exits with 1 where that is more than the 0.3 s that are allowed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const routes = 200
const webhooks = 200
const rounds = Number(process.argv[2] ?? 9)
const allowedSeconds = 0.3

/** Inside the repository, so that `hookwright` and `zod` are found. */
const folder = new URL('../node_modules/.cache/hookwright-bench-types/', import.meta.url)

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

/** What one run of the compiler takes, in seconds: by the clock, and of all processors together. */
function check(project: keyof typeof projects): Taken {
  const place = new URL(`${project}/`, folder)
  const processorsBefore = processorSeconds()
  const started = performance.now()
  const { status, stdout } = spawnSync('tsc', ['-p', place.pathname], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`The project "${project}" does not type-check:\n${stdout}`)
  return {
    clock: (performance.now() - started) / 1000,
    processors: processorSeconds() - processorsBefore,
  }
}

interface Taken {
  clock: number
  processors: number
}

/** Of all ended children of this process (proc(5): cutime and cstime, 100 a second); NaN where there is no /proc. */
function processorSeconds(): number {
  if (!existsSync('/proc/self/stat')) return Number.NaN
  const [, afterName = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ')
  const fields = afterName.split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

rmSync(folder, { recursive: true, force: true })
for (const [name, code] of Object.entries(projects)) {
  mkdirSync(new URL(`${name}/`, folder), { recursive: true })
  writeFileSync(new URL(`${name}/tsconfig.json`, folder), JSON.stringify(config))
  writeFileSync(new URL(`${name}/app.ts`, folder), code)
}
// In turn, so that what else the machine does falls on all of them alike. It only ever adds, so the fastest counts.
const taken: Record<keyof typeof projects, Taken[]> = { empty: [], imports: [], schemas: [], full: [] }
for (let round = 0; round < rounds; round++) {
  taken.empty.push(check('empty'))
  taken.imports.push(check('imports'))
  taken.schemas.push(check('schemas'))
  taken.full.push(check('full'))
}
const columns = [
  ['fastest', 'clock', (all: readonly number[]) => Math.min(...all)],
  ['median', 'clock', median],
  ['fastest', 'processors', (all: readonly number[]) => Math.min(...all)],
] as const
const over = columns.map(([which, unit, of]) => {
  const [ofEmpty, ofImports, ofSchemas, ofFull] = [taken.empty, taken.imports, taken.schemas, taken.full].map(
    (each) => of(each.map((one) => one[unit])),
  )
  const difference = (ofFull ?? Number.NaN) - (ofEmpty ?? Number.NaN)
  console.log(`${which} of ${rounds} rounds, seconds of the ${unit}:`)
  console.log(`  empty project: ${ofEmpty?.toFixed(2)}`)
  console.log(`  one app, nothing declared: ${ofImports?.toFixed(2)}`)
  console.log(`  its schemas alone: ${ofSchemas?.toFixed(2)}`)
  console.log(`  ${routes} routes and ${webhooks} webhooks: ${ofFull?.toFixed(2)}`)
  console.log(`  over the empty project: ${difference.toFixed(2)} (allowed: ${allowedSeconds})`)
  return difference
})
if ((over[0] ?? Number.NaN) > allowedSeconds) process.exitCode = 1
