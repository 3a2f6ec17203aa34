import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { z } from 'zod'
import { type Mutant, mutants } from '../test/mutants.ts'
import { proofsIn, repository, testFiles } from '../test/promise-proofs.ts'

/**
 * `npm run test:mutants`: a small sabotage of each file that keeps a promise, and the tests that name the promise
 * must go red. Works on a copy, so that a run that is stopped leaves no sabotage behind. The trap closed here: a
 * sabotage that keeps a test file from loading turns it red without a single check, so a mutant counts as caught
 * only when a test ran and failed. Words of promises after `--` run those alone; `--write` renews docs/mutants.md.
 */
interface Report {
  readonly passed: number
  readonly failed: number
}
type Verdict = 'caught' | 'SURVIVED' | 'NOT RUN' | 'NOT GREEN BEFORE' | 'NOT APPLICABLE'

const words = process.argv.slice(2)
const wanted = words.filter((word) => !word.startsWith('--'))
const chosen = wanted.length === 0 ? mutants : mutants.filter(({ promise }) => wanted.includes(promise))

const files = testFiles()
const proofs = proofsIn(files)
const copy = mkdtempSync(join(tmpdir(), 'segue-mutants-'))

/** Contracts run inside the tests that import them; heavy faults have their own command. */
const filesProving = (promise: string): readonly string[] => {
  const named = proofs
    .filter(({ id, path }) => id === promise && !path.startsWith('test/faults'))
    .map(({ path }) => path)
  const through = named
    .filter((path) => path.includes('.contract.'))
    .flatMap((path) =>
      files
        .filter(({ text }) => text.includes(`/${basename(path)}'`) && /Contract\(/.test(text))
        .map((file) => file.path),
    )
  return [...new Set([...named.filter((path) => !path.includes('.contract.')), ...through])]
}

/** Whole files run, since tests of a journey build on those before them; those that name the promise are counted. */
const runTests = (promise: string): Report => {
  const output = join(copy, 'mutants-report.json')
  rmSync(output, { force: true })
  const words = ['run', ...filesProving(promise), '--reporter=json', `--outputFile=${output}`]
  spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', ...words], { cwd: copy, stdio: 'ignore' })
  const tests = readReport(output).filter(({ fullName }) => fullName.includes(`[promise: ${promise}]`))
  const count = (status: string) => tests.filter((test) => test.status === status).length
  return { passed: count('passed'), failed: count('failed') }
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
})

const readReport = (path: string) => {
  if (!existsSync(path)) return []
  const { testResults } = reportSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  return testResults.flatMap(({ assertionResults }) => assertionResults)
}

const before = new Map<string, Report>()
const greenBefore = (promise: string): boolean => {
  const report = before.get(promise) ?? runTests(promise)
  before.set(promise, report)
  return report.passed > 0 && report.failed === 0
}

const judge = ({ promise, file, find, replace }: Mutant): { verdict: Verdict; report?: Report } => {
  const path = join(copy, file)
  const sound = readFileSync(path, 'utf8')
  if (sound.split(find).length !== 2 || find === replace) return { verdict: 'NOT APPLICABLE' }
  if (!greenBefore(promise)) return { verdict: 'NOT GREEN BEFORE' }
  writeFileSync(
    path,
    sound.replace(find, () => replace),
  )
  try {
    const report = runTests(promise)
    if (report.failed > 0) return { verdict: 'caught', report }
    return { verdict: report.passed > 0 ? 'SURVIVED' : 'NOT RUN', report }
  } finally {
    writeFileSync(path, sound)
  }
}

const table = (rows: readonly (readonly [Mutant, Verdict, Report | undefined])[]): string =>
  [
    '| promise | sabotage | file | tests gone red | verdict |',
    '|---|---|---|---|---|',
    ...rows.map(
      ([{ promise, what, file }, verdict, report]) =>
        `| ${promise} | ${what} | \`${file}\` | ${report ? `${report.failed} of ${report.failed + report.passed}` : '–'} | ${verdict} |`,
    ),
  ].join('\n')

const page = (rows: Parameters<typeof table>[0]): string => `# Mutants

Made by \`npm run test:mutants -- --write\`: each file that keeps a promise is sabotaged a little, and the tests that
name the promise must go red. ${rows.filter(([, verdict]) => verdict === 'caught').length} of ${rows.length} were caught.

${table(rows)}
`

const copyTree = (): void => {
  const left = new Set(['node_modules', '.git', '.segue', 'coverage'])
  cpSync(repository, copy, {
    recursive: true,
    filter: (path) => !left.has(relative(repository, path).split('/')[0] ?? ''),
  })
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'))
}

const main = (): void => {
  if (chosen.length === 0)
    throw new Error(`No mutant is for ${wanted.join(', ')}: the promises are in test/promises.ts.`)
  copyTree()
  const start = performance.now()
  const rows = chosen.map((mutant, place) => {
    const { verdict, report } = judge(mutant)
    const perMutant = (performance.now() - start) / (place + 1)
    const left = Math.round((perMutant * (chosen.length - place - 1)) / 1000)
    process.stdout.write(
      `${verdict === 'caught' ? '✓' : '✗'} ${mutant.promise}: ${mutant.what}: ${verdict} (${place + 1} of ${chosen.length}, about ${left} s left)\n`,
    )
    return [mutant, verdict, report] as const
  })
  const failed = rows.filter(([, verdict]) => verdict !== 'caught').length
  if (words.includes('--write') && wanted.length === 0)
    writeFileSync(join(repository, 'docs/mutants.md'), page(rows))
  process.stdout.write(`\nmutants: ${rows.length - failed} caught, ${failed} not\n`)
  process.exitCode = failed === 0 ? 0 : 1
}

try {
  main()
} finally {
  rmSync(copy, { recursive: true, force: true })
}
