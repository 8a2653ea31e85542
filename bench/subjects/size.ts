/** What npm fetches and what it installs. */
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { subject, type Setting } from './subject.ts'

const packages = fileURLToPath(new URL('../../packages/', import.meta.url))

await subject(async ({ name, folder }: Setting & { name: 'hookwright' | 'receiver' }) => {
  // Hookwright needs the receiver, which no registry has in this version.
  const own = name === 'hookwright' ? ['hookwright', 'receiver'] : ['receiver']
  const packed = own.map((one) => pack(join(packages, one), folder))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  npm(
    folder,
    'install',
    '--omit=dev',
    '--omit=peer',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    ...packed.map(({ file }) => file),
  )
  const installed = npm(folder, 'ls', '--all', '--parseable')
    .split('\n')
    .filter((line) => line !== '')
  const [first] = packed
  return {
    packedKb: (first?.size ?? 0) / 1_000,
    unpackedKb: (first?.unpackedSize ?? 0) / 1_000,
    installedKb: bytesBelow(join(folder, 'node_modules')) / 1_000,
    // The first line is the project.
    packages: installed.length - 1,
  }
})

function pack(from: string, to: string): { file: string; size: number; unpackedSize: number } {
  const [{ filename, size, unpackedSize }] = JSON.parse(npm(from, 'pack', '--json', '--pack-destination', to))
  return { file: join(to, filename), size, unpackedSize }
}

function npm(folder: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm ${args[0]} failed: ${stderr}`)
  return stdout
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
