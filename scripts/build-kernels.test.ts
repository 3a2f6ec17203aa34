import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildKernels } from './build-kernels.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'segue-kernels-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('buildKernels', () => {
  it('builds a module that asks for nothing, leaves nothing else behind, and is not built again', async () => {
    const deep = join(folder, 'deep')
    const lines: string[] = []
    const build = () => buildKernels({ log: (line) => lines.push(line), folder: deep })
    expect(await build()).toBe('built')
    expect(readdirSync(deep)).toEqual(['factors.wasm', 'inverse.wasm', 'scan.wasm'])
    const built = readdirSync(deep).map((name) => readFileSync(join(deep, name)))
    for (const bytes of built) expect(WebAssembly.Module.imports(new WebAssembly.Module(bytes))).toEqual([])
    expect(await build()).toBe('up-to-date')
    expect(readdirSync(deep).map((name) => readFileSync(join(deep, name)))).toEqual(built)
    const [factors, inverse, scan] = built.map(({ length }) => length)
    expect(lines).toEqual([
      `kernels: built scan.wasm, ${scan} bytes`,
      `kernels: built inverse.wasm, ${inverse} bytes`,
      `kernels: built factors.wasm, ${factors} bytes`,
      'kernels: up to date',
    ])
  })

  it('builds over a file that is torn or made from other sources', async () => {
    const wasmPath = join(folder, 'scan.wasm')
    await buildKernels({ log: () => {}, folder })
    const bytes = readFileSync(wasmPath)
    for (const bad of [bytes.subarray(0, 100), Buffer.from(bytes).fill(48, bytes.length - 64)]) {
      writeFileSync(wasmPath, bad)
      expect(await buildKernels({ log: () => {}, folder })).toBe('built')
      expect(readFileSync(wasmPath)).toEqual(bytes)
    }
  })
})
