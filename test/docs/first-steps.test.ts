import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

import { afterEach, expect, test, vi } from 'vitest'

import { listenOnLoopback } from '../support/listen.ts'
import { allBlocks, root } from './blocks.ts'

/** Inside the repository, so that the packages are found; not in node_modules, where Node strips no types. */
const folder = new URL('.data/first-steps/', root)

const running: ChildProcess[] = []

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test('the first steps lead to a received event, taken as they are written', async () => {
  const blocks = (await allBlocks()).filter(({ page }) => page === 'docs/first-steps.md')
  const ports = new Map([
    ['8000', await freePort()],
    ['3000', await freePort()],
  ])
  const ported = (text: string) => text.replaceAll(/\b(8000|3000)\b/g, (port) => `${ports.get(port)}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL('package.json', folder), '{ "type": "module" }')
  for (const { language, code } of blocks) {
    const name = /^\/\/ (\w+\.ts)\n/.exec(code)?.[1]
    if (language === 'ts' && name) writeFileSync(new URL(name, folder), ported(code))
  }
  const commands = blocks
    .filter(({ language }) => language === 'console')
    .flatMap(({ code }) => code.split('\n').flatMap((line) => /^\$ (.*)/.exec(line)?.[1] ?? []))
  const [serve = '', environment = '', register = '', receive = '', order = '', list = ''] =
    commands.map(ported)

  const server = start(serve)
  const token = await seen(server, /hwdev_\w+/)
  const exported = environment.replace('hwdev_…', token)
  const registered = run(`${exported} && ${register}`)
  const secret = /whsec_[\w+/=]+/.exec(registered)?.[0] ?? ''
  expect(registered).toContain('whsec_')
  const receiver = start(receive.replace('whsec_…', secret))
  await vi.waitFor(
    () =>
      expect(run(`curl -s -o /dev/null -w '%{http_code}' ${ported('http://127.0.0.1:3000/')}`)).not.toBe(
        '000',
      ),
    waiting,
  )
  expect(run(order)).toContain('A-1')
  await seen(receiver, /A-1 for 9\.5/)
  await vi.waitFor(
    () =>
      expect(run(`${exported} && ${list}`)).toMatch(/order\.created.*succeeded|succeeded.*order\.created/),
    waiting,
  )
})

const waiting = { timeout: 20_000, interval: 100 }

function start(command: string): { output: () => string } {
  const child = spawn('sh', ['-c', `exec env ${command}`], { cwd: fileURLToPath(folder) })
  running.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  return { output: () => text }
}

function run(command: string): string {
  const { stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: fileURLToPath(folder),
    encoding: 'utf8',
  })
  return stdout + stderr
}

async function seen({ output }: { output: () => string }, pattern: RegExp): Promise<string> {
  await vi.waitFor(() => expect(output()).toMatch(pattern), waiting)
  return pattern.exec(output())?.[0] ?? ''
}

async function freePort(): Promise<string> {
  const server = createServer()
  const port = await listenOnLoopback(server)
  server.close()
  return String(port)
}
