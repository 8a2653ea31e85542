import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packageFolder = fileURLToPath(new URL('../..', import.meta.url))
const rootModules = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

export interface Project extends Disposable {
  folder: string
  /** Writes a file and returns its name. */
  write(name: string, content: string): string
}

/** A folder of a user's, in which 'hookwright' is installed: this very copy, or another one. */
export function createProject({ ownCopy = false }: { ownCopy?: boolean } = {}): Project {
  const folder = mkdtempSync(join(tmpdir(), 'hookwright-cli-'))
  for (const dependency of [
    'hono',
    'zod',
    'undici',
    'ipaddr.js',
    '@hono/node-server',
    '@hookwright/receiver',
    '@opentelemetry/api',
  ]) {
    const link = join(folder, 'node_modules', dependency)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(rootModules, dependency), link, 'dir')
  }
  const installed = join(folder, 'node_modules', 'hookwright')
  if (ownCopy) {
    mkdirSync(installed)
    for (const name of readdirSync(packageFolder).filter((entry) =>
      ['dist', 'package.json'].includes(entry),
    )) {
      cpSync(join(packageFolder, name), join(installed, name), { recursive: true })
    }
    for (const name of ['vendor', 'node_modules'])
      symlinkSync(join(packageFolder, name), join(installed, name))
  } else {
    symlinkSync(packageFolder, installed, 'dir')
  }
  return {
    folder,
    write(name, content) {
      writeFileSync(join(folder, name), content)
      return name
    },
    [Symbol.dispose]() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
