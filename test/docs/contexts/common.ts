/** What a page may use without saying so: the names of the packages, and an app. */
import type { App } from 'hookwright'

export {
  App,
  bearer,
  CallbackRouter,
  dependency,
  eventStream,
  file,
  fileList,
  HttpError,
  Router,
  text,
  toFetchHandler,
} from 'hookwright'
export { createWorker, serve, toNodeHandler } from 'hookwright/node'
export { sqlite } from 'hookwright/sqlite'
export { postgres } from 'hookwright/postgres'
export { createReceiver } from '@hookwright/receiver'
export { createServer } from 'node:http'
export { DatabaseSync } from 'node:sqlite'
export { z } from 'zod'

export declare const app: App
export const title = 'Shop'
export const version = '1.0.0'
