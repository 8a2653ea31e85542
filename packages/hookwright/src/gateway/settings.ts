import { standardSchedule } from '../delivery/retry.ts'
import {
  choice,
  days,
  duration,
  durations,
  flag,
  keys,
  list,
  maybeWhole,
  text,
  whole,
  type Setting,
} from './setting.ts'

/** Everything that a gateway can be told, by its name in a configuration file. Flags and variables follow from the names. */
export const settings = {
  document: text({
    about: 'the OpenAPI document: a file, or an http or https URL',
    fallback: undefined,
    placeholder: '<file or URL>',
  }),
  host: text({
    about: 'the address to listen on; 0.0.0.0 is all of IPv4, :: everything',
    fallback: '127.0.0.1',
    placeholder: '<address>',
  }),
  port: whole(0, 65_535, {
    about: 'the port to listen on; 0 takes a free one',
    fallback: 8000,
    placeholder: '<port>',
  }),
  database: text({
    about: 'the SQLite file to keep everything in',
    fallback: undefined,
    fallbackText: 'hookwright.db',
    placeholder: '<file>',
  }),
  databaseUrl: text({
    about: 'the PostgreSQL database to keep everything in, instead of a file',
    fallback: undefined,
    placeholder: '<url>',
    isSecret: true,
  }),
  databaseSchema: text({
    about: 'the schema of its tables in PostgreSQL, where it is not the first of the search path',
    fallback: undefined,
    placeholder: '<name>',
  }),
  migrate: flag({ about: 'bring the tables up to date at the start', fallback: true }),
  worker: flag({
    about: 'deliver in this process; without it run `hookwright worker` beside',
    fallback: true,
  }),
  apiKeys: keys({
    about: 'a key of publishers, or its SHA-256 as sha256:<hex>; repeatable',
    fallback: [],
    flag: 'api-key',
  }),
  operatorKeys: keys({
    about: 'a key for the management API, which may also publish; repeatable',
    fallback: [],
    flag: 'operator-key',
  }),
  documentPoll: duration(1_000, {
    about: 'how often to look whether the document has changed',
    fallback: 30_000,
  }),
  allowBreaking: flag({
    about: 'take over documents that break what subscribers of live endpoints rely on',
    fallback: false,
  }),
  bodyLimitBytes: whole(1, 100_000_000, { about: 'the largest event body, in bytes', fallback: 1_048_576 }),
  allowPrivateNetworks: list({
    about: 'a range that endpoints may be in though it is private; repeatable',
    fallback: [],
    placeholder: '<cidr>',
  }),
  allowHttp: flag({ about: 'let endpoints be http: outside loopback', fallback: false }),
  allowedHeaders: list({
    about: 'a header that endpoints may have beside authorization and x-…; repeatable',
    fallback: [],
    placeholder: '<name>',
  }),
  proxyUrl: text({
    about: 'a proxy that every delivery goes out through',
    fallback: undefined,
    placeholder: '<url>',
    isSecret: true,
  }),
  proxyResolves: flag({ about: 'let the proxy resolve host names', fallback: false }),
  retrySchedule: durations({
    about: 'the wait before an attempt; repeatable, one for each attempt',
    fallback: standardSchedule,
  }),
  timeout: duration(1, { about: 'how long one attempt may take', fallback: 15_000 }),
  concurrency: whole(1, 65_536, { about: 'attempts at once in one process', fallback: 256 }),
  endpointConcurrency: whole(1, 65_536, { about: 'attempts at once to one endpoint', fallback: 16 }),
  disableAfterDays: days({ about: 'disable an endpoint that only fails for so long', fallback: 5 }),
  operationalWebhooks: flag({
    about: 'send endpoint.disabled and message.exhausted to the tenant concerned',
    fallback: false,
  }),
  secretGrace: duration(0, { about: 'how long a rotated secret goes on signing', fallback: 86_400_000 }),
  encryptionKeys: list({
    about: 'a key that secrets are encrypted with in the database; repeatable, the first encrypts',
    fallback: [],
    flag: 'encryption-key',
    placeholder: '<base64>',
    isSecret: true,
  }),
  idempotencyDays: days({ about: 'how long idempotency keys are kept', fallback: 7 }),
  bodyDays: days({ about: 'how long bodies are kept', fallback: 30 }),
  attemptDays: days({ about: 'how long attempts are kept', fallback: 30 }),
  deliveryDays: days({ about: 'how long deliveries are kept', fallback: 90 }),
  portalSecrets: list({
    about: 'what links to the page are signed with, at least 32 bytes; repeatable, the first signs',
    fallback: [],
    flag: 'portal-secret',
    isSecret: true,
  }),
  portalUrl: text({
    about: 'where browsers reach the page: https://hooks.example.com/webhooks',
    fallback: undefined,
    placeholder: '<url>',
  }),
  portalLink: duration(1_000, { about: 'how long a link to the page signs in', fallback: 900_000 }),
  portalSession: duration(60_000, { about: 'how long somebody stays signed in', fallback: 28_800_000 }),
  frameAncestors: list({
    about: 'an origin whose pages may show the page in a frame; repeatable',
    fallback: [],
    flag: 'frame-ancestor',
    placeholder: '<origin>',
  }),
  metricsToken: text({
    about: 'what Prometheus presents at /metrics; operators may read them in any case',
    fallback: undefined,
    isSecret: true,
  }),
  metricsPort: maybeWhole(0, 65_535, {
    about: 'serve /metrics on this port, too',
    fallback: undefined,
    placeholder: '<port>',
  }),
  metricsHost: text({
    about: 'the address of that port',
    fallback: '127.0.0.1',
    placeholder: '<address>',
  }),
  drain: duration(0, {
    about: 'how long to go on answering after SIGTERM, with /readyz saying 503',
    fallback: 0,
  }),
  grace: duration(0, {
    about: 'how long requests and attempts under way may then take to finish',
    fallback: 10_000,
  }),
  log: choice(['text', 'json'], { about: 'what the log on stderr looks like', fallback: 'text' }),
  logLevel: choice(['debug', 'info', 'warn'], { about: 'from where on the log shows it', fallback: 'info' }),
} as const

export type SettingName = keyof typeof settings

/** The value of each. */
export type Settings = {
  [Name in SettingName]: (typeof settings)[Name] extends Setting<infer Value> ? Value : never
}

export const settingNames = Object.keys(settings).filter((name): name is SettingName => name in settings)

/** `allowHttp` → `allow-http` */
export function flagOf(name: SettingName): string {
  const setting: Setting<unknown> = settings[name]
  return setting.flag ?? name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** `allowHttp` → `HOOKWRIGHT_ALLOW_HTTP` */
export function variableOf(name: string): string {
  return `HOOKWRIGHT_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}
