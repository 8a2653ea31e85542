/** NaN of nothing. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5)
}

/** The value that the share `q` of the numbers does not exceed, between two of them where it falls there; NaN of nothing. */
export function quantile(numbers: readonly number[], q: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * q
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}

export interface Spread {
  median: number
  least: number
  most: number
}

export function spreadOf(numbers: readonly number[]): Spread {
  return { median: median(numbers), least: Math.min(...numbers), most: Math.max(...numbers) }
}
