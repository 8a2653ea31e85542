import {
  createNoopMeter,
  metrics,
  type BatchObservableResult,
  type Histogram,
  type Observable,
} from '@opentelemetry/api'

import { version } from '../version.ts'
import { durationBounds, instruments, type Instrument } from './instruments.ts'
import type { Reading } from './points.ts'
import { scope } from './tracing.ts'

/** The instruments as an OpenTelemetry SDK has them. It asks for their numbers when it exports; so nothing is counted twice. */
export class Meters {
  readonly #read: () => Promise<Reading[]>
  #disconnect: (() => void) | undefined

  constructor(read: () => Promise<Reading[]>) {
    this.#read = read
  }

  /**
   * Takes the SDK that is registered now: the API keeps no place for one that comes later. Returns what it must be
   * told of; undefined where there is no SDK.
   */
  connect(): Histogram | undefined {
    this.disconnect()
    const meter = metrics.getMeter(scope, version)
    if (meter === createNoopMeter()) return undefined
    const observed = new Map<string, Observable>()
    for (const { name, kind, unit, description } of Object.values<Instrument>(instruments)) {
      if (kind === 'counter') observed.set(name, meter.createObservableCounter(name, { unit, description }))
      if (kind === 'gauge') observed.set(name, meter.createObservableGauge(name, { unit, description }))
    }
    const observe = (result: BatchObservableResult) => this.#observe(result, observed)
    const observables = [...observed.values()]
    meter.addBatchObservableCallback(observe, observables)
    this.#disconnect = () => meter.removeBatchObservableCallback(observe, observables)
    const { name, unit, description } = instruments.attemptDuration
    const advice = { explicitBucketBoundaries: [...durationBounds] }
    return meter.createHistogram(name, { unit, description, advice })
  }

  disconnect(): void {
    this.#disconnect?.()
    this.#disconnect = undefined
  }

  async #observe(result: BatchObservableResult, observed: ReadonlyMap<string, Observable>): Promise<void> {
    for (const reading of await this.#read()) {
      const { instrument } = reading
      const observable = observed.get(instrument.name)
      if (observable === undefined || !('points' in reading)) continue
      for (const { label, value } of reading.points) {
        const key = instrument.label
        result.observe(observable, value, key === undefined || label === null ? {} : { [key]: label })
      }
    }
  }
}
