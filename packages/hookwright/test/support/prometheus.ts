/** What a scrape holds: the value of each sample by its name and labels as they stand, `up{job="a"}`. */
export type Samples = ReadonlyMap<string, number>

const sampleLine = /^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\]|\\[\\"n])*",?)*\})? (\S+)$/

/** Reads the text format of Prometheus 0.0.4, and throws where it is not that. */
export function parseMetrics(text: string): Samples {
  if (!text.endsWith('\n')) throw new Error('It does not end with a newline.')
  const samples = new Map<string, number>()
  const types = new Map<string, string>()
  for (const line of text.slice(0, -1).split('\n')) {
    const [, typed, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? []
    if (typed !== undefined && type !== undefined) {
      if (types.has(typed)) throw new Error(`${typed} is there twice.`)
      types.set(typed, type)
      continue
    }
    if (/^# HELP \S+ \S/.test(line)) continue
    const [, name = '', labels = '', value = ''] = sampleLine.exec(line) ?? []
    const family = types.get(name) ?? types.get(name.replace(/_(bucket|sum|count)$/, ''))
    if (family === undefined) throw new Error(`It is no sample of a typed family: ${line}`)
    if (samples.has(name + labels)) throw new Error(`${name}${labels} is there twice.`)
    samples.set(name + labels, Number(value))
  }
  return samples
}
