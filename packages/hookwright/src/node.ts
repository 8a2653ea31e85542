export { serve, toNodeHandler } from './http/node.ts'
export type { ServeOptions, Serving } from './http/node.ts'
export { createWorker } from './delivery/worker.ts'
export type { Worker } from './delivery/worker.ts'
