import type { Command } from 'commander'

import { migrations } from '../../store/migrations/index.ts'
import type { Store } from '../../store/store.ts'
import { appCommand, openApp, type AppCommandOptions } from '../app-command.ts'
import { requireDelivery } from '../delivery.ts'
import type { Terminal } from '../terminal.ts'

export function migrateCommand(terminal: Terminal): Command {
  return appCommand('migrate', "Bring the tables of an app's store up to date", {
    about:
      'A store does this by itself whenever it is opened. Run it before a rollout, so that no process of the new ' +
      'version has to wait for it, or under an account that may change tables. Safe to run twice or by several at once.',
    examples: ['hookwright migrate src/app.ts', 'hookwright migrate dist/app.js --json'],
    exits: { 0: 'the tables are up to date', 1: 'they could not be brought there', 2: 'wrong use' },
  }).action((modulePath: string, options: AppCommandOptions) => runMigrate(terminal, modulePath, options))
}

async function runMigrate(terminal: Terminal, modulePath: string, options: AppCommandOptions): Promise<void> {
  if (terminal.json) terminal.keepStdoutForResults()
  const app = await openApp(terminal, modulePath, options)
  await migrateStore(terminal, requireDelivery(app, modulePath).line.store)
}

/** Knows no app, so that a store may come from elsewhere. Opening brings the tables up to date. */
async function migrateStore(terminal: Terminal, store: Store): Promise<void> {
  const { name } = store
  await terminal.progress(`Migrating ${name}`, store.open())
  await store.close()
  const newest = migrations.at(-1)
  terminal.result(`${name} is up to date, at migration ${newest?.number} (${newest?.title}).`, {
    store: name,
    migration: newest?.number,
  })
}
