import { readFile } from 'node:fs/promises'
import { compareReports, parseReport } from '#models'
import type { Outside } from './platform.ts'
import { printComparison } from './print-report.ts'

/** `segue evaluate compare A B`: two reports over the same held-out table, pair by pair. */
export const runCompare = async (
  paths: { readonly ours: string; readonly theirs: string },
  { seed, json }: { readonly seed: string; readonly json?: boolean | undefined },
  outside: Outside,
): Promise<void> => {
  const ours = parseReport(paths.ours, await readFile(paths.ours, 'utf8'))
  const theirs = parseReport(paths.theirs, await readFile(paths.theirs, 'utf8'))
  const comparison = compareReports(ours, theirs, seed)
  if (json) outside.out(JSON.stringify(comparison))
  else printComparison(comparison, outside)
}
