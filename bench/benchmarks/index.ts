import type { Benchmark } from '../benchmark.ts'
import { deliveries } from './deliveries.ts'
import { document } from './document.ts'
import { growth } from './growth.ts'
import { http } from './http.ts'
import { isolation } from './isolation.ts'
import { latency } from './latency.ts'
import { sends } from './sends.ts'
import { size } from './size.ts'
import { start } from './start.ts'
import { types } from './types.ts'
import { workers } from './workers.ts'

/** In the order of the page. */
export const benchmarks: readonly Benchmark[] = [
  deliveries,
  sends,
  latency,
  isolation,
  growth,
  workers,
  http,
  start,
  types,
  document,
  size,
]
