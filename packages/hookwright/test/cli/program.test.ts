import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { createProgram } from '../../src/cli/program.ts'
import { Terminal } from '../../src/cli/terminal.ts'
import { hookwright } from './command-line.ts'

const commands = [
  'worker',
  'migrate',
  'reencrypt',
  'openapi',
  'generate',
  'listen',
  'trigger',
  'verify',
  'endpoints',
  'messages',
  'deliveries',
  'replay',
  'completion',
]

test('--help names every command, shows examples and exits with 0', async () => {
  const { code, stdout, stderr } = await hookwright(['--help'])
  expect(code).toBe(0)
  expect(stderr).toBe('')
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
  expect(stdout).toContain('$ hookwright worker src/app.ts')
  expect(stdout).toMatch(/^ {2}2 {2}wrong use/m)
})

test('every command has help with an example and its exit codes', async () => {
  const { stdout: overview } = await hookwright(['--help'])
  const [, list = ''] = /^Commands:\n([^]*?)^Examples:/m.exec(overview) ?? []
  const listed = [...list.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name)
  expect(listed).toEqual(commands)
  for (const path of [...commands, 'endpoints list', 'messages get', 'deliveries resend']) {
    const { code, stdout } = await hookwright([...path.split(' '), '--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Examples:\n {2}\$ /m)
    expect(stdout).toMatch(/^Exit codes:\n {2}0 /m)
    expect(stdout.includes('--json')).toBe(!['endpoints', 'messages', 'deliveries'].includes(path))
  }
})

test('--version prints the version of the package', async () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const { code, stdout } = await hookwright(['--version'])
  expect(code).toBe(0)
  expect(manifest).toHaveProperty('version', stdout.trim())
})

describe.concurrent('wrong use exits with 2', () => {
  const cases: [string[], string][] = [
    [['wroker', 'app.ts'], "unknown command 'wroker'\n(Did you mean worker?)"],
    [['worker', 'app.ts', '--grac', '1s'], "unknown option '--grac'\n(Did you mean --grace?)"],
    [['worker'], "missing required argument 'app-module'"],
    [['endpoints', 'lst'], "unknown command 'lst'\n(Did you mean list?)"],
    [['replay', 'ep_1', '--since', 'noon'], 'Give a time such as 2026-11-23T08:00:00Z'],
    [['listen', '--forward-to', 'localhost:3000'], 'Give a URL such as http://localhost:8000'],
    [['openapi', 'a.ts', 'b.ts'], 'too many arguments'],
    [['worker', 'app.ts', '--grace', '10'], 'Give a number and its unit, such as 500ms, 10s, 2m or 1h.'],
    [
      ['openapi', 'app.ts', '--out', 'a', '--check', 'b'],
      "'--check <file>' cannot be used with option '--out <file>'",
    ],
  ]
  test.each(cases)('%j', async (args, message) => {
    const { code, stdout, stderr } = await hookwright(args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(`error: `)
    expect(stderr).toContain(message)
    expect(stderr).toMatch(/See hookwright .*--help\./)
  })

  test('no command at all', async () => {
    const { code, stderr } = await hookwright([])
    expect(code).toBe(2)
    expect(stderr).toContain('Usage: hookwright')
  })

  test('with --json it is told as one line of JSON', async () => {
    const { code, stderr } = await hookwright(['worker', 'app.ts', '--grac', '1s', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stderr)).toEqual({
      error: { code: 'wrong_use', message: "unknown option '--grac'\n(Did you mean --grace?)" },
    })
  })
})

test('nothing is coloured away from a terminal or under NO_COLOR; FORCE_COLOR colours', async () => {
  const escape = '\u001b['
  expect((await hookwright(['wroker'])).stderr).not.toContain(escape)
  expect((await hookwright(['wroker'], { env: { FORCE_COLOR: '1' } })).stderr).toContain(escape)
  expect((await hookwright(['wroker'], { env: { NO_COLOR: '1' } })).stderr).not.toContain(escape)
})

test('before a command is known nothing is loaded that only commands need', () => {
  const packages = new Set<string>()
  const seen = new Set<string>()
  const visit = (file: URL): void => {
    if (seen.has(file.href)) return
    seen.add(file.href)
    const statements = readFileSync(file, 'utf8').matchAll(/^import (?!type\b)[^'"]*?from '([^']+)'/gm)
    for (const [, from = ''] of statements) {
      if (from.startsWith('.')) visit(new URL(from, file))
      else if (!from.startsWith('node:')) packages.add(from)
    }
  }
  visit(new URL('../../src/cli/main.ts', import.meta.url))
  expect([...packages]).toEqual(['commander'])
})

test('a command line has its own command alone, and help has them all', async () => {
  const terminal = new Terminal({ json: false })
  const names = async (...args: Parameters<typeof createProgram>) =>
    (await createProgram(...args)).commands.map((command) => command.name())
  expect(await names(terminal, ['verify'])).toEqual(['verify', 'complete'])
  expect(await names(terminal)).toEqual(
    expect.arrayContaining(['worker', 'generate', 'replay', 'completion']),
  )
  expect((await hookwright(['verifi'])).stderr).toContain('Did you mean verify?')
})
