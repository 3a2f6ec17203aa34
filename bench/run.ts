import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { claims } from './claims.ts'
import { loadAverage, revisionHere, thisMachine } from './machine.ts'
import { meetsBar } from './measure.ts'
import { pictureOf } from './picture.ts'
import { asPage, asTable, inDigits, pictureFile } from './report.ts'
import type { Result } from './results.ts'
import type { Message } from './run-claim.ts'

/**
 * `npm run bench`: measures the claims named, or all, one after the other. Ends with 1 when a bar is missed or a
 * claim could not be measured, with 2 when asked for what there is not.
 */
const pageFile = join(import.meta.dirname, '..', 'docs', 'performance.md')
const names = Object.keys(claims)

const usage = `npm run bench -- [claims] [--list] [--quick] [--json] [--write] [--profile FOLDER]\nClaims: ${names.join(', ')}\n`

const readArguments = () => {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        list: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        profile: { type: 'string' },
      },
    })
    const unknown = positionals.find((name) => !names.includes(name))
    if (unknown !== undefined) throw new Error(`There is no claim "${unknown}".`)
    if (values.write && (values.quick || values.profile !== undefined))
      throw new Error('A quick or profiled run is not for the page: leave out --write.')
    return { ...values, names: positionals.length === 0 ? names : positionals }
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : thrown}\n${usage}`)
    process.exit(2)
  }
}

const asked = readArguments()
const scratch = mkdtempSync(join(tmpdir(), 'segue-bench-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }))
let current: ChildProcess | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The claim goes first, and its servers with it; then nobody writes into the folder that is deleted.
    current?.once('exit', () => process.exit(130)).kill() ?? process.exit(130)
  })
}

const say = (text: string) => void process.stderr.write(text)

const measure = async (name: string): Promise<Result | undefined> => {
  const claim = await claims[name]?.()
  if (claim === undefined) return undefined
  const startedMs = performance.now()
  const seconds = () => (performance.now() - startedMs) / 1_000
  const started = {
    startedAt: new Date().toISOString(),
    revision: revisionHere(),
    loadAverage: loadAverage(),
  }
  say(`▸ ${name}: ${claim.describe}\n`)
  const child = fork(join(import.meta.dirname, 'run-claim.ts'))
  current = child
  const pace = asked.quick ? 'quick' : 'full'
  child.send({ name, pace, scratch, profileFolder: asked.profile && resolve(asked.profile) })
  let result: Result | undefined
  child.on('message', (message: Message) => {
    if (message.kind === 'said') return say(`  ${seconds().toFixed(0).padStart(4)} s  ${message.words}\n`)
    if (message.kind === 'failed') say(`  ✗ ${message.why}\n`)
    else {
      const { describe, meaning } = claim
      const { figures } = message
      const machine = thisMachine()
      result = { claim: name, describe, meaning, pace, ...started, tookSeconds: seconds(), machine, figures }
    }
    child.kill()
  })
  await once(child, 'exit')
  current = undefined
  const missed = result?.figures.filter((figure) => !meetsBar(figure)).length ?? 0
  const outcome = result === undefined ? 'not measured' : missed === 0 ? 'done' : `${missed} bars missed`
  say(`  ${missed === 0 && result ? '✓' : '✗'} ${outcome} (${inDigits(Math.round(seconds()))} s)\n`)
  return result
}

const writePictures = (claim: string, figures: Result['figures']): void => {
  for (const figure of figures) {
    if (figure.pictureMinutes === undefined) continue
    const file = join(dirname(pageFile), 'images', pictureFile(claim, figure))
    writeFileSync(file, pictureOf(figure, figure.pictureMinutes))
  }
}

if (asked.list) {
  for (const name of names) process.stdout.write(`${name.padEnd(20)}${(await claims[name]?.())?.describe}\n`)
} else {
  const results: Result[] = []
  for (const name of asked.names) results.push(...[(await measure(name)) ?? []].flat())
  if (asked.write) {
    writeFileSync(pageFile, asPage(names, results, readFileSync(pageFile, 'utf8')))
    for (const { claim, figures } of results) writePictures(claim, figures)
  }
  process.stdout.write(
    asked.json ? `${JSON.stringify({ results }, undefined, 2)}\n` : `\n${asTable(results)}\n`,
  )
  const met = results.every(({ figures }) => figures.every(meetsBar))
  process.exitCode = met && results.length === asked.names.length ? 0 : 1
}
