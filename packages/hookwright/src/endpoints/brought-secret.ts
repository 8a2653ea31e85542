import { parseSecret } from '@hookwright/receiver/sign'
import type { Signing } from './endpoint.ts'

/** What Standard Webhooks asks of a secret that somebody makes. */
const leastBytes = 24
const mostBytes = 64

/** Why a secret that another sender made cannot be an endpoint's; null where it can. Never says anything of it. */
export function refusalOfBrought(secret: unknown, signing: Signing): string | null {
  if (signing !== 'v1')
    return `A secret can be brought along for v1 only: leave it out, since the key of ${signing} is made here.`
  const length = typeof secret === 'string' ? lengthOf(secret) : null
  if (length !== null && length >= leastBytes && length <= mostBytes) return null
  const found = length === null ? '' : `, and has ${length}`
  return `The secret must be whsec_ and the base64 of ${leastBytes} to ${mostBytes} bytes${found}: copy it whole, or leave it out to get a new one.`
}

/** Null for what is none. A receiver takes more: the base64 alone, and white space around it. */
function lengthOf(secret: string): number | null {
  if (!secret.startsWith('whsec_') || secret !== secret.trim()) return null
  try {
    return parseSecret(secret).length
  } catch {
    // Under 16 bytes, or not base64.
    return null
  }
}
