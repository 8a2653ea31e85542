// It is there for what it does, before uPlot is loaded.
// oxlint-disable-next-line import/no-unassigned-import
import './language.ts'
import uPlot from 'uplot'

/** Draws lines over time on a canvas, in the colours that the page's style sheet has at that moment. */

export interface ChartLine {
  label: string
  /** One for each time; null where there is nothing to tell. */
  values: readonly (number | null)[]
  /** The custom property that holds its colour. */
  colour: `--${string}`
  /** Lengths of strokes and gaps, so that colour is not all that tells lines apart. */
  dash?: readonly number[]
  isFilled?: boolean
}

export interface PlotOptions {
  lines: readonly ChartLine[]
  /** What the scale ends at; without it, a little above the highest value. */
  top?: number
  valueText: (value: number) => string
  tickText: (epochSeconds: number) => string
  /** Told of the step under the pointer, or null. */
  onPoint: (index: number | null) => void
}

const height = 180
const font = '12px system-ui, sans-serif'

/** @param sync Plots of one name show the pointer at the same time. */
export function plot(place: HTMLElement, sync: string, options: PlotOptions): uPlot {
  // A custom property may itself be `var(…)` or `light-dark(…)`, which no canvas understands: an element does.
  const sample = place.appendChild(document.createElement('i'))
  const colour = (name: string) => {
    sample.style.color = `var(${name})`
    return getComputedStyle(sample).color
  }
  const axis = { font, stroke: () => colour('--chart-text'), ticks: { show: false } }
  const grid = { stroke: () => colour('--chart-grid'), width: 1 }
  return new uPlot(
    {
      width: Math.max(place.clientWidth, 200),
      height,
      legend: { show: false },
      padding: [8, 28, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: sync, scales: ['x', null] } },
      scales: {
        x: { time: true },
        y: {
          range: (_plot, _low, high) => [0, options.top ?? uPlot.rangeNum(0, high || 1, 0.1, true)[1] ?? 1],
        },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 64,
          size: 26,
          values: (_plot, ticks) => ticks.map(options.tickText),
        },
        {
          ...axis,
          grid,
          space: 30,
          size: (self, texts) => widest(self, texts) + 14,
          values: (_plot, ticks) => ticks.map(options.valueText),
        },
      ],
      series: [
        {},
        ...options.lines.map((line): uPlot.Series => {
          const stroke = () => colour(line.colour)
          return {
            label: line.label,
            stroke,
            width: 2,
            ...(line.dash && { dash: [...line.dash] }),
            ...(line.isFilled && { fill: () => `color-mix(in srgb, ${stroke()} 15%, transparent)` }),
            points: { size: 6, fill: stroke, filter: (self, index) => alone(self.data[index] ?? []) },
          }
        }),
      ],
      hooks: { setCursor: [(self) => options.onPoint(self.cursor.idx ?? null)] },
    },
    undefined,
    place,
  )
}

/** Values without neighbours, which no line would show. */
function alone(values: ArrayLike<number | null | undefined>): number[] {
  return Array.from(values).flatMap((value, index) =>
    (value ?? null) !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null
      ? [index]
      : [],
  )
}

function widest({ ctx }: uPlot, texts: readonly string[] | null): number {
  ctx.save()
  ctx.font = font
  const width = Math.max(0, ...(texts ?? []).map((text) => ctx.measureText(text).width))
  ctx.restore()
  return width
}

/** Draws again when the colours change: the system's, or those chosen on the page. */
export function onThemeChange(redraw: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', redraw)
  const chosen = new MutationObserver(redraw)
  chosen.observe(document.documentElement, { attributes: true })
  return () => {
    system.removeEventListener('change', redraw)
    chosen.disconnect()
  }
}

export function keepFitting(place: HTMLElement, chart: uPlot): () => void {
  const observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0)
    if (width > 0 && width !== chart.width) chart.setSize({ width, height })
  })
  observer.observe(place)
  return () => observer.disconnect()
}
