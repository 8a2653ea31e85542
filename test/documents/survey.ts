import { readFileSync } from 'node:fs'

import { z } from 'zod'

import { Sampler } from '../../packages/hookwright/src/documents/sample.ts'
import { documentPath, readDocument } from './documents.ts'
import { hookwright, type Workshop } from './workshop.ts'

/** The line that `hookwright generate --json` prints, as far as it is looked at here. */
const Report = z.object({
  title: z.string(),
  events: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      how: z.string(),
      confidence: z.enum(['certain', 'likely', 'guess', 'none']),
      source: z.string().optional(),
    }),
  ),
})

export type EventReport = z.infer<typeof Report>['events'][number]

/** What became of one document. */
export interface Surveyed {
  name: string
  title: string
  events: EventReport[]
  /** What `hookwright generate` took, from its start to its end. */
  seconds: number
  lines: number
  /** The module in the workshop: `polar-2026-04.ts`. */
  module: string
  samples: SurveyedSample[]
  /** Those that the document declares for whole bodies. */
  examples: SurveyedExample[]
}

export interface SurveyedExample {
  /** What handlers know its event by. */
  type: string
  body: unknown
  /** Whether the document's own schema accepts it. */
  valid: boolean
}

export interface SurveyedSample {
  /** What handlers know the event by. */
  type: string
  /** Undefined where none could be made. */
  body?: unknown
  from?: 'example' | 'schema' | 'nothing'
  whyNot?: string
}

/** Generates the receiver of one document into the workshop, and samples every event. */
export async function survey(name: string, workshop: Workshop): Promise<Surveyed> {
  const module = name.replace(/^.*\//, '').replace(/\.\w+$/, '.ts')
  const startedAt = performance.now()
  const { stdout } = await hookwright(
    'generate',
    documentPath(name),
    '--out',
    workshop.path(module),
    '--json',
  )
  const seconds = (performance.now() - startedAt) / 1_000
  const { title, events } = Report.parse(JSON.parse(stdout))
  const document = readDocument(name)
  const sampler = new Sampler(document)
  const types = new Map(events.map((event) => [event.name, event.type]))
  const typeOf = (webhook: string) => types.get(webhook) ?? webhook
  const examples = document.webhooks.flatMap((webhook) =>
    (webhook.body?.examples ?? []).map((body): SurveyedExample => {
      return { type: typeOf(webhook.name), body, valid: sampler.check(webhook, body).length === 0 }
    }),
  )
  const samples = document.webhooks.map((webhook): SurveyedSample => {
    const type = typeOf(webhook.name)
    const made = sampler.sample(webhook)
    return made.ok ? { type, body: made.body, from: made.from } : { type, whyNot: made.reason }
  })
  return {
    name,
    title,
    events,
    seconds,
    lines: readFileSync(workshop.path(module), 'utf8').split('\n').length,
    module,
    samples,
    examples,
  }
}

/** A module that type-checks where each sample and valid example is of the type that its event's body has. */
export function acceptance({ module, samples, examples }: Surveyed): string {
  const bodies = [...samples, ...examples.filter(({ valid }) => valid)].flatMap(({ type, body }) =>
    body === undefined ? [] : [`accept<Events[${JSON.stringify(type)}]['body']>()(${JSON.stringify(body)})`],
  )
  return `import type { Events } from './${module}'
// What a schema does not name may be sent, so that it is no excess property.
const accept = <Body>() => <Given extends Body>(given: Given): Body => given
${bodies.join('\n')}
`
}

/** `41 certain (body:/type)`, one for each way of telling. */
export function recognitionCounts(events: readonly EventReport[]): string[] {
  const counts = new Map<string, number>()
  for (const { how, confidence, source } of events) {
    const way = `${confidence}: ${how.replaceAll('_', ' ')}${source === undefined ? '' : `, \`${source}\``}`
    counts.set(way, (counts.get(way) ?? 0) + 1)
  }
  return [...counts].map(([way, count]) => `${count} ${way}`)
}
