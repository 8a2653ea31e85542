import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What a user of the generated files has, and what they are type-checked under. */
const compilerOptions = {
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  target: 'es2024',
  lib: ['es2024'],
  types: ['node'],
  module: 'nodenext',
  allowImportingTsExtensions: true,
  skipLibCheck: true,
}

/** A folder of a user's, with `@hookwright/receiver` installed. */
export class Workshop implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'hookwright-documents-'))

  constructor() {
    for (const [name, target] of [
      ['@hookwright/receiver', 'packages/receiver'],
      ['@types/node', 'node_modules/@types/node'],
      ['undici-types', 'node_modules/undici-types'],
    ] as const) {
      const link = join(this.folder, 'node_modules', name)
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(join(root, target), link, 'dir')
    }
    this.write('package.json', JSON.stringify({ type: 'module' }))
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  write(name: string, text: string): string {
    writeFileSync(this.path(name), text)
    return this.path(name)
  }

  /** What TypeScript finds wrong in all files, one line each. */
  async typeErrors(): Promise<string[]> {
    const { stdout } = await run('node_modules/typescript/bin/tsc', ['--project', this.folder])
    return stdout.split('\n').filter((line) => /error TS/.test(line))
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Runs one line of the built command line: what users run. */
export async function hookwright(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, ...printed } = await run('packages/hookwright/dist/cli/main.js', args)
  if (code !== 0)
    throw new Error(`hookwright ${args.join(' ')} ended with ${String(code)}: ${printed.stderr}`)
  return printed
}

function run(
  script: string,
  args: readonly string[],
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, script), ...args], { maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    )
  })
}
