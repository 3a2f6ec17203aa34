import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { z } from 'zod'
import { type Mutant, mutants } from '../test/mutants.ts'
import { proofsIn, repository, testFiles } from '../test/promise-proofs.ts'

/**
 * `npm run test:mutants`: a small sabotage of each file that keeps a promise, and the tests that name the promise
 * must go red. Works on copies, one for each core, so that a run that is stopped leaves no sabotage behind. The trap closed here: a
 * sabotage that keeps a test file from loading turns it red without a single check, so a mutant counts as caught
 * only when a test ran and failed. Promises or files after `--` run theirs alone; `--write` renews docs/mutants.md.
 */
interface Report {
  readonly passed: readonly string[]
  readonly failed: readonly string[]
}
type Verdict = 'caught' | 'SURVIVED' | 'NOT RUN' | 'NOT GREEN BEFORE' | 'NOT APPLICABLE'

const words = process.argv.slice(2)
const wanted = words.filter((word) => !word.startsWith('--'))
const chosen =
  wanted.length === 0
    ? mutants
    : mutants.filter(({ promise, file }) => wanted.includes(promise) || wanted.includes(file))

const files = testFiles()
const proofs = proofsIn(files)
const scratch = mkdtempSync(join(tmpdir(), 'segue-mutants-'))
/** What was compiled of the copies goes with them. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(scratch, 'compiled') }

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

/**
 * Whole files run, since tests of a journey build on those before them; those that name a promise are counted. Under a
 * sabotage the first red ends the run.
 */
const runFiles = async (copy: string, paths: readonly string[], words: readonly string[]): Promise<Tests> => {
  const output = join(copy, 'mutants-report.json')
  rmSync(output, { force: true })
  const all = ['run', ...paths, '--reporter=json', `--outputFile=${output}`, ...words]
  const vitest = ['node_modules/vitest/vitest.mjs', ...all]
  await once(spawn(process.execPath, vitest, { cwd: copy, env, stdio: 'ignore' }), 'exit')
  return readReport(output)
}

const reportOn = (promise: string, tests: Tests): Report => {
  const named = tests.filter(({ fullName }) => fullName.includes(`[promise: ${promise}]`))
  const titled = (status: string) =>
    named
      .filter((test) => test.status === status)
      .map(({ title }) => title.replace(`[promise: ${promise}]`, '').trim())
  return { passed: titled('passed'), failed: titled('failed') }
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(z.object({ fullName: z.string(), title: z.string(), status: z.string() })),
    }),
  ),
})
type Tests = z.infer<typeof reportSchema>['testResults'][number]['assertionResults']

const readReport = (path: string): Tests => {
  if (!existsSync(path)) return []
  const { testResults } = reportSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  return testResults.flatMap(({ assertionResults }) => assertionResults)
}

/** The pages are served as they were built. */
const buildOf = async (copy: string, file: string): Promise<void> => {
  if (!file.startsWith('console/')) return
  await once(spawn(process.execPath, ['scripts/build.ts'], { cwd: copy, stdio: 'ignore' }), 'exit')
}

const judge = async (
  copy: string,
  { promise, file, find, replace }: Mutant,
  unharmed: Tests,
): Promise<{ verdict: Verdict; report?: Report }> => {
  const path = join(copy, file)
  const sound = readFileSync(path, 'utf8')
  if (sound.split(find).length !== 2 || find === replace) return { verdict: 'NOT APPLICABLE' }
  const before = reportOn(promise, unharmed)
  if (before.passed.length === 0 || before.failed.length > 0)
    return { verdict: 'NOT GREEN BEFORE', report: before }
  writeFileSync(
    path,
    sound.replace(find, () => replace),
  )
  try {
    await buildOf(copy, file)
    const paths = filesProving(promise)
    const first = reportOn(promise, await runFiles(copy, paths, ['--bail=1']))
    // A red of another promise may have ended the run before ours.
    const report = first.failed.length > 0 ? first : reportOn(promise, await runFiles(copy, paths, []))
    if (report.failed.length > 0) return { verdict: 'caught', report }
    return { verdict: report.passed.length > 0 ? 'SURVIVED' : 'NOT RUN', report }
  } finally {
    writeFileSync(path, sound)
    await buildOf(copy, file)
  }
}

const table = (rows: readonly Row[]): string =>
  [
    '| promise | sabotage | file | first test gone red | verdict |',
    '|---|---|---|---|---|',
    ...rows.map(
      ([{ promise, what, file }, verdict, report]) =>
        `| ${promise} | ${what} | \`${file}\` | ${report?.failed[0] ?? '–'} | ${verdict} |`,
    ),
  ].join('\n')

const page = (rows: readonly Row[]): string => `# Mutants

Made by \`npm run test:mutants -- --write\`: each file that keeps a promise is sabotaged a little, and the tests that
name the promise must go red. ${rows.filter(([, verdict]) => verdict === 'caught').length} of ${rows.length} were caught.

${table(rows)}
`

const copyTree = (copy: string): void => {
  const left = new Set(['node_modules', '.git', '.segue', 'coverage'])
  cpSync(repository, copy, {
    recursive: true,
    filter: (path) => !left.has(relative(repository, path).split('/')[0] ?? ''),
  })
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'))
}

type Row = readonly [Mutant, Verdict, Report | undefined]

/** Every copy takes the next mutant when it is done with one; the rows stand in the order of the mutants. */
const judgeAll = async (copies: readonly string[], unharmed: Tests): Promise<readonly Row[]> => {
  const rows: Row[] = []
  const start = performance.now()
  let next = 0
  let done = 0
  const work = async (copy: string): Promise<void> => {
    for (let place = next++; place < chosen.length; place = next++) {
      const mutant = chosen[place]
      if (mutant === undefined) return
      const { verdict, report } = await judge(copy, mutant, unharmed)
      rows[place] = [mutant, verdict, report]
      done++
      const left = Math.round((((performance.now() - start) / done) * (chosen.length - done)) / 1000)
      process.stdout.write(
        `${verdict === 'caught' ? '✓' : '✗'} ${mutant.promise}: ${mutant.what}: ${verdict} (${done} of ${chosen.length}, about ${left} s left)\n`,
      )
    }
  }
  await Promise.all(copies.map(work))
  return rows
}

const main = async (): Promise<void> => {
  if (chosen.length === 0)
    throw new Error(
      `No mutant is for ${wanted.join(', ')}: the promises, and the files that keep them, are in test/promises.ts.`,
    )
  const copies = Array.from({ length: Math.min(availableParallelism(), chosen.length) }, (_, place) =>
    join(scratch, `${place}`),
  )
  for (const copy of copies) copyTree(copy)
  process.stdout.write('Their tests without any sabotage, once: this takes some minutes\n')
  const proving = [...new Set(chosen.flatMap(({ promise }) => filesProving(promise)))]
  const unharmed = await runFiles(copies[0] ?? scratch, proving, [])
  const rows = await judgeAll(copies, unharmed)
  const failed = rows.filter(([, verdict]) => verdict !== 'caught').length
  if (words.includes('--write') && wanted.length === 0) {
    writeFileSync(join(repository, 'docs/mutants.md'), page(rows))
    spawnSync('biome', ['format', '--write', 'docs/mutants.md'], { cwd: repository })
  }
  process.stdout.write(`\nmutants: ${rows.length - failed} caught, ${failed} not\n`)
  process.exitCode = failed === 0 ? 0 : 1
}

try {
  await main()
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
