import type { Model } from '../model.ts'
import type { Validation } from '../writers.ts'
import { receiverText } from './receiver.ts'
import { schemasText } from './schemas.ts'
import { TypeWriter } from './types.ts'

/** Names of types that the file uses in another sense. */
export const reservedNames = [
  'Events',
  'EventType',
  'AnyEvent',
  'Handlers',
  'BodySchemas',
  'Headers',
  'ReadonlySet',
  'Receiver',
  'ReceiverOptions',
  'WebhookEventOf',
  'WebhookHandlers',
] as const

/** The model as one TypeScript file, the same text for the same model. It builds on `@hookwright/receiver`. */
export function writeTypeScript(model: Model, validation: Validation): string {
  const types = new TypeWriter(model.types)
  const parts = [
    headText(model, validation),
    receiverText(model, types, validation),
    ...model.types.map((type) => types.declaration(type)),
  ]
  if (validation !== 'off') parts.push(schemasText(model.schemas, validation === 'strict'))
  return parts.join('\n')
}

function headText({ title, version }: Model, validation: Validation): string {
  const of = `${title} ${version}`.trim().replaceAll(/\s+/g, ' ')
  const check = validation === 'strict' ? 'refuseMismatches' : 'warnOfMismatches'
  const validate =
    validation === 'off' ? '' : `import { ${check}, type BodySchemas } from '@hookwright/receiver/validate'\n`
  return `// The webhooks of ${of}, made from its OpenAPI document by \`hookwright generate\`.
// Changes by hand are lost when it is made anew.
/* eslint-disable */

import {
  createReceiver,
  type Receiver,
  type ReceiverOptions,
  type WebhookEventOf,
  type WebhookHandlers,
} from '@hookwright/receiver'
${validate}`
}
