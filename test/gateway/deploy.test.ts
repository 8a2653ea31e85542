import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'

import { createProgram } from '../../packages/hookwright/src/cli/program.ts'
import { Terminal } from '../../packages/hookwright/src/cli/terminal.ts'
import { readConfiguration } from '../../packages/hookwright/src/gateway/configuration.ts'
import { whyNotOpen } from '../../packages/hookwright/src/gateway/delivery.ts'
import { settingNames, variableOf } from '../../packages/hookwright/src/gateway/settings.ts'
import { Folder } from './serving.ts'

const read = (name: string) => readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8')

const Environment = z.record(z.string(), z.string())

const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({ image: z.string(), command: z.array(z.string()).optional(), environment: Environment }),
  ),
})

const Manifest = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
  stringData: Environment.optional(),
  data: Environment.optional(),
  spec: z
    .object({
      template: z
        .object({
          spec: z.object({
            containers: z.array(z.object({ image: z.string(), args: z.array(z.string()) })),
          }),
        })
        .optional(),
    })
    .optional(),
})

const services = Object.values(Compose.parse(parse(read('compose.yaml'), { merge: true })).services)
const manifests = parseAllDocuments(read('kubernetes/hookwright.yaml')).map((document) =>
  Manifest.parse(document.toJS()),
)
const containers = manifests.flatMap(({ spec }) => spec?.template?.spec.containers ?? [])

const known = new Set([
  'HOOKWRIGHT_CONFIG',
  ...settingNames.flatMap((name) => [variableOf(name), `${variableOf(name)}_FILE`]),
])

function ours(environment: Readonly<Record<string, string>>): string[] {
  return Object.keys(environment).filter((name) => name.startsWith('HOOKWRIGHT_'))
}

const commandLines = [
  ...services.filter(({ image }) => image === 'hookwright').map(({ command = [] }) => command),
  ...containers.map(({ args }) => args),
]

describe('what deploy/ starts', () => {
  test('is four processes, each by a command and options that there are', async () => {
    expect(commandLines.map(([name]) => name)).toEqual(['serve', 'worker', 'serve', 'worker'])
    const program = await createProgram(new Terminal({ json: false }))
    for (const [name, ...args] of commandLines) {
      const command = program.commands.find((one) => one.name() === name)
      const { unknown, operands } = command?.parseOptions(args) ?? {
        unknown: ['no such command'],
        operands: [],
      }
      expect(unknown).toEqual([])
      expect(operands).toHaveLength(name === 'serve' ? 1 : 0)
    }
  })

  test('has variables that are settings', () => {
    const environments = [
      ...services.map(({ environment }) => environment),
      ...manifests.flatMap(({ kind, stringData }) => (kind === 'Secret' && stringData ? [stringData] : [])),
      Object.fromEntries(
        [...read('Dockerfile').matchAll(/(HOOKWRIGHT_\w+)=(\S+)/g)].map(([, name = '', value = '']) => [
          name,
          value,
        ]),
      ),
    ]
    const names = environments.flatMap(ours)
    expect(names.length).toBeGreaterThan(10)
    expect(names.filter((name) => !known.has(name))).toEqual([])
  })

  test('has in Kubernetes a configuration that can be used, and is not open to the world', async () => {
    using folder = new Folder()
    const file = manifests.find(({ kind }) => kind === 'ConfigMap')?.data?.['hookwright.yaml'] ?? ''
    const secret = manifests.find(({ kind }) => kind === 'Secret')?.stringData ?? {}
    const { values, sources, warnings } = await readConfiguration({
      flags: {},
      environment: { ...secret, HOOKWRIGHT_HOST: '0.0.0.0' },
      file: folder.write('hookwright.yaml', file),
    })
    expect(warnings).toEqual([])
    expect(sources.databaseUrl).toBe('HOOKWRIGHT_DATABASE_URL')
    expect(values.retrySchedule).toHaveLength(10)
    expect(whyNotOpen(values)).toBeNull()
  })

  test('asks for probes that the gateway answers', () => {
    const paths = [...read('kubernetes/hookwright.yaml').matchAll(/path: (\S+),/g)].map(([, path]) => path)
    expect(paths).toEqual(['/healthz', '/healthz', '/readyz'])
    expect(read('Dockerfile')).toContain('/healthz')
    expect(read('Dockerfile')).toMatch(/^USER node$/m)
  })
})
