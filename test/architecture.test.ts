import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

/**
 * The house rules that a machine can check: who may import whom, how files are named, how long they get. The
 * imports are read from the text itself: the TypeScript in use offers no compiler API, and tools that need one
 * check nothing and report success. Hence every test here also fails when it scanned too little.
 */
const ranks: Readonly<Record<string, number>> = {
  domain: 0,
  kernels: 0,
  log: 1,
  catalog: 1,
  pipeline: 1,
  features: 2,
  models: 3,
  world: 3,
  surfaces: 4,
  operations: 5,
  edges: 6,
}
/** What adapters implement, and what those ports are written in. */
const ports = new Set(['domain', 'log', 'catalog', 'features', 'models'])
const banned = /(^|-)(manager|helper|util|utils|common|misc|v2)(-|\.|$)/

const root = join(import.meta.dirname, '..')
const sources = join(root, 'src')

interface SourceFile {
  readonly path: string
  readonly folder: string
  readonly text: string
  readonly isTest: boolean
}

const isTestPath = (path: string) => /\.(test|contract|sample)\.tsx?$/.test(path)

const files: readonly SourceFile[] = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.includes('assembly'))
  .map((path) => ({
    path,
    folder: path.includes('/') ? (path.split('/')[0] ?? '') : '',
    text: readFileSync(join(sources, path), 'utf8'),
    isTest: isTestPath(path),
  }))

const importsOf = ({ text }: SourceFile): string[] =>
  Array.from(text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g), ([, name]) => name ?? '')

const inProduct = files.filter(({ isTest }) => !isTest)

describe('the house', () => {
  it('is scanned: there are files, imports and every ranked folder', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(files.flatMap(importsOf).length).toBeGreaterThan(400)
    const folders = new Set(files.map(({ folder }) => folder).filter((folder) => folder !== ''))
    expect([...folders].sort()).toEqual([...Object.keys(ranks), 'adapters'].sort())
  })

  it('lets a folder import only folders of a lower rank', () => {
    const wrong = inProduct.flatMap((file) =>
      importsOf(file).flatMap((name) => {
        const [, to = ''] = /^#([^/]+)/.exec(name) ?? []
        const mine = ranks[file.folder]
        if (to === '' || mine === undefined || to === file.folder) return []
        const theirs = ranks[to]
        return theirs !== undefined && theirs < mine ? [] : [`${file.path} imports ${name}`]
      }),
    )
    expect(wrong).toEqual([])
  })

  it('lets adapters import ports only, and only main.ts and tests import adapters', () => {
    const wrong = inProduct.flatMap((file) =>
      importsOf(file).flatMap((name) => {
        const [, to = ''] = /^#([^/]+)/.exec(name) ?? []
        if (file.folder === 'adapters')
          return to === '' || ports.has(to) ? [] : [`${file.path} imports ${name}`]
        return to === 'adapters' && file.path !== 'main.ts' ? [`${file.path} imports ${name}`] : []
      }),
    )
    expect(wrong).toEqual([])
  })

  it('crosses folders by their name only, never by a relative path', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file).flatMap((name) => {
        // A contract or sample is for tests of other folders too, and no part of the product.
        if (!name.startsWith('.') || (file.isTest && isTestPath(name))) return []
        const target = relative(sources, join(sources, file.path, '..', name))
        const home = file.folder === 'adapters' || file.folder === 'edges' ? 2 : 1
        const same =
          target.split('/').slice(0, home).join('/') === file.path.split('/').slice(0, home).join('/')
        return same ? [] : [`${file.path} imports ${name}`]
      }),
    )
    expect(wrong).toEqual([])
  })

  it('has named exports only in its index files', () => {
    const wrong = files
      .filter(({ path }) => /(^|\/)index\.ts$/.test(path))
      .filter(({ text }) => /export \*|export default|^(const|function|let)\b/m.test(text))
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  it('names files plainly and keeps them under 300 lines', () => {
    const wrong = files.flatMap(({ path, text }) => {
      const name = path.split('/').at(-1) ?? ''
      const lines = text.split('\n').length
      const plain = /^[a-z0-9-]+(\.(test|contract|sample))?\.tsx?$/.test(name) && !banned.test(name)
      return [...(plain ? [] : [`${path}: name`]), ...(lines > 300 ? [`${path}: ${lines} lines`] : [])]
    })
    expect(wrong).toEqual([])
  })

  it('reads no clock and no dice below main.ts', () => {
    const wrong = inProduct
      .filter(({ path }) => path !== 'main.ts')
      .filter(({ text }) => /Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(/.test(text))
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  it('opens every file of some length with why it exists', () => {
    const silent = inProduct
      .filter(({ path, text }) => !path.endsWith('index.ts') && text.split('\n').length > 40)
      .filter(
        ({ text }) =>
          !/^(?:import[\s\S]*?from '[^']+'[^\n]*\n|\s)*(?:(?:export )?(?:const|type|interface|declare)[^\n]*\n)*\s*\/\*\*/.test(
            text,
          ) && !text.slice(0, 1500).includes('/**'),
      )
    expect(silent.map(({ path }) => path)).toEqual([])
  })

  it('reaches the server from the console through the published client alone', () => {
    const pages = join(root, 'console/src')
    const texts = readdirSync(pages, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !isTestPath(path))
      .map((path) => ({ path, text: readFileSync(join(pages, path), 'utf8') }))
    const asking = texts.filter(({ text }) => /\bfetch\(|XMLHttpRequest|sendBeacon|src\/surfaces/.test(text))
    expect(texts.length).toBeGreaterThan(50)
    expect(asking.map(({ path }) => path)).toEqual(['segue.ts'])
    expect(texts.find(({ path }) => path === 'segue.ts')?.text).toContain("from '@segue/client'")
  })

  it('gives V8 the same words however Segue is started', () => {
    const starts = {
      'bin/segue.cjs': /^#!\/usr\/bin\/env -S node (.*)$/,
      'package.json': /node (--\S+ --\S+) bin\/segue\.cjs/,
      'bench/server-process.ts': /^const flags = \[(.*)\]$/,
    }
    const words = Object.entries(starts).flatMap(([path, start]) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(new RegExp(start, 'gm'))].map(([, found = '']) =>
        found.replace(/[',]/g, ''),
      ),
    )
    expect(words).toHaveLength(4)
    expect([...new Set(words)]).toEqual([expect.stringMatching(/^--\S+ --\S+$/)])
  })

  it('has no escape from the types', () => {
    const wrong = inProduct.filter(({ text }) =>
      /@ts-(ignore|expect-error|nocheck)|biome-ignore|as unknown as/.test(text),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})
