/**
 * Runs the tests of the 31 fault scenarios and prints one line for each scenario. With `--write` also puts
 * the table into docs/faults.md, unless one fails. Exits with 1 when a test fails, or one that is named is not found.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import { z } from 'zod'

import { scenarios, type Scenario, type ScenarioTests } from '../test/faults/scenarios.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const tableStart = '<!-- table: written by npm run faults -- --write -->'
const tableEnd = '<!-- end of table -->'

/** `scenario 3 (sqlite): …`, or `scenario 23: …` where storage does not matter. */
const scenarioName = /^scenario (\d+)(?: \((\w+)\))?: /

/** What is read of the report that vitest writes for machines. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
})

interface TestRun {
  file: string
  /** `describe > test` */
  title: string
  passed: boolean
}

interface Line {
  scenario: Scenario
  result: 'pass' | 'pass in part' | 'FAIL' | 'not yet'
  stores: string
  tests: number
  where: string[]
  problems: string[]
}

const runs = await runTests()
const lines = scenarios.map((scenario) => judge(scenario, runs))
const problems = [...problemsOfFiles(runs), ...lines.flatMap((line) => line.problems)]
print(lines)
for (const problem of problems) console.error(problem)
if (process.argv.includes('--write') && problems.length === 0) writeTable(lines)
process.exit(problems.length === 0 ? 0 : 1)

async function runTests(): Promise<TestRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hookwright-faults-report-'))
  const report = join(folder, 'report.json')
  const files = new Set(scenarios.flatMap(({ tests = [] }) => tests.map(({ file }) => file)))
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const args = [
    'run',
    'test/faults/',
    ...files,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  // What the tests print goes to stderr, so that stdout holds the table alone.
  const child = spawn(process.execPath, [vitest, ...args], {
    cwd: root,
    env: { ...process.env, FAULTS: 'full' },
    stdio: ['ignore', 2, 2],
  })
  await once(child, 'exit')
  try {
    const { testResults } = Report.parse(JSON.parse(readFileSync(report, 'utf8')))
    return testResults.flatMap(({ name, status, assertionResults }) => {
      const file = relative(root, name)
      const tests = assertionResults.map((test) => ({
        file,
        title: [...test.ancestorTitles, test.title].join(' > '),
        passed: test.status === 'passed',
      }))
      // A file that cannot even be loaded has no tests, but fails.
      return tests.length === 0 && status === 'failed' ? [{ file, title: '', passed: false }] : tests
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function judge(scenario: Scenario, all: readonly TestRun[]): Line {
  const own = all.flatMap((run) => {
    const [, number, store] = scenarioName.exec(run.title) ?? []
    return Number(number) === scenario.number ? [{ ...run, store }] : []
  })
  const line: Line = { scenario, result: 'pass', stores: '', tests: 0, where: [], problems: [] }
  const elsewhere = (scenario.tests ?? []).flatMap((tests) =>
    find(tests, all, line.problems, scenario.number),
  )
  const tests = [...own, ...elsewhere]
  line.tests = tests.length
  line.stores = [...new Set(tests.flatMap(({ store }) => store ?? []))].join(', ')
  line.where = [...new Set(tests.map(({ file }) => file))]
  for (const { passed, file, title } of tests) {
    if (!passed) line.problems.push(`Scenario ${scenario.number} fails: ${file}: ${title}`)
  }
  if (tests.length === 0 && scenario.notYet === undefined) {
    line.problems.push(`Scenario ${scenario.number} has no test.`)
  }
  if (line.problems.length > 0) line.result = 'FAIL'
  else if (scenario.notYet !== undefined) line.result = tests.length === 0 ? 'not yet' : 'pass in part'
  return line
}

function find(
  { file, titles, store }: ScenarioTests,
  all: readonly TestRun[],
  missing: string[],
  number: number,
): (TestRun & { store: string | undefined })[] {
  return titles.flatMap((start) => {
    const found = all.filter((run) => run.file === file && run.title.startsWith(start))
    if (found.length === 0)
      missing.push(`Scenario ${number}: ${file} has no test that starts with "${start}".`)
    return found.map((run) => ({ ...run, store }))
  })
}

/** Files that failed as a whole, and tests that failed without belonging to a scenario. */
function problemsOfFiles(all: readonly TestRun[]): string[] {
  return all
    .filter(({ passed, title, file }) => !passed && (title === '' || file.startsWith('test/faults/')))
    .map(({ file, title }) => `${file} failed${title === '' ? ' to load' : `: ${title}`}`)
}

function resultOf({ result, scenario }: Line): string {
  return scenario.notYet === undefined || result === 'FAIL'
    ? result
    : `${result === 'not yet' ? '' : 'pass; '}not yet: ${scenario.notYet}`
}

function print(all: readonly Line[]): void {
  const width = Math.max(...all.map(({ scenario }) => scenario.fault.length))
  for (const line of all) {
    const { scenario, stores, tests } = line
    console.log(
      [
        String(scenario.number).padStart(2),
        scenario.fault.padEnd(width),
        (stores || '-').padEnd(16),
        `${String(tests).padStart(3)} tests`,
        resultOf(line),
      ].join('  '),
    )
    console.log(`    ${scenario.expected}`)
  }
  const count = (result: Line['result']) => all.filter((line) => line.result === result).length
  console.log(
    `\n${count('pass')} pass, ${count('pass in part')} pass in part, ${count('not yet')} not yet, ${count('FAIL')} fail; ` +
      `${all.reduce((sum, { tests }) => sum + tests, 0)} tests ran.`,
  )
}

function writeTable(all: readonly Line[]): void {
  const path = join(root, 'docs/faults.md')
  const text = readFileSync(path, 'utf8')
  const [start, end] = [text.indexOf(tableStart), text.indexOf(tableEnd)]
  if (start < 0 || end < start)
    throw new Error(`${path} has no place for the table: ${tableStart} … ${tableEnd}`)
  const rows = all.map((line) =>
    [
      line.scenario.number,
      line.scenario.fault,
      line.scenario.expected,
      line.stores || '–',
      resultOf(line),
      line.where
        .map((file) => `[${file.split('/').at(-1)?.replace('.test.ts', '')}](../${file})`)
        .join(', ') || '–',
    ].join(' | '),
  )
  const head = ['# | fault | expected | store | result | tests', '-- | -- | -- | -- | -- | --']
  const table = [...head, ...rows].map((row) => `| ${row} |`).join('\n')
  writeFileSync(path, `${text.slice(0, start)}${tableStart}\n\n${table}\n\n${text.slice(end)}`)
  // Aligns the columns, as the check of the format wants them.
  spawnSync(join(root, 'node_modules/.bin/oxfmt'), [path], { cwd: root })
}
