/** The app that the subjects of delivery are measured with: every feature on. */
import { join } from 'node:path'
import { App, type DeliveryOptions } from 'hookwright'
import { postgres } from 'hookwright/postgres'
import { sqlite } from 'hookwright/sqlite'

import type { Setting } from './subject.ts'

/** Where it is kept. */
export interface OnStore {
  store: 'sqlite' | 'postgres'
}

export const tenant = 'acme'

/** What encrypts secrets: the same in all processes, since some share a store. */
const encryptionKey = Buffer.alloc(32, 'bench').toString('base64')

/** Its own endpoints may be on loopback; the rest of `own` are settings as their options say. */
export function benchApp(
  { store, folder, postgresUrl }: Pick<Setting, 'folder' | 'postgresUrl'> & OnStore,
  own: Partial<DeliveryOptions> = {},
): App {
  return new App({
    title: 'Bench',
    version: '1',
    delivery: {
      store: store === 'sqlite' ? sqlite(join(folder, 'hookwright.db')) : postgres(postgresUrl),
      allowPrivateNetworks: ['127.0.0.0/8'],
      encryptionKeys: [encryptionKey],
      operationalWebhooks: true,
      metricsUrl: '/metrics',
      ...own,
    },
  })
}
