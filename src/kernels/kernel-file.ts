/**
 * The compiled kernels on disk. They are built, not kept in the repository, so that what runs is always what
 * the sources say; the trap is a fresh clone, where they are not there yet, and the error must say so.
 * A module is compiled once per thread; every scan is an instance of its own, with its own memory.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const scanKernelPath = fileURLToPath(new URL('../../.build/kernels/scan.wasm', import.meta.url))

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
export const loadScanKernel = (path: string = scanKernelPath): ScanKernel => {
  const module = compiled.get(path) ?? compile(read(path))
  compiled.set(path, module)
  const { memory, find } = new WebAssembly.Instance(module).exports
  if (!(memory instanceof WebAssembly.Memory) || typeof find !== 'function') throw unfit()
  return { memory, find: (...parameters) => Number(find(...parameters)) }
}

const unfit = (cause?: unknown): Error =>
  new Error('The compiled vector kernel is not the one this version needs. Run `npm run build`.', { cause })

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
    throw new Error('The vector kernel is not built. Run `npm run build`.', { cause })
  }
}
