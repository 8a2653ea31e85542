import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'

import { complete, scripts, shells } from '../../src/cli/completion.ts'
import { createProgram } from '../../src/cli/program.ts'
import { Terminal } from '../../src/cli/terminal.ts'
import { hookwright } from './command-line.ts'

const program = await createProgram(new Terminal({ json: false }))

function after(line: string) {
  const { candidates, files } = complete(program, line.split(' '))
  return { texts: candidates.map(({ text }) => text), files }
}

describe('what may stand next', () => {
  test('are commands, but none that is hidden', () => {
    expect(after('').texts).toEqual(
      expect.arrayContaining(['worker', 'listen', 'trigger', 'endpoints', 'completion']),
    )
    expect(after('').texts).not.toContain('complete')
    expect(after('e').texts).toEqual(['endpoints'])
    expect(after('endpoints ').texts).toEqual(['list', 'get', 'create', 'update', 'delete', 'rotate-secret'])
    expect(after('endpoints l').texts).toEqual(['list'])
  })

  test('are the options of the command that it is', () => {
    expect(after('listen --f').texts).toEqual(['--forward-to', '--filter'])
    expect(after('--').texts).toEqual(['--version', '--help'])
    expect(after('endpoints list --json --li').texts).toEqual(['--limit'])
  })

  test('are the values of an option or argument that has some', () => {
    expect(after('deliveries list --state ').texts).toEqual([
      'pending',
      'leased',
      'succeeded',
      'failed',
      'canceled',
    ])
    expect(after('replay ep_1 --kind m').texts).toEqual(['missed'])
    expect(after('completion ').texts).toEqual([...shells])
    expect(after('listen --forward-to ')).toEqual({ texts: [], files: false })
  })

  test('is a file where one is asked for', () => {
    for (const line of [
      'worker ',
      'verify ',
      'openapi app.ts --out ',
      'trigger ping --body ',
      'trigger ping --openapi ',
    ]) {
      expect(after(line)).toEqual({ texts: [], files: true })
    }
    expect(after('trigger ').files).toBe(false)
  })
})

test('the scripts ask the command itself', async () => {
  const { code, stdout } = await hookwright(['complete', '--', 'endpoints', 'c'])
  expect(code).toBe(0)
  expect(stdout).toBe('create\tRegister an endpoint, and show its secret this once\n')
  const files = await hookwright(['complete', '--', 'openapi', 'app.ts', '--out', ''])
  expect(files.stdout).toBe(':files\n')
  const unknown = await hookwright(['completion', 'tcsh'])
  expect(unknown).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Allowed choices are bash, zsh, fish'),
  })
})

const interpreters = { bash: ['-n'], zsh: ['-n'], fish: ['--no-execute'] } as const

describe.each(shells)('the script for %s', (shell) => {
  const isInstalled = spawnSync(shell, ['-c', 'true']).status === 0

  test('is printed', async () => {
    expect((await hookwright(['completion', shell])).stdout).toBe(scripts[shell])
  })

  test.skipIf(!isInstalled)('is sound', () => {
    execFileSync(shell, [...interpreters[shell]], { input: scripts[shell] })
  })
})

test.skipIf(spawnSync('bash', ['-c', 'true']).status !== 0)('bash completes a command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hookwright-completion-'))
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
  writeFileSync(join(folder, 'hookwright'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`)
  chmodSync(join(folder, 'hookwright'), 0o755)
  symlinkSync(join(folder, 'hookwright'), join(folder, 'hw'))
  const completeLine = (line: string) =>
    execFileSync(
      'bash',
      [
        '-c',
        `source <(hookwright completion bash); COMP_LINE=$1 COMP_POINT=\${#1}; _hookwright; printf '%s\\n' "\${COMPREPLY[@]}"`,
        'bash',
        line,
      ],
      { env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` }, encoding: 'utf8' },
    ).trim()
  try {
    expect(completeLine('hookwright dep')).toBe('')
    expect(completeLine('hookwright del')).toBe('deliveries')
    expect(completeLine('hookwright deliveries ')).toBe('list\nget\nresend')
    expect(completeLine('hookwright deliveries list --state f')).toBe('failed')
    expect(completeLine('hw endpoints cr')).toBe('create')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
