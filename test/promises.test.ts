import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { promises } from './promises.ts'

/**
 * The gate of `promises.ts`. Markers count in titles of tests that run only: a marker in a comment or on a
 * skipped test would prove nothing, and a scan that finds no files would prove everything.
 */
const root = join(import.meta.dirname, '..')
const folders = ['src', 'test', 'scripts', 'bench', 'console/src']

const marker = /\[promise: ([^\]]*)\]/g
const titled =
  /\b(?:it|test|describe)(?:\.(?:each|for|runIf|skipIf)(?:<[^(]*>)?\((?:[^()]|\([^()]*\))*\))?\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g

const files = folders
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  .filter((path) => /\.(test|contract)\.tsx?$/.test(path) && path !== join('test', 'promises.test.ts'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const titlesIn = (text: string) => Array.from(text.matchAll(titled), ([, , title = '']) => title)
const markersIn = (text: string) => Array.from(text.matchAll(marker), ([, id = '']) => id)

const proofs = files.flatMap(({ path, text }) =>
  titlesIn(text).flatMap((title) => markersIn(title).map((id) => ({ id, path }))),
)

describe('the promises', () => {
  it('are looked for in every test file', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(files.flatMap(({ text }) => titlesIn(text)).length).toBeGreaterThan(200)
  })

  it('have an id each, and a place that keeps them', () => {
    expect(new Set(promises.map(({ id }) => id)).size).toBe(promises.length)
    expect(promises.filter(({ where }) => !existsSync(join(root, where)))).toEqual([])
  })

  it('are each named by a test', () => {
    const proved = new Set(proofs.map(({ id }) => id))
    expect(promises.filter(({ id }) => !proved.has(id)).map(({ id }) => id)).toEqual([])
  })

  it('are all that tests name', () => {
    const known = new Set(promises.map(({ id }) => id))
    expect(proofs.filter(({ id }) => !known.has(id))).toEqual([])
  })

  it('are named in titles of tests that run, not in comments or skipped tests', () => {
    const astray = files.filter(
      ({ text }) => markersIn(text).length !== titlesIn(text).flatMap(markersIn).length,
    )
    expect(astray.map(({ path }) => path)).toEqual([])
  })
})
