import { egressProxy } from '../delivery/egress-proxy.ts'
import type { DeliveryOptions } from '../delivery/options.ts'
import { retentionSettings } from '../delivery/retention.ts'
import { dispatcherSettings } from '../delivery/settings.ts'
import { refusalOfAllowedHeaders } from '../endpoints/custom-headers.ts'
import { checkAddressPolicy } from '../endpoints/guard.ts'
import { SecretBox } from '../endpoints/secret-box.ts'
import { HookwrightError } from '../errors.ts'
import { isLoopback } from '../http/loopback.ts'
import { portalSettings, type PortalOptions } from '../portal/options.ts'
import { postgres } from '../postgres.ts'
import { sqlite } from '../sqlite.ts'
import type { Store } from '../store/store.ts'
import type { Settings } from './settings.ts'

/** How a gateway, or a worker beside one, delivers by its settings. */
export function deliveryOf(settings: Settings): DeliveryOptions {
  return { ...optionsOf(settings), store: storeOf(settings) }
}

function storeOf({ database, databaseUrl, databaseSchema, migrate }: Settings): Store {
  if (databaseUrl === undefined) return sqlite(database ?? 'hookwright.db', { migrate })
  return postgres({
    url: databaseUrl,
    migrate,
    ...(databaseSchema !== undefined && { schema: databaseSchema }),
  })
}

function optionsOf(settings: Settings): Omit<DeliveryOptions, 'store'> {
  const { idempotencyDays, bodyDays, attemptDays, deliveryDays, encryptionKeys, metricsToken } = settings
  return {
    worker: settings.worker,
    allowPrivateNetworks: settings.allowPrivateNetworks,
    allowHttp: settings.allowHttp,
    allowedHeaders: settings.allowedHeaders,
    proxyUrl: settings.proxyUrl,
    proxyResolves: settings.proxyResolves,
    retryScheduleMs: settings.retrySchedule,
    timeoutMs: settings.timeout,
    concurrency: settings.concurrency,
    endpointConcurrency: settings.endpointConcurrency,
    disableAfterDays: settings.disableAfterDays,
    operationalWebhooks: settings.operationalWebhooks,
    secretGraceSeconds: settings.secretGrace / 1_000,
    ...(encryptionKeys.length > 0 && { encryptionKeys }),
    retention: { idempotencyDays, bodyDays, attemptDays, deliveryDays },
    portal: portalOf(settings),
    metricsUrl: '/metrics',
    ...(metricsToken !== undefined && { metricsToken }),
  }
}

function portalOf({
  portalSecrets,
  portalUrl,
  portalLink,
  portalSession,
  frameAncestors,
}: Settings): PortalOptions {
  return {
    ...(portalSecrets.length > 0 && { secret: portalSecrets }),
    ...(portalUrl !== undefined && { url: portalUrl }),
    linkSeconds: portalLink / 1_000,
    sessionSeconds: portalSession / 1_000,
    frameAncestors,
  }
}

/** What cannot be meant of settings that are each well in themselves: all of it at once, one line each. */
export function mistakesBetween(settings: Settings): string[] {
  const options = optionsOf(settings)
  const { allowHttp = false, allowPrivateNetworks = [], allowedHeaders = [] } = options
  const checks: (() => unknown)[] = [
    () => storeOf(settings),
    () => checkAddressPolicy({ allowHttp, allowPrivateNetworks }),
    () => egressProxy(options),
    () => dispatcherSettings(options),
    () => retentionSettings(options.retention),
    () => new SecretBox(options.encryptionKeys),
    () => portalSettings(portalOf(settings)),
  ]
  const refusal = refusalOfAllowedHeaders(allowedHeaders)
  return [
    ...(settings.database !== undefined && settings.databaseUrl !== undefined
      ? ['database and databaseUrl are both given: leave one of them out']
      : []),
    ...(settings.databaseSchema !== undefined && settings.databaseUrl === undefined
      ? ['databaseSchema is given without databaseUrl: SQLite has no schemas']
      : []),
    ...checks.flatMap((check) => refusalBy(check) ?? []),
    ...(refusal === null ? [] : [inWordsOfSettings(refusal)]),
  ]
}

/**
 * Why a gateway may not listen where it is told to; null where it may. Without keys everybody who can reach it could
 * publish and manage, so that only this machine may.
 */
export function whyNotOpen({ host, operatorKeys }: Settings): string | null {
  if (isLoopback(host) || operatorKeys.length > 0) return null
  return (
    `host is ${host}, where others can reach the gateway, and there is no key to tell them apart by: give operatorKeys ` +
    '(HOOKWRIGHT_OPERATOR_KEYS), and apiKeys (HOOKWRIGHT_API_KEYS) for publishers; openssl rand -hex 32 makes a good one. ' +
    'Without keys it serves this machine only: --host 127.0.0.1'
  )
}

function refusalBy(check: () => unknown): string | null {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof HookwrightError) return inWordsOfSettings(error.message)
    throw error
  }
}

function inWordsOfSettings(message: string): string {
  return message
    .replaceAll(/delivery\.(retention\.)?/g, '')
    .replaceAll('retryScheduleMs', 'retrySchedule')
    .replaceAll('timeoutMs', 'timeout')
    .replaceAll('portal.secret', 'portalSecrets')
    .replaceAll('portal.url', 'portalUrl')
    .replaceAll('portal.linkSeconds', 'portalLink')
    .replaceAll('portal.sessionSeconds', 'portalSession')
    .replaceAll('portal.frameAncestors', 'frameAncestors')
}
