import type { Instrument } from './instruments.ts'
import type { Distribution, Reading } from './points.ts'

/** Of what `prometheusText` writes. */
export const contentType = 'text/plain; version=0.0.4; charset=utf-8'

/** Readings in the text format of Prometheus, version 0.0.4. */
export function prometheusText(readings: readonly Reading[]): string {
  const lines: string[] = []
  for (const reading of readings) {
    const { instrument } = reading
    const name = prometheusName(instrument)
    lines.push(`# HELP ${name} ${escapeHelp(instrument.description)}`, `# TYPE ${name} ${instrument.kind}`)
    if ('points' in reading) {
      for (const { label, value } of reading.points)
        lines.push(`${name}${labels(instrument, label)} ${value}`)
    } else {
      for (const { label, value } of reading.distributions)
        lines.push(...distributionLines(name, instrument, label, value))
    }
  }
  return `${lines.join('\n')}\n`
}

/** The name that OpenTelemetry's own translation gives it too: `hookwright_attempt_duration_seconds`. */
export function prometheusName({ name, kind, unit }: Instrument): string {
  const base = name.replaceAll('.', '_') + (unit === 's' ? '_seconds' : '')
  return kind === 'counter' ? `${base}_total` : base
}

function distributionLines(
  name: string,
  instrument: Instrument,
  label: string | null,
  { bounds, counts, sum }: Distribution,
): string[] {
  let upTo = 0
  const buckets = counts.map((count, index) => {
    upTo += count
    const bound = index < bounds.length ? String(bounds[index]) : '+Inf'
    return `${name}_bucket${labels(instrument, label, `le="${bound}"`)} ${upTo}`
  })
  return [
    ...buckets,
    `${name}_sum${labels(instrument, label)} ${sum}`,
    `${name}_count${labels(instrument, label)} ${upTo}`,
  ]
}

function labels({ label: key }: Instrument, value: string | null, ...more: string[]): string {
  const all = key === undefined || value === null ? more : [...more, `${key}="${escapeLabel(value)}"`]
  return all.length === 0 ? '' : `{${all.join(',')}}`
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"')
}
