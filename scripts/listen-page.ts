/**
 * Writes docs/listen.md: a first session with `npm start`, `hookwright listen` and `hookwright trigger`, which it really
 * goes through, on the usual ports. Needs `script` (util-linux) for a terminal. `node scripts/listen-page.ts`
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hookwright-session-'))

/** A terminal window: what was typed and what was shown. */
class Window {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  #shown = ''

  constructor(command: string, environment: NodeJS.ProcessEnv) {
    this.#child = spawn('script', ['-qfec', command, '/dev/null'], {
      cwd: root,
      env: { ...process.env, ...environment, NO_COLOR: '1', TERM: 'xterm', COLUMNS: '120' },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child.stdout.on('data', (data) => (this.#shown += String(data)))
  }

  get shown(): string {
    const text = stripVTControlCharacters(this.#shown).replaceAll('\r', '')
    // What npm itself says, and its spinner, are no part of this.
    return text
      .replaceAll(/^npm warn .*\n/gm, '')
      .replaceAll(/[\u2800-\u28ff]/g, '')
      .replaceAll(/^\n+/g, '')
      .replaceAll(`${folder}/`, '')
      .replaceAll(folder, '…')
      .replaceAll(/hwdev_\w+/g, 'hwdev_…')
      .replaceAll(/whsec_[\w+/=]+/g, 'whsec_…')
      .trimEnd()
  }

  /** As it is, with what `shown` leaves out. */
  find(pattern: RegExp): string {
    const [found] = pattern.exec(this.#shown) ?? []
    if (found === undefined) throw new Error(`There is no ${String(pattern)} in:\n${this.#shown}`)
    return found
  }

  async until(text: string): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (this.#shown.includes(text)) return
      await pause(50)
    }
    throw new Error(`Waited in vain for ${JSON.stringify(text)} in:\n${this.#shown}`)
  }

  press(keys: string): void {
    this.#child.stdin.write(keys)
  }

  async ended(): Promise<void> {
    if (this.#child.exitCode === null) await once(this.#child, 'exit')
  }
}

const base = { DATA_FOLDER: folder, XDG_CONFIG_HOME: folder }

/** Runs one command to its end, and gives what it looked like. */
async function run(command: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const window = new Window(command, environment)
  await window.ended()
  return `$ ${command.replaceAll(`${folder}/`, '')}\n${window.shown}`
}

const start = new Window('npm start', base)
await start.until('Ctrl-C ends it')
const env = { ...base, HOOKWRIGHT_TOKEN: start.find(/hwdev_\w+/), HOOKWRIGHT_TENANT: 'acme' }

const wantsTenant = await run('npx hookwright listen', { ...env, HOOKWRIGHT_TENANT: undefined })
const printSecret = new Window('npx hookwright listen --print-secret', env)
await printSecret.ended()
const receiverCommand = 'node examples/subscriptions/receiver.ts'
const HOOKWRIGHT_SECRET = printSecret.find(/whsec_[\w+/=]+/)
const receiver = new Window(receiverCommand, { ...base, HOOKWRIGHT_SECRET })
await receiver.until('Receiving')

const listenCommand = 'npx hookwright listen --forward-to http://localhost:3000/hooks'
const listening = new Window(listenCommand, env)
await listening.until('Press ? for keys')
const first = await run(
  'npx hookwright trigger new-subscription --set username=summer --set monthly_fee=12',
  env,
)
await listening.until('#1  ')
await listening.until('→ 204')
listening.press('r')
await listening.until('(again)')
const mistyped = await run('npx hookwright trigger new-subscription --set monthly_fee=much', env)
const unknown = await run('npx hookwright trigger new-subscripton', env)
receiver.press('\u0003')
await receiver.ended()
const second = await run('npx hookwright trigger new-subscription', env)
await listening.until('unreachable')
listening.press('q')
await listening.ended()

const bodyFile = join(folder, 'request.http')
writeFileSync(bodyFile, await captured(HOOKWRIGHT_SECRET))
const verified = await run(`npx hookwright verify ${bodyFile}`, { ...base, HOOKWRIGHT_SECRET })
const deliveries = await run('npx hookwright deliveries list', env)
start.press('\u0003')
await start.ended()

/** A request as a proxy or a log may have kept it: with a newline at its end that was not sent. */
async function captured(secret: string): Promise<string> {
  const { sign } = await import('@hookwright/receiver/sign')
  const timestamp = Math.floor(Date.now() / 1_000)
  const body = '{"username":"summer","monthly_fee":12,"start_date":"2026-01-31T12:00:00Z"}'
  const signature = await sign({ id: 'msg_captured', timestamp, body, secret })
  return `POST /hooks HTTP/1.1\r\nwebhook-id: msg_captured\r\nwebhook-timestamp: ${timestamp}\r\nwebhook-signature: ${signature}\r\n\r\n${body}\n`
}

const shownAs = (text: string) => `\`\`\`console\n${text}\n\`\`\``
const source = readFileSync(join(root, 'examples/subscriptions/receiver.ts'), 'utf8')

writeFileSync(
  join(root, 'docs/listen.md'),
  `# A first session: listen and trigger

What a newcomer sees who tries webhooks on one machine. It was gone through by \`node scripts/listen-page.ts\`, which wrote
this page; token and secret are cut short, paths too. [The command line](cli.md) has every option.

## The API

\`npm start\` runs an API and a subscriber, and says how to go on.

${shownAs(`$ npm start\n${start.shown}`)}

## Listening

In a second terminal, with what it said to export. A development token acts for any tenant, so without \`HOOKWRIGHT_TENANT\`:

${shownAs(wantsTenant)}

A receiver of one's own verifies with the secret of this machine, which \`listen\` shows and \`--print-secret\` prints. This is
\`examples/subscriptions/receiver.ts\`:

\`\`\`ts
${source.trimEnd()}
\`\`\`

${shownAs(`$ export HOOKWRIGHT_SECRET=$(npx hookwright listen --print-secret)\n$ ${receiverCommand}\n${receiver.shown}`)}

No endpoint needs to be registered for it: \`listen\` posts to it. Here \`r\` was pressed after the first event, the receiver
ended with Ctrl-C before the second, and \`q\` pressed at the end.

${shownAs(`$ ${listenCommand}\n${listening.shown}`)}

## Triggering

Meanwhile, in a third terminal. The subscriber of \`npm start\` is an endpoint, so each event goes there as well:

${shownAs(first)}

The sample is the example that the webhook declares; what is changed of it is held to its schema, and nothing is sent that
does not fit:

${shownAs(mistyped)}

${shownAs(unknown)}

${shownAs(second)}

## Seeing what happened

${shownAs(deliveries)}

A request that does not verify can be looked into. This one was kept by something that added a newline:

${shownAs(verified)}
`,
)
rmSync(folder, { recursive: true })
console.log('Wrote docs/listen.md.')
