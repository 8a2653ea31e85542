import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'

import type { Instrument } from '../../src/telemetry/instruments.ts'
import { Counts, Distributions } from '../../src/telemetry/points.ts'
import { prometheusName, prometheusText } from '../../src/telemetry/prometheus.ts'
import { parseMetrics } from '../support/prometheus.ts'

const unit = '{thing}'
const help = 'Things, in a \\ folder\nand on a second line.'

/** In no particular order, since nobody reads them in one. */
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .toSorted()

test('it writes what prom-client writes of the same numbers', async () => {
  const counter: Instrument = {
    name: 'shop.things',
    kind: 'counter',
    unit,
    description: help,
    label: 'kind',
    values: ['none'],
  }
  const histogram: Instrument = {
    name: 'shop.time',
    kind: 'histogram',
    unit: 's',
    description: 'Time.',
    label: 'kind',
  }
  const gauge: Instrument = { name: 'shop.level', kind: 'gauge', unit, description: 'Level.' }
  const registers = [new Registry()]
  const [registry] = registers
  const theirs = {
    counter: new Counter({ name: 'shop_things_total', help, labelNames: ['kind'], registers }),
    histogram: new Histogram({
      name: 'shop_time_seconds',
      help: 'Time.',
      labelNames: ['kind'],
      buckets: [0.1, 1, 2.5],
      registers,
    }),
    gauge: new Gauge({ name: 'shop_level', help: 'Level.', registers }),
  }
  const counts = new Counts(counter)
  const distributions = new Distributions(histogram, [0.1, 1, 2.5])

  theirs.counter.inc({ kind: 'none' }, 0)
  for (const kind of ['plain', 'plain', 'quo"ted', 'back\\slash', 'new\nline', 'ünï}, ,{=']) {
    counts.addOne(kind)
    theirs.counter.inc({ kind })
  }
  for (const value of [0, 0.1, 0.25, 1, 1.0000001, 2.5, 3, 1e21, 1e-9]) {
    distributions.add('a', value)
    theirs.histogram.observe({ kind: 'a' }, value)
  }
  theirs.gauge.set(-0.5)
  const text = prometheusText([
    counts.read(),
    distributions.read(),
    { instrument: gauge, points: [{ label: null, value: -0.5 }] },
  ])
  expect(linesOf(text)).toEqual(linesOf((await registry?.metrics()) ?? ''))
  expect(parseMetrics(text).get('shop_things_total{kind="plain"}')).toBe(2)
})

test.for([
  [{ name: 'a.b_c', kind: 'counter', unit: '{x}' }, 'a_b_c_total'],
  [{ name: 'a.b', kind: 'histogram', unit: 's' }, 'a_b_seconds'],
  [{ name: 'a.b', kind: 'gauge', unit: '1' }, 'a_b'],
] as const)('names are those that OpenTelemetry’s translation makes: %o', ([instrument, name]) => {
  expect(prometheusName({ ...instrument, description: '' })).toBe(name)
})
