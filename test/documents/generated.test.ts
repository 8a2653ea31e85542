import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

import { warnOfMismatches } from '@hookwright/receiver/validate'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { generate } from '../../packages/hookwright/src/codegen/generate.ts'
import { absent, documentNames, readDocument } from './documents.ts'
import { acceptance, survey, type Surveyed } from './survey.ts'
import { Workshop } from './workshop.ts'

// Each document is a run of the command line, of which some read megabytes of YAML.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 })

if (absent) console.warn(`Skipped: ${absent}`)

describe.skipIf(absent)('for every real document', () => {
  let workshop: Workshop
  let surveys: Surveyed[]

  beforeAll(async () => {
    workshop = new Workshop()
    surveys = []
    for (const name of documentNames) surveys.push(await survey(name, workshop))
  })

  afterAll(() => workshop[Symbol.dispose]())

  test('the generated receiver type-checks, and its types accept every sample and valid example', async () => {
    for (const surveyed of surveys)
      workshop.write(surveyed.module.replace('.ts', '.accepted.ts'), acceptance(surveyed))
    expect(await workshop.typeErrors()).toEqual([])
  })

  test('the type check that this rests on does find errors', async () => {
    const wrong = workshop.write(
      'wrong.ts',
      `import type { Events } from './resend.ts'\nexport const sent: Events['email.sent']['body']['type'] = 'email.lost'\n`,
    )
    const errors = await workshop.typeErrors()
    workshop.write('wrong.ts', '')
    expect(errors).toEqual([expect.stringContaining('wrong.ts(2,14): error TS2322: Type \'"email.lost"\'')])
    expect(readFileSync(wrong, 'utf8')).toBe('')
  })

  test('the same document gives the same file, byte for byte', () => {
    for (const { name, module } of surveys) {
      const { text } = generate(readDocument(name), { language: 'typescript', validation: 'warn' })
      expect(text).toBe(readFileSync(workshop.path(module), 'utf8'))
    }
  })

  test('95 % of the webhooks get a sample that their schema accepts, and the rest say why not', () => {
    const samples = surveys.flatMap((surveyed) => surveyed.samples)
    const failed = samples.filter(({ whyNot }) => whyNot !== undefined)
    expect(samples.length).toBeGreaterThan(250)
    expect(failed.length / samples.length).toBeLessThan(0.05)
    for (const { whyNot } of failed) expect(whyNot).toMatch(/ must /)
  })

  test('what the file recognises a sample as is its event, wherever requests tell it', async () => {
    const wrong: string[] = []
    for (const { module, samples, events } of surveys) {
      const { eventTypeOf } = await import(pathToFileURL(workshop.path(module)).href)
      const told = new Map(events.map((event) => [event.type, event]))
      for (const { type, body, from } of samples) {
        const { confidence, how } = told.get(type) ?? {}
        // A sample that was made up tells what only examples tell no more than the schema does.
        if (body === undefined || confidence === 'none' || confidence === 'guess') continue
        if (from === 'schema' && (how === 'example' || how === 'shared_enum' || how === 'list_item')) continue
        const found = eventTypeOf(body, new Headers())
        if (found !== type) wrong.push(`${module}: ${type} is taken for ${found}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('the check in the file accepts every sample and valid example, and lets the others through with a warning', async () => {
    for (const { module, samples, examples } of surveys) {
      const { schemas } = await import(pathToFileURL(workshop.path(module)).href)
      const warnings: string[] = []
      const check = warnOfMismatches(schemas, (warning) => warnings.push(warning))
      for (const { type, body } of samples) if (body !== undefined) check({ type, body })
      for (const { type, body } of examples.filter(({ valid }) => valid)) check({ type, body })
      expect(warnings).toEqual([])
      expect(examples.map(({ type, body }) => check({ type, body })).filter(Boolean)).toEqual([])
    }
  })

  test('every declared example, valid or not, is recognised as its event wherever requests tell it', async () => {
    const wrong: string[] = []
    for (const { module, examples, events } of surveys) {
      const { eventTypeOf } = await import(pathToFileURL(workshop.path(module)).href)
      const sure = new Set(
        events.flatMap(({ type, confidence }) =>
          confidence === 'certain' || confidence === 'likely' ? [type] : [],
        ),
      )
      for (const { type, body } of examples) {
        const found = eventTypeOf(body, new Headers())
        if (sure.has(type) && found !== type)
          wrong.push(`${module}: an example of ${type} is taken for ${found}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('names read well: none is only a word and a number of ours', () => {
    const names = surveys.flatMap(({ module }) => [
      ...readFileSync(workshop.path(module), 'utf8').matchAll(/^export (?:interface|type) (\w+)/gm),
    ])
    const numbered = names
      .map(([, name = '']) => name)
      .filter((name) => /^(Type|Schema|Payload|Object|Anonymous)\d*$/.test(name))
    expect(numbered).toEqual([])
  })
})
