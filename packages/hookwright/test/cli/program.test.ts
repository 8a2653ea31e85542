import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { hookwright } from './command-line.ts'

const commands = ['worker', 'migrate', 'reencrypt', 'openapi', 'generate']

const page = readFileSync(new URL('../../../../docs/cli.md', import.meta.url), 'utf8')

/** The part of docs/cli.md below a command's heading. */
function sectionOf(command: string): string {
  const section = page.split(/^## /m).find((part) => part.startsWith(`\`hookwright ${command}`))
  if (section === undefined) throw new Error(`docs/cli.md has no section on ${command}.`)
  return section
}

test('--help names every command, shows examples and exits with 0', async () => {
  const { code, stdout, stderr } = await hookwright(['--help'])
  expect(code).toBe(0)
  expect(stderr).toBe('')
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
  expect(stdout).toContain('$ hookwright worker src/app.ts')
  expect(stdout).toMatch(/^ {2}2 {2}wrong use/m)
})

test('every command has help with an example, and its options and examples are in docs/cli.md', async () => {
  const { stdout: overview } = await hookwright(['--help'])
  const listed = [...overview.matchAll(/^ {2}(\w+) \[options\]/gm)].map(([, name]) => name)
  expect(listed).toEqual(commands)
  for (const command of commands) {
    const { code, stdout } = await hookwright([command, '--help'])
    expect(code).toBe(0)
    const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+(?: <\w+>)?)/gm)].map(([, option]) => option)
    expect(options).toContain('--json')
    const examples = [...stdout.matchAll(/^ {2}\$ (.+)$/gm)].map(([, example]) => example)
    expect(examples.length).toBeGreaterThan(0)
    const own = options.filter((option) => option !== '--help')
    for (const expected of [...own, ...examples]) expect(sectionOf(command)).toContain(expected)
  }
})

test('docs/cli.md describes no option that --help does not know', async () => {
  for (const command of commands) {
    const { stdout } = await hookwright([command, '--help'])
    const described = [...sectionOf(command).matchAll(/^\| `(--[\w-]+)/gm)].map(([, option]) => option)
    for (const option of described) expect(stdout).toContain(option)
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
