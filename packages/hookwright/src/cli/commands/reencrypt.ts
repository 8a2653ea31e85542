import type { Command } from 'commander'

import { countSecrets, reencryptSecrets, type SecretCount } from '../../endpoints/reencrypt.ts'
import { appCommand, openApp, type AppCommandOptions } from '../app-command.ts'
import { requireDelivery } from '../delivery.ts'
import { CommandError } from '../failure.ts'
import type { Terminal } from '../terminal.ts'

interface ReencryptOptions extends AppCommandOptions {
  dryRun?: boolean
}

export function reencryptCommand(terminal: Terminal): Command {
  return appCommand('reencrypt', "Encrypt all secrets of an app's store with its first key", {
    about:
      'For after a change of delivery.encryptionKeys: takes every secret that is in plain or encrypted with another key, ' +
      'of all tenants. Keys are named by their ids, never shown. Safe while workers deliver and secrets are rotated, ' +
      'and to run twice or by several at once. When it exits with 0, the other keys can be taken away.',
    examples: ['hookwright reencrypt src/app.ts --dry-run', 'hookwright reencrypt src/app.ts'],
  })
    .option('--dry-run', 'tell how many secrets are under which key, and change nothing')
    .action((modulePath: string, options: ReencryptOptions) => runReencrypt(terminal, modulePath, options))
}

async function runReencrypt(
  terminal: Terminal,
  modulePath: string,
  options: ReencryptOptions,
): Promise<void> {
  if (terminal.json) terminal.keepStdoutForResults()
  const app = await openApp(terminal, modulePath, options)
  const { line } = requireDelivery(app, modulePath)
  const [firstKey] = await line.secretBox.keyIds()
  const isDry = options.dryRun === true
  if (firstKey === undefined && !isDry) throw noKeys(modulePath)
  const { name } = line.store
  await terminal.progress(`Opening ${name}`, line.open())
  let seen = 0
  const onPage = (secrets: number): void => void (seen = secrets)
  const said = (what: string) => () => `${what} the secrets of ${name}: ${seen} so far`
  try {
    if (isDry) {
      const count = await terminal.progress(said('Counting'), countSecrets(line, onPage))
      return showCount(terminal, name, firstKey, count)
    }
    const done = await terminal.progress(said('Re-encrypting'), reencryptSecrets(line, onPage))
    // As it is by now: other processes may have stored secrets meanwhile, with another key first.
    const count = await terminal.progress(said('Counting'), countSecrets(line, onPage))
    terminal.result(
      `Re-encrypted ${done.reencrypted} ${secretsWord(done.reencrypted)}. ${describe(name, firstKey, count)}`,
      { store: name, firstKey, reencrypted: done.reencrypted, ...count },
    )
    if (count.left > 0) throw secretsLeft(count, done.unreadable)
  } finally {
    await app.close()
  }
}

function showCount(terminal: Terminal, name: string, firstKey: string | undefined, count: SecretCount): void {
  const due = count.secrets - (count.keys[firstKey ?? 'plain'] ?? 0)
  const next =
    firstKey === undefined
      ? 'The app has no delivery.encryptionKeys.'
      : due === 0
        ? 'Nothing would be re-encrypted.'
        : `${due} would be re-encrypted.`
  terminal.result(`${describe(name, firstKey, count)} ${next}`, {
    store: name,
    firstKey: firstKey ?? null,
    ...count,
  })
}

/** `sqlite:shop.db has 3 secrets of 2 endpoints: 2 under the key 0a1b2c3d (the first), 1 in plain.` */
function describe(name: string, firstKey: string | undefined, count: SecretCount): string {
  const { secrets, endpoints, keys } = count
  const parts = Object.entries(keys).map(([key, number]) => {
    if (key === 'plain') return `${number} in plain`
    if (key === 'unknown') return `${number} in a form that this version does not know`
    return `${number} under the key ${key}${key === firstKey ? ' (the first)' : ''}`
  })
  const list = parts.length === 0 ? '' : `: ${parts.join(', ')}`
  return `${name} has ${secrets} ${secretsWord(secrets)} of ${endpoints} ${endpoints === 1 ? 'endpoint' : 'endpoints'}${list}.`
}

function secretsWord(count: number): string {
  return count === 1 ? 'secret' : 'secrets'
}

function noKeys(modulePath: string): CommandError {
  return new CommandError(
    'no_encryption_keys',
    `The app of ${modulePath} has no delivery.encryptionKeys to encrypt with. Give it a list of keys, each the base64 of ` +
      '32 random bytes: openssl rand -base64 32.',
  )
}

function secretsLeft({ left }: SecretCount, unreadable: readonly string[]): CommandError {
  const cure =
    unreadable.length > 0
      ? `Not all could be decrypted:\n${unreadable.map((reason) => `  ${reason}`).join('\n')}`
      : 'Another process has stored them meanwhile: put the same key first in every process, and run this again.'
  return new CommandError(
    'secrets_left',
    `Not under the first key, though still signing: ${left} ${secretsWord(left)}. Keep the other keys. ${cure}`,
  )
}
