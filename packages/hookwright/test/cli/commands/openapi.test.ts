import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'
import { parse } from 'yaml'

import { hookwright } from '../command-line.ts'
import { createProject } from '../project.ts'

const source = (summary: string, route = '') => `
import { App } from 'hookwright'
export const app = new App({ title: 'Shop', version: '1' })
app.get('/books', { summary: ${JSON.stringify(summary)} }, () => [])
${route}`

test('the document is printed as JSON of two spaces with a newline at the end, and nothing else', async () => {
  using project = createProject()
  const module = project.write('app.ts', `${source('List')}\nconsole.log('the app says something')`)
  const { code, stdout, stderr } = await hookwright(['openapi', module], { cwd: project.folder })
  expect(code).toBe(0)
  expect(stdout).toBe(`${JSON.stringify(JSON.parse(stdout), null, 2)}\n`)
  expect(JSON.parse(stdout)).toHaveProperty(['paths', '/books', 'get', 'summary'], 'List')
  expect(stderr).toBe('the app says something\n')
})

test('--out writes the very document that is printed', async () => {
  using project = createProject()
  const module = project.write('app.ts', source('List'))
  const { stdout: printed } = await hookwright(['openapi', module], { cwd: project.folder })
  const { code, stdout } = await hookwright(['openapi', module, '--out', 'openapi.json'], {
    cwd: project.folder,
  })
  expect(code).toBe(0)
  expect(stdout).toBe('Wrote openapi.json.\n')
  expect(readFileSync(join(project.folder, 'openapi.json'), 'utf8')).toBe(printed)
})

test('--out to where nothing can be written fails and says why', async () => {
  using project = createProject()
  const module = project.write('app.ts', source('List'))
  const { code, stderr } = await hookwright(['openapi', module, '--out', 'no/openapi.json'], {
    cwd: project.folder,
  })
  expect(code).toBe(1)
  expect(stderr).toBe('error: no/openapi.json cannot be written: there is no such file or folder.\n')
})

test('--check passes what says the same, and fails with what changed and how to mend it', async () => {
  using project = createProject()
  const check = (...options: string[]) =>
    hookwright(['openapi', module, '--check', 'openapi.json', ...options], { cwd: project.folder })
  const module = project.write('app.ts', source('List'))
  await hookwright(['openapi', module, '--out', 'openapi.json'], { cwd: project.folder })

  expect(await check()).toEqual({ code: 0, stdout: 'openapi.json is up to date.\n', stderr: '' })
  const compact = JSON.stringify(JSON.parse(readFileSync(join(project.folder, 'openapi.json'), 'utf8')))
  project.write('openapi.json', compact)
  expect(await check('--json')).toEqual({
    code: 0,
    stdout: '{"file":"openapi.json","upToDate":true}\n',
    stderr: '',
  })

  project.write('app.ts', source('List books', "app.get('/authors', () => [])"))
  const { code, stdout, stderr } = await check()
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain('error: openapi.json is out of date:\n')
  expect(stderr).toContain('  ~ paths › /books › get › summary: "List" → "List books"\n')
  expect(stderr).toContain('  + paths › /authors\n')
  expect(stderr).toContain('Bring it up to date: hookwright openapi app.ts --out openapi.json\n')
  expect(JSON.parse((await check('--json')).stderr)).toHaveProperty('error.code', 'document_out_of_date')
})

test('a file that ends in .yaml or .yml holds YAML, which is written and checked alike', async () => {
  using project = createProject()
  const run = (...options: string[]) => hookwright(['openapi', module, ...options], { cwd: project.folder })
  const read = (name: string) => readFileSync(join(project.folder, name), 'utf8')
  const module = project.write('app.ts', source('List'))
  for (const name of ['openapi.yaml', 'openapi.yml']) {
    expect(await run('--out', name)).toEqual({ code: 0, stdout: `Wrote ${name}.\n`, stderr: '' })
    expect(parse(read(name))).toEqual(JSON.parse((await run()).stdout))
    expect(await run('--check', name)).toMatchObject({ code: 0, stdout: `${name} is up to date.\n` })
  }
  // Comments and quotes say nothing.
  project.write(
    'openapi.yaml',
    `# committed\n${read('openapi.yaml').replace('title: Shop', 'title: "Shop"')}`,
  )
  expect(await run('--check', 'openapi.yaml')).toMatchObject({ code: 0 })

  project.write('app.ts', source('List books'))
  const { code, stderr } = await run('--check', 'openapi.yaml')
  expect(code).toBe(1)
  expect(stderr).toContain('  ~ paths › /books › get › summary: "List" → "List books"\n')
  expect(stderr).toContain('Bring it up to date: hookwright openapi app.ts --out openapi.yaml\n')
})

test('--format says what it is to be, whatever the file is called', async () => {
  using project = createProject()
  const run = (...options: string[]) => hookwright(['openapi', module, ...options], { cwd: project.folder })
  const module = project.write('app.ts', source('List'))
  const { stdout } = await run('--format', 'yaml')
  expect(stdout).toMatch(/^openapi: 3\.1\.0\ninfo:\n/)
  await run('--out', 'document', '--format', 'yaml')
  expect(readFileSync(join(project.folder, 'document'), 'utf8')).toBe(stdout)
  expect(await run('--check', 'document', '--format', 'yaml')).toMatchObject({ code: 0 })
  expect(await run('--format', 'xml')).toMatchObject({ code: 2 })
})

test('of many differences the first twenty are shown and the rest counted', async () => {
  using project = createProject()
  const routes = Array.from({ length: 30 }, (_, index) => `app.get('/r${index}', () => 1)`).join('\n')
  const module = project.write('app.ts', source('List', routes))
  const committed = project.write('openapi.json', '{"paths":{}}')
  const { code, stderr } = await hookwright(['openapi', module, '--check', committed], {
    cwd: project.folder,
  })
  expect(code).toBe(1)
  expect(stderr.match(/^ {2}\+ /gm)).toHaveLength(20)
  expect(stderr).toMatch(/^ {2}and \d+ more$/m)
})

test.each([
  ['absent.json', 'there is no such file or folder'],
  ['folder', 'it is a folder'],
  ['broken.json', 'it is not JSON'],
  ['broken.yaml', 'it is not YAML'],
])('--check of %s fails and says why', async (name, reason) => {
  using project = createProject()
  mkdirSync(join(project.folder, 'folder'))
  project.write('broken.json', 'openapi: 3.1.0')
  project.write('broken.yaml', 'openapi: [3.1.0')
  const module = project.write('app.ts', source('List'))
  const { code, stderr } = await hookwright(['openapi', module, '--check', name], { cwd: project.folder })
  expect(code).toBe(1)
  expect(stderr).toContain(`${name} cannot be checked: ${reason}`)
  expect(stderr).toContain(`Write it anew: hookwright openapi app.ts --out ${name}`)
})
