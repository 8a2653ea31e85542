import type { Benchmark } from '../benchmark.ts'
import { deliveries } from './deliveries.ts'

/** In the order of the page. */
export const benchmarks: readonly Benchmark[] = [deliveries]
