import type { Row } from '../runner/row.ts'
import type { ContenderName } from '../runner/workers.ts'

export type Theme = 'light' | 'dark'

interface Line {
  label: string
  color: Record<Theme, string>
  width: number
  dashed?: boolean
}

const grey = { light: '#57606a', dark: '#9da7b3' }

/** In the order in which they are drawn: the last is on top. */
const lines: Partial<Record<ContenderName, Line>> = {
  actors: { label: '@cloudflare/actors', color: { light: '#9a5b00', dark: '#e0a44c' }, width: 2 },
  partyserver: { label: 'partyserver', color: { light: '#1a7f5a', dark: '#4ac297' }, width: 2 },
  agents: { label: 'agents', color: { light: '#a3327d', dark: '#e58ac6' }, width: 2 },
  'raw-kv': { label: 'by hand, one value', color: grey, width: 2, dashed: true },
  'raw-sql': { label: 'by hand, SQL rows', color: grey, width: 2 },
  ours: { label: 'Cloudwerk', color: { light: '#0b5fd8', dark: '#6cb0ff' }, width: 4 },
}

const colors = {
  light: { page: '#ffffff', text: '#1f2328', faint: '#57606a', grid: '#e3e7eb' },
  dark: { page: '#0d1117', text: '#e6edf3', faint: '#9da7b3', grid: '#262d36' },
}

const [width, height] = [820, 430]
const plot = { left: 84, right: 630, top: 84, bottom: 364 }
const labelHeight = 20

interface Point {
  x: number
  y: number
}

interface Drawn {
  name: ContenderName
  line: Line
  points: Point[]
  /** The state became too big for it. */
  fails: boolean
}

/** Microseconds per append against the size of the state, on logarithmic axes, as an SVG. */
export function drawAppends(rows: Row[], theme: Theme): string {
  const { page, text, faint } = colors[theme]
  const scale = createScale(rows)
  const drawn = drawnLines(rows, scale)
  const crosses = drawn.some(({ fails }) => fails) ? '; × can store no larger one' : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${description(rows)}">
<style>text { font: 14px system-ui, sans-serif; fill: ${text} } .faint { fill: ${faint} } .title { font-size: 18px; font-weight: 600 }</style>
<rect width="${width}" height="${height}" rx="8" fill="${page}"/>
<text class="title" x="24" y="34">Time to append 200 bytes and have them on disk</text>
<text class="faint" x="24" y="58">by the size of the object's state; both axes are logarithmic${crosses}</text>
${drawAxes(rows, scale, theme)}
${drawn.map((it) => drawLine(it, theme)).join('\n')}
${drawLabels(drawn, theme)}
</svg>
`
}

interface Scale {
  x(index: number): number
  y(microseconds: number): number
  /** Powers of ten. */
  ticks: number[]
}

function createScale(rows: Row[]): Scale {
  const values = rows.flatMap(({ values }) =>
    Object.values(values).flatMap((value) => ('median' in value ? [value.median] : [])),
  )
  const [low, high] = [Math.min(...values), Math.max(...values)].map(Math.log10) as [number, number]
  const [bottom, top] = [Math.floor(low), Math.ceil(high)]
  return {
    x: (index) => plot.left + (index / (rows.length - 1)) * (plot.right - plot.left),
    y: (microseconds) =>
      plot.bottom -
      ((Math.log10(microseconds) - bottom) / (top - bottom)) * (plot.bottom - plot.top),
    ticks: Array.from({ length: top - bottom + 1 }, (_, index) => 10 ** (bottom + index)),
  }
}

function drawnLines(rows: Row[], scale: Scale): Drawn[] {
  return Object.entries(lines).flatMap(([key, line]) => {
    // The keys of `lines` are names of contenders.
    const name = key as ContenderName
    const points = rows.flatMap(({ values }, index) => {
      const value = values[name]
      return value && 'median' in value ? [{ x: scale.x(index), y: scale.y(value.median) }] : []
    })
    const fails = rows.some(({ values }) => values[name] && 'fails' in values[name])
    return points.length > 0 ? [{ name, line, points, fails }] : []
  })
}

function drawAxes(rows: Row[], scale: Scale, theme: Theme): string {
  const horizontal = scale.ticks.map((value) => {
    const y = scale.y(value)
    return `<path d="M${plot.left} ${y}H${plot.right}" stroke="${colors[theme].grid}"/>
<text class="faint" x="${plot.left - 12}" y="${y + 5}" text-anchor="end">${timeOf(value)}</text>`
  })
  const vertical = rows.map(
    ({ size }, index) =>
      `<text class="faint" x="${scale.x(index)}" y="${plot.bottom + 26}" text-anchor="middle">${size}</text>`,
  )
  return [...horizontal, ...vertical].join('\n')
}

function drawLine({ line, points, fails }: Drawn, theme: Theme): string {
  const color = line.color[theme]
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`)
  const dashes = line.dashed ? ' stroke-dasharray="6 5"' : ''
  const last = points.at(-1)
  const cross =
    fails && last
      ? `<path d="M${round(last.x - 6)} ${round(last.y - 6)}l12 12m0 -12l-12 12" stroke="${color}" stroke-width="2.5"/>`
      : ''
  return `<path d="${path.join('')}" fill="none" stroke="${color}" stroke-width="${line.width}" stroke-linejoin="round" stroke-linecap="round"${dashes}/>${cross}`
}

/** In a column on the right, moved apart where lines end close together. */
function drawLabels(drawn: Drawn[], theme: Theme): string {
  const ends = drawn
    .map((it) => ({ ...it, end: it.points.at(-1) ?? { x: 0, y: 0 } }))
    .toSorted((a, b) => a.end.y - b.end.y)
  let lowest = plot.top - labelHeight
  return ends
    .map(({ name, line, end }) => {
      lowest = Math.max(end.y, lowest + labelHeight)
      const color = line.color[theme]
      const weight = name === 'ours' ? ' font-weight="700"' : ''
      return `<path d="M${round(end.x + 8)} ${round(end.y)}L${plot.right + 14} ${round(lowest)}" stroke="${color}" stroke-width="1" stroke-dasharray="1 4"/>
<text x="${plot.right + 20}" y="${round(lowest + 5)}" style="fill: ${color}"${weight}>${line.label}</text>`
    })
    .join('\n')
}

function description(rows: Row[]): string {
  const told = rows.map(({ size, values: { ours } }) =>
    ours && 'median' in ours ? `${size}: ${Math.round(ours.median)} microseconds` : size,
  )
  return `Time of one append with Cloudwerk by the size of the state. ${told.join(', ')}.`
}

function timeOf(microseconds: number): string {
  if (microseconds < 1000) return `${microseconds} µs`
  return microseconds < 1_000_000 ? `${microseconds / 1000} ms` : `${microseconds / 1_000_000} s`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
