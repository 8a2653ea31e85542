import type { z } from 'zod'

import type { ResolvedOperation } from '../declarations.ts'
import type { Samples } from '../delivery/samples.ts'
import { HookwrightError } from '../errors.ts'
import { withWebhooks } from '../openapi/cut-down.ts'
import type { OpenApiDocument } from '../openapi/document.ts'
import type { ReceiverCodeView } from './catalogue-views.ts'
import type { Signing } from './endpoint.ts'

type ReceiverCode = z.input<typeof ReceiverCodeView>

/** What the writers of code are a part of: loaded when it is first asked for, since most processes never are. */
const loadWriters = () => Promise.all([import('../codegen/generate.ts'), import('../documents/document.ts')])

/**
 * The typed receiver of these webhooks, as `hookwright generate` writes it. The document is cut down to them first, so that
 * a few of many cost little.
 */
export async function typedReceiver(
  language: Exclude<ReceiverCode['language'], 'curl'>,
  webhooks: readonly ResolvedOperation[],
  signing: Signing,
  whole: OpenApiDocument,
): Promise<ReceiverCode> {
  const [{ generate }, { readForeignDocument }] = await loadWriters()
  const names = new Set(webhooks.map(({ name }) => name))
  const document = readForeignDocument(JSON.stringify(withWebhooks(whole, names)), 'The document')
  // Of very many event types each step takes a moment, in which nothing else is done.
  await nextTurn()
  const { text } = generate(document, { language, validation: 'warn', signing })
  const { fileName, install } = files[language]
  return { language, fileName, text, notes: [...install(signing), verifying[signing]] }
}

/**
 * A script that sends a sample of the first of these webhooks of which one can be made.
 *
 * @throws HookwrightError `bad_schema` where there is none.
 */
export async function curlScript(
  webhooks: readonly ResolvedOperation[],
  signing: Signing,
  samples: Samples,
  title: string,
): Promise<ReceiverCode> {
  const { writeCurl } = await import('../codegen/curl.ts')
  const { eventType, contentType, bytes } = await firstSample(webhooks, samples)
  const body = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const text = writeCurl({ title, eventType, contentType, body, signing })
  const others =
    webhooks.length > 1 ? [`It sends a sample of ${eventType}: choose another event type for another.`] : []
  return { language: 'curl', fileName: 'send-webhook.sh', text, notes: [...others, ...trying[signing]] }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}

async function firstSample(webhooks: readonly ResolvedOperation[], samples: Samples) {
  let refusal: HookwrightError | undefined
  for (const { name } of webhooks) {
    try {
      return { eventType: name, ...(await samples.make(name, {})) }
    } catch (error) {
      if (!(error instanceof HookwrightError)) throw error
      refusal ??= error
    }
  }
  throw refusal ?? new HookwrightError('bad_schema', 'No webhook is declared, and so there is no sample.')
}

const files = {
  typescript: { fileName: 'webhooks.ts', install: () => ['Install: npm install @hookwright/receiver'] },
  python: {
    fileName: 'webhooks.py',
    install: (signing: Signing) => [
      `Install: pip install fastapi pydantic${signing === 'v1a' ? ' cryptography' : ''}`,
      'It needs Python 3.10 or newer.',
    ],
  },
  go: {
    fileName: 'webhooks.go',
    install: () => [
      'There is nothing to install: it needs the standard library alone.',
      'Put it into a folder of its own, which is a package of its own.',
    ],
  },
} as const

const verifying: Readonly<Record<Signing, string>> = {
  v1: 'Give the receiver the secret of the endpoint, whsec_…, which was shown when the endpoint was made.',
  v1a: 'Give the receiver the public key of the endpoint, whpk_…, in place of a secret.',
}

const trying: Readonly<Record<Signing, string[]>> = {
  v1: ['It needs openssl, and curl 7.76 or newer.', 'Set WEBHOOK_SECRET to what the receiver verifies with.'],
  v1a: [
    'It needs OpenSSL 3, and curl 7.76 or newer.',
    'It signs with a key of its own: give the receiver the public key that the script tells, beside that of the endpoint, for the trial.',
  ],
}
