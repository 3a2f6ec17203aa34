import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * `npm test`: build, format and lint, types, then every test that isn't heavy. Each check counts as a test, so
 * that the closing line tells of all of them: `tests: N passed, N failed`. Nothing stops at the first failure.
 */
const scratch = mkdtempSync(join(tmpdir(), 'segue-tests-'))
const report = join(scratch, 'report.json')
let passed = 0
let failed = 0
let skipped = 0

const check = (title: string, command: string, args: readonly string[]): boolean => {
  const start = performance.now()
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  const ok = status === 0
  process.stdout.write(`${ok ? '✓' : '✗'} ${title} (${((performance.now() - start) / 1000).toFixed(1)} s)\n`)
  return ok
}
const count = (ok: boolean) => {
  if (ok) passed++
  else failed++
}

const built = check('build', process.execPath, ['scripts/build.ts'])
count(built)
count(check('format and lint', 'node_modules/.bin/biome', ['ci', '--error-on-warnings', '.']))
count(check('types', 'node_modules/.bin/tsc', ['--noEmit']))
count(check('nothing unused', 'node_modules/.bin/knip', ['--no-config-hints']))
if (built) {
  const projects = ['unit', 'laws', 'journeys'].flatMap((project) => ['--project', project])
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...projects,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  const ok = check('vitest', process.execPath, [...vitest, ...process.argv.slice(2)])
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = readReport()
  passed += numPassedTests
  failed += numFailedTests
  skipped += numPendingTests
  // A file that fails to load has no failed test of its own.
  if (!ok && numFailedTests === 0) failed++
}

function readReport(): { numPassedTests?: number; numFailedTests?: number; numPendingTests?: number } {
  try {
    return JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    return {}
  }
}

rmSync(scratch, { recursive: true, force: true })
process.stdout.write(
  `\ntests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
)
process.exitCode = failed === 0 ? 0 : 1
