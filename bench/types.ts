/**
 * How long TypeScript takes to check 200 routes and 200 webhooks, over an empty project: `npm run -s build &&
 * node bench/types.ts`. It exits with 1 where that is more than the 0.3 s that are allowed.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'

const routes = 200
const webhooks = 200
const runs = 9
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

const head = `import { App, bearer, file } from 'hookwright'
import { z } from 'zod'

const staff = bearer({ name: 'staff', authenticate: (token) => (token === 'x' ? { id: 1, name: 'Ada' } : null) })
const Problem = z.object({ detail: z.string() })
const Job = z.object({ job: z.int() })
const app = new App({ title: 'Bench', version: '1' })
`

/** Five kinds, in turn, from the plainest to what takes more of the options; each with schemas of its own. */
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
app.put(
  '/guarded${n}/{id}',
  {
    security: [staff],
    body: z.object({ name: z.string() }),
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
]

const webhook = (n: number) => `
const Event${n} = z.object({ id: z.int(), kind: z.string(), at: z.iso.datetime() })
const event${n} = app.webhooks.post('event-${n}', { body: Event${n}, tags: ['Events'] })
export const send${n} = () => event${n}.send({ id: ${n}, kind: 'a', at: '' }, { tenant: 'acme' })`

const full = [
  head,
  ...Array.from({ length: routes }, (_, n) => routeKinds[n % routeKinds.length]?.(n) ?? ''),
  ...Array.from({ length: webhooks }, (_, n) => webhook(n)),
].join('\n')

const projects = {
  empty: 'export {}\n',
  imports: `${head}\nexport { app, staff, Problem, Job, file }\n`,
  full,
}

/** Seconds that one run of the compiler takes. */
function check(project: keyof typeof projects): number {
  const place = new URL(`${project}/`, folder)
  const started = performance.now()
  const { status, stdout } = spawnSync('tsc', ['-p', place.pathname], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`The project "${project}" does not type-check:\n${stdout}`)
  return (performance.now() - started) / 1000
}

rmSync(folder, { recursive: true, force: true })
for (const [name, code] of Object.entries(projects)) {
  mkdirSync(new URL(`${name}/`, folder), { recursive: true })
  writeFileSync(new URL(`${name}/tsconfig.json`, folder), JSON.stringify(config))
  writeFileSync(new URL(`${name}/app.ts`, folder), code)
}
// The fastest of several, in turn: whatever else the machine does only adds.
const fastest = { empty: Infinity, imports: Infinity, full: Infinity }
for (let run = 0; run < runs; run++) {
  fastest.empty = Math.min(fastest.empty, check('empty'))
  fastest.imports = Math.min(fastest.imports, check('imports'))
  fastest.full = Math.min(fastest.full, check('full'))
}
const over = fastest.full - fastest.empty
console.log(`empty project: ${fastest.empty.toFixed(2)} s`)
console.log(`one app, nothing declared: ${fastest.imports.toFixed(2)} s`)
console.log(`${routes} routes and ${webhooks} webhooks: ${fastest.full.toFixed(2)} s`)
console.log(`over the empty project: ${over.toFixed(2)} s (allowed: ${allowedSeconds})`)
if (over > allowedSeconds) process.exitCode = 1
