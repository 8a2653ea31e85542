import { Option, type Command } from 'commander'

import type { Change } from '../../contract/change.ts'
import { compareDocuments } from '../../contract/compare.ts'
import { describeAffected, describeChanges } from '../../contract/describe.ts'
import { countLevels } from '../../contract/fold.ts'
import { toMarkdown } from '../../contract/markdown.ts'
import { gatherAffected, type Affected } from '../../contract/subscribers.ts'
import type { ForeignDocument } from '../../documents/document.ts'
import { documentedCommand } from '../documented-command.ts'
import { exitCodes } from '../failure.ts'
import { namedStore, type NamedStoreOptions } from '../named-store.ts'
import { readSource } from '../openapi-source.ts'
import type { Terminal } from '../terminal.ts'

interface DiffOptions extends NamedStoreOptions {
  failOn: 'breaking' | 'risky' | 'none'
  format: 'text' | 'markdown'
  json?: boolean
}

export function diffCommand(terminal: Terminal): Command {
  const command = documentedCommand(
    'diff',
    "Tell what changed in a document's webhooks for its subscribers",
    {
      about:
        'Compares two OpenAPI documents from the side of those who receive: what is no longer sent, may be missing, null or ' +
        'of another type breaks them; a new value or variant may; what is new beside the old does not. With a database it ' +
        'also tells whose live endpoints get an event type that breaks.',
      examples: [
        'hookwright diff openapi.json https://staging.example.com/openapi.json',
        'git show main:openapi.json | hookwright diff - openapi.json',
        'hookwright openapi src/app.ts | hookwright diff openapi.json - --fail-on risky',
        'hookwright diff old.yaml new.yaml --format markdown > comment.md',
        'hookwright diff old.json new.json --database-url "$DATABASE_URL"',
      ],
      exits: {
        0: 'nothing breaks',
        1: 'something does (see --fail-on), or a document or the database cannot be read',
        2: 'wrong use',
      },
    },
  )
  return command
    .argument('<older>', 'the document as subscribers know it: a file, a URL, or - for standard input')
    .argument('<newer>', 'the one to come')
    .addOption(
      new Option('--fail-on <level>', 'the least that makes it exit with 1')
        .choices(['breaking', 'risky', 'none'])
        .default('breaking'),
    )
    .addOption(
      new Option('--format <how>', 'for a terminal, or for a comment on a pull request')
        .choices(['text', 'markdown'])
        .default('text'),
    )
    .option('--json', 'print one line of JSON with every change, and failures as JSON on stderr')
    .option('--database <file>', 'a SQLite file, to tell whom it hits')
    .addOption(new Option('--database-url <url>', 'a PostgreSQL database, likewise').conflicts('database'))
    .option('--schema <name>', 'the schema of its tables, where it is not the first of the search path')
    .action((older: string, newer: string, options: DiffOptions) =>
      runDiff(terminal, command, [older, newer], options),
    )
}

async function runDiff(
  terminal: Terminal,
  command: Command,
  [olderSource, newerSource]: [string, string],
  options: DiffOptions,
): Promise<void> {
  if (olderSource === '-' && newerSource === '-') {
    command.error('error: only one of the two documents can come on standard input')
  }
  if (options.schema !== undefined && options.databaseUrl === undefined) {
    command.error("error: option '--schema <name>' needs '--database-url <url>'")
  }
  const [older, newer] = await terminal.progress(
    `Reading ${olderSource} and ${newerSource}`,
    Promise.all([olderSource, newerSource].map((source) => readSource(source, { isEmptyAllowed: true }))),
  )
  if (older === undefined || newer === undefined) return
  for (const warning of [...older.warnings, ...newer.warnings]) terminal.note(`warning: ${warning}`)
  const changes = compareDocuments(older, newer)
  const affected = await findAffected(terminal, command, changes, options)
  if (options.format === 'markdown' && !terminal.json) terminal.raw(`${toMarkdown(changes, affected)}\n`)
  else terminal.result(textOf(changes, affected), reportOf(older, newer, changes, affected))
  if (fails(changes, options.failOn)) terminal.exitCode = exitCodes.failed
}

/** For people no more are named. */
const mostNamed = 20

/** Undefined where no database was named. */
async function findAffected(
  terminal: Terminal,
  command: Command,
  changes: readonly Change[],
  options: DiffOptions,
): Promise<Affected | undefined> {
  if (options.database === undefined && options.databaseUrl === undefined) return undefined
  const store = namedStore(command, options, { migrate: false })
  const breaking = changes.filter(({ level }) => level === 'breaking')
  const most = terminal.json ? Number.POSITIVE_INFINITY : mostNamed
  const work = async () => {
    await store.open()
    return gatherAffected(store, breaking, most)
  }
  try {
    return await terminal.progress(`Asking ${store.name} who is hit`, work())
  } finally {
    await store.close()
  }
}

function textOf(changes: readonly Change[], affected: Affected | undefined): string {
  const parts = [describeChanges(changes)]
  if (affected !== undefined) {
    parts.push(
      affected.endpoints === 0 ? 'No live endpoint receives what breaks.' : describeAffected(affected),
    )
  }
  return parts.join('\n\n')
}

function reportOf(
  older: ForeignDocument,
  newer: ForeignDocument,
  changes: readonly Change[],
  affected: Affected | undefined,
): object {
  const nameOf = ({ title, version }: ForeignDocument) => ({ title, version })
  const { endpoints, tenants, first } = affected ?? {}
  return {
    older: nameOf(older),
    newer: nameOf(newer),
    counts: countLevels(changes),
    changes,
    ...(affected !== undefined && { affected: { endpoints, tenants, subscribers: first } }),
  }
}

function fails(changes: readonly Change[], failOn: DiffOptions['failOn']): boolean {
  if (failOn === 'none') return false
  return changes.some(({ level }) => level === 'breaking' || (level === 'risky' && failOn === 'risky'))
}
