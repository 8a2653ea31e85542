import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Python that has what generated files need, should `python3` not be it. */
const python = process.env['HOOKWRIGHT_PYTHON'] ?? 'python3'

export interface Toolchain {
  command: string
  /** Why nothing can be run here, where that is so. */
  absent: string | undefined
  /** Lays the generated text, as `shop`, and what uses it into a folder; gives the command that serves them. */
  prepare: (folder: string, text: string, fixture: string) => [command: string, ...args: string[]]
}

function answers(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

const needed = 'import fastapi, uvicorn, pydantic, cryptography; assert pydantic.VERSION >= "2"'

export const toolchains: Readonly<Record<'python' | 'go', Toolchain>> = {
  python: {
    command: python,
    absent: answers(python, '-c', needed)
      ? undefined
      : `${python} cannot import fastapi, uvicorn, cryptography and pydantic 2: set HOOKWRIGHT_PYTHON to one that can`,
    prepare: (folder, text, fixture) => {
      writeFileSync(join(folder, 'shop.py'), text)
      copyFileSync(`${fixture}.py`, join(folder, 'main.py'))
      return [python, '-W', 'error::UserWarning', '-m', 'uvicorn', 'main:app', '--port', '0']
    },
  },
  go: {
    command: 'go',
    absent: answers('go', 'version') ? undefined : 'go is not on the path',
    prepare: (folder, text, fixture) => {
      mkdirSync(join(folder, 'shop'))
      writeFileSync(join(folder, 'go.mod'), 'module example\n\ngo 1.19\n')
      writeFileSync(join(folder, 'shop/shop.go'), text)
      copyFileSync(`${fixture}.go`, join(folder, 'main.go'))
      execFileSync('go', ['build', '-o', 'main', '.'], { cwd: folder })
      return [join(folder, 'main')]
    },
  },
}

/** A receiver in a process of its own. It hands out at `/told` what its handlers got. */
export interface Served extends AsyncDisposable {
  url: string
  /** What handlers told since it was asked last. */
  told(): Promise<unknown>
  /** What it wrote beside that. */
  log(): string
}

export async function serve(
  { prepare }: Toolchain,
  text: string,
  fixture: string,
  environment: Readonly<Record<string, string>>,
): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'hookwright-language-'))
  const [command, ...args] = prepare(folder, text, fixture)
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...environment } })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let printed = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString()
      const [, found] = /running on (http:\/\/[\d.:]+)/i.exec(printed) ?? []
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(printed)))
  })
  return {
    url,
    async told() {
      return (await fetch(`${url}/told`, { method: 'POST' })).json()
    },
    log: () => printed,
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
