import { setTimeout as wait } from 'node:timers/promises'

import type { Command } from 'commander'

import { shownSource } from '../../documents/download.ts'
import { describeConfiguration, readConfiguration, type Configuration } from '../../gateway/configuration.ts'
import { whyNotOpen } from '../../gateway/delivery.ts'
import { Gateway } from '../../gateway/gateway.ts'
import { settingNames, type SettingName } from '../../gateway/settings.ts'
import { onStopSignal, type StopSignal } from '../../http/signals.ts'
import { serveMetrics } from '../../telemetry/metrics-server.ts'
import { documentedCommand } from '../documented-command.ts'
import { CommandError } from '../failure.ts'
import { lineLogger } from '../log.ts'
import { addSettings, givenFlags } from '../settings-options.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'

interface ServeOptions {
  config?: string
  printConfig?: boolean
}

const developmentLinkSeconds = 3_600

/** The document is an argument, and needs no flag. */
const flagged: readonly SettingName[] = settingNames.filter((name) => name !== 'document')

export function serveCommand(terminal: Terminal): Command {
  const command = documentedCommand(
    'serve',
    'Deliver the webhooks of any API, from its OpenAPI document alone',
    {
      about:
        'The gateway: an API in any language publishes its events by `POST /events/{name}`, which holds them to the ' +
        'document, signs them and delivers them to the endpoints that subscribers have registered. It serves their ' +
        'registration (/webhooks) and documentation (/docs), and takes over a document that changes without a restart.\n\n' +
        'Every option can also be a variable, which stands behind it, or stand in a file (--config, HOOKWRIGHT_CONFIG), ' +
        'in JSON or YAML, under its name in camel case. An option is stronger than a variable, and that than the file. ' +
        'Secrets may also be in a file that a variable names: HOOKWRIGHT_API_KEYS_FILE.\n\n' +
        'SIGTERM and SIGINT (Ctrl-C) let what is under way finish; a second one ends the process at once. SIGHUP reads the ' +
        'document anew.',
      examples: [
        'hookwright serve openapi.json',
        'hookwright serve https://api.example.com/openapi.json --database-url "$DATABASE_URL"',
        'hookwright serve openapi.yaml --host 0.0.0.0 --config hookwright.yaml',
        'hookwright serve openapi.yaml --config hookwright.yaml --print-config',
      ],
      exits: {
        0: 'stopped as asked',
        1: 'the configuration or the document cannot be used, or the database not be opened',
        2: 'wrong use',
        '130, 143': 'ended at once, by a second SIGINT or SIGTERM',
      },
    },
  )
    .argument('[openapi]', 'the document: a file, or an http or https URL [HOOKWRIGHT_DOCUMENT]')
    .option('--config <file>', 'a file with settings, in JSON or YAML [HOOKWRIGHT_CONFIG]')
    .option('--print-config', 'print every setting and where it comes from, and start nothing')
    .option('--json', 'print JSON, one object a line, and failures as JSON on stderr')
  addSettings(command, flagged)
  return command.action(async (document: string | undefined, options: ServeOptions) => {
    if (terminal.json) terminal.keepStdoutForResults()
    const configuration = await readConfiguration({
      flags: { ...givenFlags(command, flagged), ...(document !== undefined && { document }) },
      environment: process.env,
      file: options.config ?? (process.env['HOOKWRIGHT_CONFIG'] || undefined),
    })
    if (options.printConfig === true) printConfiguration(terminal, configuration)
    else await runGateway(terminal, configuration)
  })
}

function printConfiguration(terminal: Terminal, configuration: Configuration): void {
  const described = describeConfiguration(configuration)
  terminal.result(rowsOf(described), { settings: described, warnings: configuration.warnings })
  for (const warning of configuration.warnings) terminal.note(warning)
}

function rowsOf(described: ReturnType<typeof describeConfiguration>): string {
  return table(described.map(({ name, value, source }) => [name, value, source]))
}

async function runGateway(terminal: Terminal, configuration: Configuration): Promise<void> {
  const startedAt = performance.now()
  const { values, warnings } = configuration
  const { document, log: form, logLevel: level, drain, grace, metricsPort, metricsHost } = values
  if (document === undefined) {
    throw new CommandError(
      'no_document',
      'There is no document to serve. Name it: hookwright serve openapi.json.',
    )
  }
  const refusal = whyNotOpen(values)
  if (refusal !== null)
    throw new CommandError('no_keys', `The gateway would be open to the world: ${refusal}.`)

  const logger = lineLogger({ form, level, write: (line) => terminal.log(line) })
  for (const warning of warnings) terminal.note(`warning: ${warning}`)
  const gateway = new Gateway({ settings: values, source: document, logger })
  const { promise: stop, resolve: stopBy } = Promise.withResolvers<StopSignal>()
  onStopSignal(stopBy)

  const serving = await terminal.progress(`Starting with ${shownSource(document)}`, gateway.start())
  const metrics =
    metricsPort === undefined
      ? undefined
      : await serveMetrics(gateway.app, { port: metricsPort, hostname: metricsHost })
  const heedHangUp = () => void gateway.checkAgain()
  process.on('SIGHUP', heedHangUp)
  const say = (status: string, text: string, data: object) =>
    terminal.result(text, { time: new Date().toISOString(), status, ...data })

  const described = describeConfiguration(configuration)
  const given = described.filter(({ source }) => source !== 'default')
  const rest = `${described.length - given.length} settings have their defaults: --print-config shows them.`
  terminal.note(given.length === 0 ? rest : `${rowsOf(given)}\n${rest}`)
  const { url, developmentToken } = serving
  const store = gateway.app.delivery.line.store.name
  const link =
    developmentToken === null
      ? undefined
      : await gateway.app.delivery.operatorLink({ linkSeconds: developmentLinkSeconds })
  const key =
    link === undefined
      ? ''
      : `\nDevelopment key, for all that needs one, until this process ends: ${developmentToken}\nThe page, for you as an operator: ${link}`
  say(
    'started',
    `Listening on ${url}, docs at ${url}/docs; ${values.worker ? 'delivering' : 'workers deliver'} from ${store}.${key}`,
    {
      url,
      store,
      pid: process.pid,
      events: gateway.catalogue?.events.size ?? 0,
      startMs: Math.round(performance.now() - startedAt),
      ...(metrics && { metricsUrl: metrics.url }),
      ...(link !== undefined && { developmentToken, operatorLink: link }),
      settings: described,
      warnings,
    },
  )

  const signal = await stop
  gateway.drain()
  const waits = drain > 0 ? `/readyz says 503, and in ${drain / 1_000} s` : 'now'
  say(
    'stopping',
    `${signal}: ${waits} no more is taken; what is under way has ${grace / 1_000} s to finish.`,
    {
      signal,
      drainMs: drain,
      graceMs: grace,
    },
  )
  await wait(drain)
  await gateway.stop()
  await metrics?.close()
  process.off('SIGHUP', heedHangUp)
  say('stopped', 'Stopped.', {})
}
