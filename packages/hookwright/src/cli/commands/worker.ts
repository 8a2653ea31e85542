import { InvalidArgumentError, Option, type Command } from 'commander'

import { App } from '../../app.ts'
import { createWorker } from '../../delivery/worker.ts'
import { appCommand, openApp, type AppCommandOptions } from '../app-command.ts'
import { readConfiguration } from '../../gateway/configuration.ts'
import { deliveryOf } from '../../gateway/delivery.ts'
import { onStopSignal, type StopSignal } from '../../http/signals.ts'
import { AttemptCounter, describeCounts } from '../counts.ts'
import { requireDelivery } from '../delivery.ts'
import { durationMs } from '../duration.ts'
import { lineLogger, logForms, logLevels, type LineLoggerOptions } from '../log.ts'
import { serveMetrics, type ServingMetrics } from '../../telemetry/metrics-server.ts'
import type { Terminal } from '../terminal.ts'

interface WorkerOptions extends AppCommandOptions {
  config?: string
  database?: string
  databaseUrl?: string
  /** Milliseconds. */
  grace: number
  /** Milliseconds; 0 is never. */
  reportEvery: number
  metricsPort?: number
  metricsHost: string
  log?: LineLoggerOptions['form']
  logLevel: LineLoggerOptions['level']
}

export function workerCommand(terminal: Terminal): Command {
  const command = appCommand('worker', "Deliver an app's webhooks until it is told to stop", {
    about:
      'Any number of workers may work on one store. The first SIGTERM or SIGINT (Ctrl-C) lets the attempts under ' +
      'way finish and gives the rest back; the second ends the process at once, with exit code 143 or 130.\n\n' +
      'Beside a gateway (`hookwright serve --no-worker`) it needs no app, but the same settings: name the database, and ' +
      'give the rest by the same file or the same variables.',
    examples: [
      'hookwright worker src/app.ts',
      'hookwright worker src/app.ts --grace 30s',
      'hookwright worker dist/app.js --export shop --json',
      'hookwright worker dist/app.js --metrics-port 9464 --log json',
      'hookwright worker --config hookwright.yaml',
    ],
    exits: {
      0: 'stopped as asked',
      1: 'the app cannot be used, or its store not be opened',
      2: 'wrong use',
      '130, 143': 'ended at once, by a second SIGINT or SIGTERM',
    },
    isModuleOptional: true,
  })
  return command
    .option('--config <file>', "a gateway's settings, instead of an app [HOOKWRIGHT_CONFIG]")
    .option('--database <file>', "a gateway's SQLite file, instead of an app")
    .option('--database-url <url>', "a gateway's PostgreSQL database, instead of an app")
    .addOption(
      new Option('--grace <duration>', 'how long attempts under way may take to finish: 500ms, 10s, 2m')
        .argParser(durationMs)
        .default(10_000, '10s'),
    )
    .addOption(
      new Option('--report-every <duration>', 'how often to tell what was attempted; 0s is never')
        .argParser(durationMs)
        .default(60_000, '1m'),
    )
    .addOption(
      new Option('--metrics-port <port>', 'serve /metrics for Prometheus on this port').argParser(portOf),
    )
    .addOption(
      new Option(
        '--metrics-host <address>',
        'the address to serve them on; 0.0.0.0 is all of IPv4, :: everything',
      ).default('127.0.0.1'),
    )
    .addOption(
      new Option(
        '--log <form>',
        "what the log on stderr looks like; without it, the app's own delivery.logger is used",
      ).choices(logForms),
    )
    .addOption(
      new Option('--log-level <level>', 'from where on --log shows it').choices(logLevels).default('info'),
    )
    .action((modulePath: string | undefined, options: WorkerOptions) =>
      runWorker(terminal, command, modulePath, options),
    )
}

async function runWorker(
  terminal: Terminal,
  command: Command,
  modulePath: string | undefined,
  options: WorkerOptions,
): Promise<void> {
  if (terminal.json) terminal.keepStdoutForResults()
  const app =
    modulePath === undefined
      ? await appOfSettings(command, options)
      : await openApp(terminal, modulePath, options)
  const { line } = requireDelivery(app, modulePath ?? 'the gateway')
  const store = line.store.name
  const counter = new AttemptCounter()
  const logger =
    options.log === undefined
      ? line.options.logger
      : lineLogger({ form: options.log, level: options.logLevel, write: (text) => terminal.log(text) })
  const worker = createWorker(app, { onAttempt: counter.count, logger })

  const { promise: stop, resolve: stopBy } = Promise.withResolvers<StopSignal>()
  onStopSignal(stopBy)
  // Before the store is opened: a port that is taken is told at once.
  const metrics = await serveMetricsOn(app, options)
  await Promise.race([terminal.progress(`Opening ${store}`, worker.start()), stop])
  const say = (status: string, text: string, data: object) =>
    terminal.result(text, { time: new Date().toISOString(), status, ...data })
  const url = metrics?.url
  const where = url === undefined ? '' : ` Metrics at ${url}.`
  say('started', `Delivering from ${store}, process ${process.pid}.${where}`, {
    store,
    pid: process.pid,
    ...(url !== undefined && { metricsUrl: url }),
  })
  const endReports = repeat(options.reportEvery, () => {
    const recent = counter.takeRecent()
    if (recent.attempts > 0) say('delivering', `${describeCounts(recent)}.`, recent)
  })

  const signal = await stop
  endReports()
  const grace = `${options.grace / 1_000} s`
  say(
    'stopping',
    `${signal}: attempts under way have ${grace} to finish; a second signal ends the process at once.`,
    { signal, graceMs: options.grace },
  )
  await worker.stop({ graceMs: options.grace })
  await metrics?.close()
  await app.close()
  say('stopped', `Stopped after ${describeCounts(counter.total)}.`, counter.total)
}

/** An app that delivers as a gateway with these settings would. */
async function appOfSettings(
  command: Command,
  { config, database, databaseUrl }: WorkerOptions,
): Promise<App> {
  const file = config ?? (process.env['HOOKWRIGHT_CONFIG'] || undefined)
  const flags = {
    ...(database !== undefined && { database }),
    ...(databaseUrl !== undefined && { databaseUrl }),
  }
  const { values, sources } = await readConfiguration({ flags, environment: process.env, file })
  if (file === undefined && sources.database === 'default' && sources.databaseUrl === 'default') {
    command.error("error: name the app's module, or a gateway's --config, --database or --database-url")
  }
  return new App({ title: 'Worker', version: '0', delivery: deliveryOf(values) })
}

async function serveMetricsOn(
  app: App,
  { metricsPort, metricsHost }: WorkerOptions,
): Promise<ServingMetrics | undefined> {
  if (metricsPort === undefined) return undefined
  return serveMetrics(app, { port: metricsPort, hostname: metricsHost })
}

/** @throws InvalidArgumentError of Commander, which adds the option's name. */
function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('Give a port from 1 to 65535, or 0 for a free one.')
}

function repeat(everyMs: number, act: () => void): () => void {
  if (everyMs === 0) return () => {}
  const timer = setInterval(act, everyMs)
  return () => clearInterval(timer)
}
