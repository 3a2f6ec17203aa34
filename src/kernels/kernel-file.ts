/**
 * The compiled kernels on disk. They are built, not kept in the repository, so that what runs is always what
 * the sources say; the trap is a fresh clone, where they are not there yet, and the error must say so.
 * A module is compiled once per thread; every use is an instance of its own, with its own memory.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const kernelNames = ['scan', 'inverse', 'factors'] as const
export const kernelFolder = fileURLToPath(new URL('../../.build/kernels', import.meta.url))
const pathOf = (name: (typeof kernelNames)[number]) => join(kernelFolder, `${name}.wasm`)

/** The exports of `assembly/scan.ts`, which says what they do. */
export interface ScanKernel {
  readonly memory: WebAssembly.Memory
  find(
    blocks: number,
    dimensions: number,
    wanted: number,
    query: number,
    queryScale: number,
    reach: number,
    margin: number,
    above: number,
    most: number,
    into: number,
  ): number
}

const compiled = new Map<string, WebAssembly.Module>()

/** A new instance. Throws, with what to do, when the file is not there or is not the scan kernel. */
export const loadScanKernel = (path: string = pathOf('scan')): ScanKernel => {
  const { memory, find } = instanceOf(path)
  if (!(memory instanceof WebAssembly.Memory) || typeof find !== 'function') throw unfit()
  return { memory, find: (...parameters) => Number(find(...parameters)) }
}

/** The exports of `assembly/inverse.ts`, which says what they do. */
export interface InverseKernel {
  readonly memory: WebAssembly.Memory
  factorizeRow(n: number, i: number): boolean
  invertColumn(n: number, i: number): void
  multiplyRow(n: number, i: number): void
}

/** As `loadScanKernel`. */
export const loadInverseKernel = (): InverseKernel => {
  const { memory, factorizeRow, invertColumn, multiplyRow } = instanceOf(pathOf('inverse'))
  if (
    !(memory instanceof WebAssembly.Memory) ||
    typeof factorizeRow !== 'function' ||
    typeof invertColumn !== 'function' ||
    typeof multiplyRow !== 'function'
  )
    throw unfit()
  return {
    memory,
    factorizeRow: (n, i) => Boolean(factorizeRow(n, i)),
    invertColumn: (n, i) => void invertColumn(n, i),
    multiplyRow: (n, i) => void multiplyRow(n, i),
  }
}

/** The exports of `assembly/factors.ts`, which says what they do. */
export interface FactorsKernel {
  readonly memory: WebAssembly.Memory
  gram(factors: number, rows: number, dimensions: number, scale: number, into: number): void
  solveRow(
    gram: number,
    factors: number,
    keys: number,
    weights: number,
    count: number,
    dimensions: number,
    ridge: number,
    steps: number,
    work: number,
    x: number,
  ): void
  scoreRows(factors: number, rows: number, dimensions: number, x: number, into: number): void
}

/** As `loadScanKernel`. */
export const loadFactorsKernel = (): FactorsKernel => {
  const { memory, gram, solveRow, scoreRows } = instanceOf(pathOf('factors'))
  if (
    !(memory instanceof WebAssembly.Memory) ||
    typeof gram !== 'function' ||
    typeof solveRow !== 'function' ||
    typeof scoreRows !== 'function'
  )
    throw unfit()
  return {
    memory,
    gram: (...parameters) => void gram(...parameters),
    solveRow: (...parameters) => void solveRow(...parameters),
    scoreRows: (...parameters) => void scoreRows(...parameters),
  }
}

const instanceOf = (path: string): WebAssembly.Exports => {
  const module = compiled.get(path) ?? compile(read(path))
  compiled.set(path, module)
  return new WebAssembly.Instance(module).exports
}

const unfit = (cause?: unknown): Error =>
  new Error('A compiled kernel is not the one this version needs. Run `npm run build`.', { cause })

const compile = (bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module => {
  try {
    return new WebAssembly.Module(bytes)
  } catch (cause) {
    throw unfit(cause)
  }
}

const read = (path: string): Uint8Array<ArrayBuffer> => {
  try {
    return new Uint8Array(readFileSync(path))
  } catch (cause) {
    throw new Error('A kernel is not built. Run `npm run build`.', { cause })
  }
}
