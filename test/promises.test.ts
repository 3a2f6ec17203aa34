import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mutants } from './mutants.ts'
import { markersIn, proofsIn, repository, testFiles, titlesIn } from './promise-proofs.ts'
import { promises } from './promises.ts'

/** The gate of `promises.ts`. A scan that finds no files would prove everything, so the scan is counted too. */
const files = testFiles()
const proofs = proofsIn(files)

describe('the promises', () => {
  it('are looked for in every test file', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(files.flatMap(({ text }) => titlesIn(text)).length).toBeGreaterThan(200)
  })

  it('have an id each, and a place that keeps them', () => {
    expect(new Set(promises.map(({ id }) => id)).size).toBe(promises.length)
    expect(promises.filter(({ where }) => !existsSync(join(repository, where)))).toEqual([])
  })

  it('are each named by a test', () => {
    const proved = new Set(proofs.map(({ id }) => id))
    expect(promises.filter(({ id }) => !proved.has(id)).map(({ id }) => id)).toEqual([])
  })

  it('are all that tests name', () => {
    const known = new Set(promises.map(({ id }) => id))
    expect(proofs.filter(({ id }) => !known.has(id))).toEqual([])
  })

  it('each have a sabotage of the file that keeps them, for `npm run test:mutants`', () => {
    const astray = promises.filter(
      ({ id, where }) => !mutants.some((mutant) => mutant.promise === id && mutant.file === where),
    )
    expect(astray.map(({ id }) => id)).toEqual([])
    expect(mutants.filter(({ promise }) => !promises.some(({ id }) => id === promise))).toEqual([])
  })

  it('have sabotages that fit the files of today', () => {
    const fits = ({ file, find, replace }: (typeof mutants)[number]) =>
      readFileSync(join(repository, file), 'utf8').split(find).length === 2 && find !== replace
    expect(
      mutants.filter((mutant) => !fits(mutant)).map(({ promise, what }) => `${promise}: ${what}`),
    ).toEqual([])
  })

  it('are named in titles of tests that run, not in comments or skipped tests', () => {
    const astray = files.filter(
      ({ text }) => markersIn(text).length !== titlesIn(text).flatMap(markersIn).length,
    )
    expect(astray.map(({ path }) => path)).toEqual([])
  })
})
