import type { Figure } from './claim.ts'
import { inDigits } from './report.ts'

/**
 * A figure over its run as a picture: one line, its bar dashed, the axis from zero so that a small rise looks small. SVG
 * that is readable on light and on dark pages, and the same bytes for the same figures.
 */
export const pictureOf = ({ name, unit, bar, course = [] }: Figure, minutes: number): string => {
  const most = Math.max(...course, bar?.atMost ?? 0) * 1.1
  const x = (place: number) => left + (place / Math.max(1, course.length - 1)) * (width - left - right)
  const y = (value: number) => height - bottom - (value / most) * (height - top - bottom)
  const at = (value: number) => value.toFixed(1)
  const line = course.map((value, place) => `${at(x(place))},${at(y(value))}`).join(' ')
  const marks = [0, most / 2, most].map(
    (value) =>
      `<line class="grid" x1="${left}" x2="${width - right}" y1="${at(y(value))}" y2="${at(y(value))}"/><text x="${left - 8}" y="${at(y(value) + 4)}" text-anchor="end">${inDigits(Math.round(value))}</text>`,
  )
  const limit =
    bar?.atMost === undefined
      ? ''
      : `<line class="bar" x1="${left}" x2="${width - right}" y1="${at(y(bar.atMost))}" y2="${at(y(bar.atMost))}"/><text x="${width - right}" y="${at(y(bar.atMost) - 6)}" text-anchor="end">at most ${inDigits(bar.atMost)} ${unit}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`${name}, ${unit}, over ${inDigits(minutes)} minutes`)}">
<style>
text { font: 12px system-ui, sans-serif; fill: #57534e }
.title { font-size: 14px; font-weight: 600; fill: #1c1917 }
.line { fill: none; stroke: #c2410c; stroke-width: 2; stroke-linejoin: round }
.grid { stroke: #d6d3d1 }
.bar { stroke: #0f766e; stroke-dasharray: 4 4 }
@media (prefers-color-scheme: dark) { text { fill: #a8a29e } .title { fill: #fafaf9 } .grid { stroke: #44403c } .line { stroke: #fb923c } .bar { stroke: #2dd4bf } }
</style>
<text class="title" x="${left}" y="20">${escaped(`${name}, ${unit}`)}</text>
${marks.join('\n')}
${limit}
<polyline class="line" points="${line}"/>
<text x="${left}" y="${height - 8}">0</text><text x="${width - right}" y="${height - 8}" text-anchor="end">${inDigits(minutes)} min</text>
</svg>
`
}

const [width, height] = [720, 280]
const [left, right, top, bottom] = [56, 16, 36, 28]

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
