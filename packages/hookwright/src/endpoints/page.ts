import { HookwrightError } from '../errors.ts'
import type { Page } from '../store/store.ts'

export interface PageOptions {
  /** The last id of the page before. */
  after?: string | undefined
  /** From 1 to 1,000. Default: 50. */
  limit?: number | undefined
}

/** @throws HookwrightError `bad_option` for what is no page; `where` says of which list. */
export function pageOf(where: string, { after, limit = 50 }: PageOptions): Page {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) {
    const found = JSON.stringify(limit) ?? typeof limit
    throw new HookwrightError('bad_option', `${where}: \`limit\` is ${found}; write 1 to 1,000.`)
  }
  if (after !== undefined && typeof after !== 'string') {
    const found = JSON.stringify(after) ?? typeof after
    throw new HookwrightError(
      'bad_option',
      `${where}: \`after\` is ${found}; give the last id of the page before, or leave it out.`,
    )
  }
  return { after, limit }
}
