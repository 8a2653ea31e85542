import 'uplot/dist/uPlot.min.css'
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import type uPlot from 'uplot'

import { keepFitting, onThemeChange, plot, type ChartLine, type PlotOptions } from './plot.ts'

interface ChartProps extends Omit<PlotOptions, 'onPoint' | 'tickText'> {
  title: string
  /** What the lines show, for those who do not see them. */
  summary: string
  /** When each step begins, in seconds. */
  times: readonly number[]
  tickText: (epochSeconds: number) => string
  timeText: (epochSeconds: number) => string
}

/** Lines over time: as a picture, in words, and as a table of the same numbers. */
export function Chart({ title, summary, times, lines, valueText, timeText, ...rest }: ChartProps) {
  const heading = useId()
  const [pointed, setPointed] = useState<number | null>(null)
  const at = pointed === null ? undefined : times[pointed]
  return (
    <figure className="chart" aria-labelledby={heading}>
      <figcaption>
        <h2 id={heading}>{title}</h2>
        <p>{summary}</p>
      </figcaption>
      <div className="chart-key" aria-hidden="true">
        {lines.map((line) => (
          <span key={line.label}>
            <Stroke line={line} /> {line.label}
            {pointed !== null && <strong> {textOf(line.values[pointed], valueText)}</strong>}
          </span>
        ))}
        <span className="chart-pointed">{at === undefined ? '' : timeText(at)}</span>
      </div>
      <Picture
        label={`${title}. ${summary}`}
        times={times}
        lines={lines}
        valueText={valueText}
        onPoint={setPointed}
        {...rest}
      />
      <Numbers title={title} times={times} lines={lines} valueText={valueText} timeText={timeText} />
    </figure>
  )
}

interface PictureProps extends PlotOptions {
  label: string
  times: readonly number[]
}

function Picture({ label, times, ...options }: PictureProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(null)
  const data = (): uPlot.AlignedData => [[...times], ...options.lines.map(({ values }) => [...values])]
  const tickText = useEffectEvent((epochSeconds: number) => options.tickText(epochSeconds))
  const start = useEffectEvent((element: HTMLElement) => {
    const made = plot(element, 'overview', { ...options, tickText })
    made.setData(data())
    return made
  })
  const refresh = useEffectEvent(() => chart.current?.setData(data()))

  useEffect(() => {
    const element = place.current
    if (!element) return undefined
    const made = start(element)
    chart.current = made
    const stops = [onThemeChange(() => made.redraw()), keepFitting(element, made), () => made.destroy()]
    return () => {
      for (const stop of stops) stop()
      chart.current = null
    }
  }, [])
  useEffect(() => refresh(), [times, options.lines])

  return <div ref={place} className="chart-picture" role="img" aria-label={label} />
}

function Stroke({ line: { colour, dash } }: { line: ChartLine }) {
  return (
    <svg width="24" height="8" aria-hidden="true">
      <line
        x1="0"
        x2="24"
        y1="4"
        y2="4"
        strokeWidth="3"
        stroke={`var(${colour})`}
        strokeDasharray={dash?.join(' ')}
      />
    </svg>
  )
}

type NumbersProps = Pick<ChartProps, 'title' | 'times' | 'lines' | 'valueText' | 'timeText'>

/** The latest first, since those are asked for most. */
function Numbers({ title, times, lines, valueText, timeText }: NumbersProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="chart-numbers" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Show as a table</summary>
      {isOpen && (
        // A table that scrolls must be reached by the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div role="region" aria-label={`${title}, as a table`} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                {lines.map(({ label }) => (
                  <th key={label} scope="col" className="number">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times
                .map((time, index) => (
                  <tr key={time}>
                    <th scope="row">{timeText(time)}</th>
                    {lines.map(({ label, values }) => (
                      <td key={label} className="number">
                        {textOf(values[index], valueText)}
                      </td>
                    ))}
                  </tr>
                ))
                .toReversed()}
            </tbody>
          </table>
        </div>
      )}
    </details>
  )
}

function textOf(value: number | null | undefined, valueText: (value: number) => string): string {
  return value === null || value === undefined ? '–' : valueText(value)
}
