import { counted } from '#domain'
import type { Comparison, Report } from '#models'
import type { Outside } from './platform.ts'

/** A report for people: what was judged, each metric with its interval, and what it took. */
export const printReport = (report: Report, { out }: Outside): void => {
  const { model, counts, metrics, whole, cost } = report
  out(
    `${report.evaluation}: ${model.name}, ${counted(counts.listeners ?? counts.sessions ?? 0, 'unit')} judged`,
  )
  for (const [name, { mean, low, high }] of Object.entries(metrics))
    out(`  ${name.padEnd(14)} ${mean.toFixed(4)}  [${low.toFixed(4)}, ${high.toFixed(4)}]`)
  for (const [name, value] of Object.entries(whole)) out(`  ${name.padEnd(14)} ${value.toFixed(4)}`)
  for (const [name, value] of Object.entries(counts)) if (value > 0) out(`  ${name}: ${value}`)
  const facts = JSON.stringify(model.facts)
  if (facts !== '{}') out(`  ${facts}`)
  out(
    `  ${cost.wallS.toFixed(1)} s, ${cost.cpuS.toFixed(1)} s of processor, ${cost.peakMemoryMiB} MiB at most`,
  )
}

export const printComparison = ({ ours, theirs, pairs, metrics }: Comparison, { out }: Outside): void => {
  out(`${ours} against ${theirs}, ${counted(pairs, 'pair')}`)
  for (const [name, { ours: a, theirs: b, difference, verdict }] of Object.entries(metrics)) {
    const { mean, low, high } = difference
    const signed = (value: number) => `${value < 0 ? '' : '+'}${value.toFixed(4)}`
    out(
      `  ${name.padEnd(14)} ${a.toFixed(4)} − ${b.toFixed(4)} = ${signed(mean)}  [${signed(low)}, ${signed(high)}]  ${verdict}`,
    )
  }
}
