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
    const wasmPath = join(folder, 'deep', 'scan.wasm')
    const lines: string[] = []
    const build = () => buildKernels({ log: (line) => lines.push(line), wasmPath })
    expect(await build()).toBe('built')
    const bytes = readFileSync(wasmPath)
    expect(WebAssembly.Module.imports(new WebAssembly.Module(bytes))).toEqual([])
    expect(readdirSync(join(folder, 'deep'))).toEqual(['scan.wasm'])
    expect(await build()).toBe('up-to-date')
    expect(readFileSync(wasmPath)).toEqual(bytes)
    expect(lines).toEqual([`kernels: built scan.wasm, ${bytes.length} bytes`, 'kernels: up to date'])
  })

  it('builds over a file that is torn or made from other sources', async () => {
    const wasmPath = join(folder, 'scan.wasm')
    await buildKernels({ log: () => {}, wasmPath })
    const bytes = readFileSync(wasmPath)
    for (const bad of [bytes.subarray(0, 100), Buffer.from(bytes).fill(48, bytes.length - 64)]) {
      writeFileSync(wasmPath, bad)
      expect(await buildKernels({ log: () => {}, wasmPath })).toBe('built')
      expect(readFileSync(wasmPath)).toEqual(bytes)
    }
  })
})
