import type { JsonSchema } from '../schema/schema.ts'
import type { Components } from './components.ts'

/** What a 422 answers, in FastAPI's shape. */
export function validationError(components: Components): JsonSchema {
  const issue = components.addPlain('ValidationError', {
    type: 'object',
    properties: {
      loc: {
        type: 'array',
        items: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
        description: 'Where: `body`, `query`, `path`, `header` or `cookie`, then keys and indexes.',
      },
      msg: { type: 'string', description: 'What is wrong, in words.' },
      type: { type: 'string', description: 'What is wrong, as a code.' },
    },
    required: ['loc', 'msg', 'type'],
  })
  return components.addPlain('HTTPValidationError', {
    type: 'object',
    properties: { detail: { type: 'array', items: issue } },
    required: ['detail'],
  })
}

/** What an `HttpError` with a text answers. */
export function httpError(components: Components): JsonSchema {
  return components.addPlain('HTTPError', {
    type: 'object',
    properties: { detail: { type: 'string', description: 'What is wrong, in words.' } },
    required: ['detail'],
  })
}
