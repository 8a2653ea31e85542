import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

import { WebhookVerificationError } from '@hookwright/receiver'
import { generateSecret, sign } from '@hookwright/receiver/sign'

import { CommandError } from './failure.ts'

/** The secret that this machine signs with when it posts by itself. */
export interface LocalSecret {
  secret: string
  /** False where it could not be kept: it is another one the next time. */
  isKept: boolean
}

/** In the user's own configuration, since it is for any project on this machine. */
export function secretFile(): string {
  const folder = process.env['XDG_CONFIG_HOME'] ?? process.env['APPDATA'] ?? join(homedir(), '.config')
  return join(folder, 'hookwright', 'listen-secret')
}

/**
 * The secret that was given; else the one that this machine made when it first needed one. So a developer puts it into
 * the receiver's settings once.
 *
 * @throws CommandError `bad_secret`
 */
export async function localSecret(given: string | undefined): Promise<LocalSecret> {
  if (given !== undefined) return { secret: await checked(given, 'The secret that was given'), isKept: true }
  const file = secretFile()
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept !== undefined) return { secret: await checked(kept.trim(), `The secret in ${file}`), isKept: true }
  const secret = generateSecret()
  try {
    await mkdir(dirname(file), { recursive: true })
    // Never over one that another process makes at the same moment.
    await writeFile(file, `${secret}\n`, { mode: 0o600, flag: 'wx' })
    return { secret, isKept: true }
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    return isThere ? localSecret(undefined) : { secret, isKept: false }
  }
}

async function checked(secret: string, what: string): Promise<string> {
  try {
    // The whole of it is only seen by using it.
    await sign({ id: 'msg_0', timestamp: 0, body: '', secret })
    return secret
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error
    throw new CommandError('bad_secret', `${what} cannot sign. ${error.message}`, { cause: error })
  }
}
