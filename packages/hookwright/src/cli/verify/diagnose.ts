import {
  idHeader,
  signatureHeader,
  timestampHeader,
  verify,
  WebhookVerificationError,
} from '@hookwright/receiver'

import type { Capture } from './capture.ts'
import { findEd25519Mistakes, findHmacMistakes, type Mistake } from './mistakes.ts'

/** What is looked at, in this order. */
type Part = 'headers' | 'timestamp' | 'secret' | 'signature'

/** What is wrong; `verified` where nothing is. */
type VerdictCode =
  | Mistake['code']
  | 'verified'
  | 'missing_header'
  | 'invalid_header'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'invalid_secret'
  | 'wrong_version'
  | 'no_matching_signature'

export interface Finding {
  part: Part
  isGood: boolean
  /** In words for people. */
  text: string
}

export interface Diagnosis {
  /** What is wrong; where that is several things, the last of them, since an old request may be wrong in no other way. */
  code: VerdictCode
  findings: Finding[]
}

export interface DiagnoseOptions {
  secret: string
  /** `Infinity` for any age. */
  toleranceSeconds: number
  /** When it was received, in epoch milliseconds. */
  at: number
}

/** Says of a captured request which part of it keeps it from being verified, each part for itself. */
export async function diagnose(capture: Capture, options: DiagnoseOptions): Promise<Diagnosis> {
  const headers = withAliases(capture.headers)
  const problem = await headerProblem(headers)
  if (problem !== undefined)
    return { code: problem.code, findings: [{ part: 'headers', isGood: false, text: problem.text }] }
  const found = [
    good(
      'headers',
      `${idHeader} ${headers.get(idHeader)}, ${timestampHeader} and ${signatureHeader} are there`,
    ),
    timestampFinding(headers, options),
    ...(await signatureFindings({ headers, body: capture.body }, options)),
  ]
  return {
    // What was changed tells more than that it is old.
    code: (found.findLast(({ isGood }) => !isGood) ?? good('headers', '')).code,
    findings: found.map(({ part, isGood, text }) => ({ part, isGood, text })),
  }
}

type Coded = Finding & { code: VerdictCode }

/** Some senders of Standard Webhooks still use the names from before there was a standard. */
function withAliases(headers: Headers): Headers {
  const named = new Headers(headers)
  for (const name of [idHeader, timestampHeader, signatureHeader]) {
    const older = headers.get(name.replace('webhook-', 'svix-'))
    if (!named.has(name) && older !== null) named.set(name, older)
  }
  return named
}

/** A secret that verifies nothing: what is then thrown is said of the headers alone. */
const anySecret = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

async function headerProblem(headers: Headers): Promise<{ code: VerdictCode; text: string } | undefined> {
  try {
    await verify({ headers, body: '', secret: anySecret, toleranceSeconds: Infinity })
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error
    if (error.code === 'missing_header' || error.code === 'invalid_header') {
      const there = [...headers.keys()].filter((name) => /signature|webhook/.test(name))
      const others = there.length === 0 ? '' : ` It has: ${there.join(', ')}.`
      return { code: error.code, text: `${error.message}${error.code === 'missing_header' ? others : ''}` }
    }
  }
  return undefined
}

function timestampFinding(headers: Headers, { at, toleranceSeconds }: DiagnoseOptions): Coded {
  const seconds = Number(headers.get(timestampHeader))
  const ageSeconds = Math.floor(at / 1_000) - seconds
  const when = new Date(seconds * 1_000).toISOString()
  const allowed = `more than the ${duration(toleranceSeconds)} allowed`
  if (ageSeconds > toleranceSeconds) {
    return {
      part: 'timestamp',
      isGood: false,
      code: 'timestamp_too_old',
      text: `signed at ${when}, ${duration(ageSeconds)} ago, ${allowed}. A request that was kept is always old: say when it came with --at, or --any-age`,
    }
  }
  if (-ageSeconds > toleranceSeconds) {
    return {
      part: 'timestamp',
      isGood: false,
      code: 'timestamp_too_new',
      text: `signed at ${when}, ${duration(-ageSeconds)} in the future, ${allowed}: check both clocks`,
    }
  }
  const age = ageSeconds < 0 ? `${duration(-ageSeconds)} in the future` : `${duration(ageSeconds)} ago`
  return { part: 'timestamp', isGood: true, code: 'verified', text: `signed at ${when}, ${age}` }
}

async function signatureFindings(capture: Capture, { secret }: DiagnoseOptions): Promise<Coded[]> {
  const version = secret.trim().startsWith('whpk_') ? 'v1a' : 'v1'
  try {
    await verify({ ...capture, secret, toleranceSeconds: Infinity })
    return [
      good('secret', `it verifies ${version}`),
      good('signature', `a ${version} signature matches, byte for byte`),
    ]
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error
    if (error.code === 'invalid_secret') return [badSecret(error.message, capture, secret)]
  }
  const versions = versionsOf(capture.headers)
  if (!versions.includes(version)) {
    const other = version === 'v1' ? 'the public key (whpk_…)' : 'the secret (whsec_…)'
    const text = `it verifies ${version}, but the signatures are ${versions.join(', ')}: use ${other} of the endpoint`
    return [{ part: 'secret', isGood: false, code: 'wrong_version', text }]
  }
  const mistakes =
    version === 'v1' ? findHmacMistakes(capture, secret) : await findEd25519Mistakes(capture, secret)
  return [good('secret', `it is for ${version}, as the signatures are`), wrongSignature(mistakes, capture)]
}

/** It cannot be used; but the sender may have. */
function badSecret(message: string, capture: Capture, secret: string): Coded {
  const mistakes = findHmacMistakes(capture, secret)
  const hint = mistakes?.length ? ` The sender signed with it all the same: ${textOf(mistakes)}.` : ''
  return { part: 'secret', isGood: false, code: 'invalid_secret', text: `${message}${hint}` }
}

function wrongSignature(mistakes: readonly Mistake[] | undefined, { body }: Capture): Coded {
  const [first] = mistakes ?? []
  if (mistakes && first) return { part: 'signature', isGood: false, code: first.code, text: textOf(mistakes) }
  const empty = body.length === 0 ? ' The body is empty: was it captured?' : ''
  return {
    part: 'signature',
    isGood: false,
    code: 'no_matching_signature',
    text:
      'none matches. Either the secret is that of another endpoint, or has been rotated; or the id, the timestamp or the ' +
      `body is another than was signed, by more than line ends, white space or JSON written anew.${empty}`,
  }
}

function textOf(mistakes: readonly Mistake[]): string {
  return mistakes.map(({ text }) => text).join('; and ')
}

function good(part: Part, text: string): Coded {
  return { part, isGood: true, code: 'verified', text }
}

function versionsOf(headers: Headers): string[] {
  const signatures = (headers.get(signatureHeader) ?? '').split(/\s+/)
  return [...new Set(signatures.map((signature) => signature.split(',')[0] ?? ''))]
}

/** `3 h 20 min`, `45 s` */
function duration(seconds: number): string {
  const units: [string, number][] = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ]
  let rest = Math.round(seconds)
  const shown: string[] = []
  for (const [name, length] of units) {
    const count = Math.floor(rest / length)
    rest -= count * length
    if (count > 0) shown.push(`${count} ${name}`)
  }
  return shown.slice(0, 2).join(' ') || '0 s'
}
