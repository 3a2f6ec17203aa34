import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Which tests name which promise. Markers count in titles of tests that run only: a marker in a comment or on a
 * skipped test would prove nothing. Read by the gate of `promises.ts` and by the mutants.
 */
export const repository = join(import.meta.dirname, '..')

export interface TestFile {
  /** From the root of the repository. */
  readonly path: string
  readonly text: string
}

export interface PromiseProof {
  readonly id: string
  readonly path: string
}

const folders = ['src', 'test', 'scripts', 'bench', 'console/src']
const marker = /\[promise: ([^\]]*)\]/g
const titled =
  /\b(?:it|test|describe)(?:\.(?:each|for|runIf|skipIf)(?:<[^(]*>)?\((?:[^()]|\([^()]*\))*\))?\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g

/** Every test file but the gate itself. */
export const testFiles = (): readonly TestFile[] =>
  folders
    .filter((folder) => existsSync(join(repository, folder)))
    .flatMap((folder) =>
      readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
        join(folder, path),
      ),
    )
    .filter((path) => /\.(test|contract)\.tsx?$/.test(path) && path !== join('test', 'promises.test.ts'))
    .map((path) => ({ path, text: readFileSync(join(repository, path), 'utf8') }))

export const titlesIn = (text: string): readonly string[] =>
  Array.from(text.matchAll(titled), ([, , title = '']) => title)

export const markersIn = (text: string): readonly string[] =>
  Array.from(text.matchAll(marker), ([, id = '']) => id)

export const proofsIn = (files: readonly TestFile[]): readonly PromiseProof[] =>
  files.flatMap(({ path, text }) =>
    titlesIn(text).flatMap((title) => markersIn(title).map((id) => ({ id, path }))),
  )
