import { Option, type Command } from 'commander'

import { migrations as known } from '../../store/migrations/index.ts'
import type { Migrated, Store } from '../../store/store.ts'
import { appCommand, openApp, type AppCommandOptions } from '../app-command.ts'
import { requireDelivery } from '../delivery.ts'
import { namedStore, type NamedStoreOptions } from '../named-store.ts'
import type { Terminal } from '../terminal.ts'

interface MigrateOptions extends AppCommandOptions, NamedStoreOptions {
  dryRun?: boolean
}

export function migrateCommand(terminal: Terminal): Command {
  const command = appCommand('migrate', "Bring a store's tables up to date", {
    about:
      'The store is that of an app, or a database that is named here. A store does this by itself whenever it is ' +
      'opened, unless it was made with `migrate: false`. Run it before a rollout, so that no process of the new version ' +
      'has to wait for it, or under an account that may change tables. Safe to run twice or by several at once.',
    examples: [
      'hookwright migrate src/app.ts',
      'hookwright migrate --database-url "$DATABASE_URL" --dry-run',
      'hookwright migrate --database hookwright.db --json',
    ],
    exits: {
      0: 'the tables are up to date; with --dry-run, what they lack was told',
      1: 'they could not be brought there, and are as they were',
      2: 'wrong use',
    },
    isModuleOptional: true,
  })
  return command
    .addOption(
      new Option('--database-url <url>', 'a PostgreSQL database, instead of an app').conflicts('database'),
    )
    .option('--schema <name>', 'the schema of its tables, where it is not the first of the search path')
    .option('--database <file>', 'a SQLite file, instead of an app')
    .option('--dry-run', 'tell what would be run, and change nothing')
    .action(async (modulePath: string | undefined, options: MigrateOptions) => {
      if (terminal.json) terminal.keepStdoutForResults()
      const store = await findStore(terminal, command, modulePath, options)
      if (options.dryRun === true) await showMissing(terminal, store)
      else await migrateStore(terminal, store)
    })
}

async function findStore(
  terminal: Terminal,
  command: Command,
  modulePath: string | undefined,
  options: MigrateOptions,
): Promise<Store> {
  const { databaseUrl, database, schema } = options
  if (schema !== undefined && databaseUrl === undefined) {
    command.error("error: option '--schema <name>' needs '--database-url <url>'")
  }
  const named = [modulePath, databaseUrl, database].filter((place) => place !== undefined)
  if (named.length !== 1) {
    command.error(
      `error: ${named.length === 0 ? 'nothing' : 'more than one store'} is named to migrate: give an app module, --database-url or --database`,
    )
  }
  if (modulePath !== undefined) {
    const app = await openApp(terminal, modulePath, options)
    return requireDelivery(app, modulePath).line.store
  }
  return namedStore(command, options, { migrate: true })
}

async function migrateStore(terminal: Terminal, store: Store): Promise<void> {
  const { name } = store
  const done = await terminal.progress(`Migrating ${name}`, store.migrate())
  const { migrations } = done
  const newest = migrations.at(-1)?.number ?? done.before
  const title = known.find(({ number }) => number === newest)?.title
  terminal.result(
    [
      ...migrations.map((migration) => `Ran ${describe(migration)}.`),
      `${name} is up to date, at migration ${newest} (${title}).`,
    ].join('\n'),
    { store: name, migration: newest, ran: migrations },
  )
}

async function showMissing(terminal: Terminal, store: Store): Promise<void> {
  const { name } = store
  const missing = await terminal.progress(`Looking at ${name}`, store.migrate({ dryRun: true }))
  const { before, migrations } = missing
  const count = migrations.length
  const text =
    count === 0
      ? `${name} is up to date, at migration ${before}.`
      : [
          `${name} ${before === 0 ? 'has no tables yet' : `is at migration ${before}`} and would be migrated:`,
          ...migrations.map((migration) => `  ${describe(migration)}`),
        ].join('\n')
  terminal.result(text, { store: name, migration: before, missing: migrations })
}

function describe({ number, title }: Migrated['migrations'][number]): string {
  return `migration ${number} (${title})`
}
