/**
 * Compiles the kernels from AssemblyScript to WASM. The file carries the hash of what it was made from (source,
 * compiler version, flags) in a section of its own, so up to date means equal content, not newer dates, and one
 * rename puts both in place: a build killed at any moment leaves the old file or the new one.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import compilerPackage from 'assemblyscript/package.json' with { type: 'json' }
import { kernelFolder, kernelNames } from '#kernels'

const sourceFolder = fileURLToPath(new URL('../src/kernels/assembly', import.meta.url))
const flags = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort=']
const hashSection = 'segue.inputs'

export interface BuildKernelsOptions {
  readonly log: (line: string) => void
  /** Where the compiled kernels go; by default where `#kernels` looks for them. */
  readonly folder?: string
}

/** Builds what is missing or out of date. Safe to run twice at once. Throws with the compiler's words. */
export const buildKernels = async ({
  log,
  folder = kernelFolder,
}: BuildKernelsOptions): Promise<'built' | 'up-to-date'> => {
  mkdirSync(folder, { recursive: true })
  let built = false
  for (const name of kernelNames)
    built = (await buildKernel(name, join(folder, `${name}.wasm`), log)) || built
  if (!built) log('kernels: up to date')
  return built ? 'built' : 'up-to-date'
}

const buildKernel = async (name: string, wasmPath: string, log: (line: string) => void): Promise<boolean> => {
  // Of all sources: one may import another.
  const sources = readdirSync(sourceFolder)
    .sort()
    .map((file) => readFileSync(join(sourceFolder, file), 'utf8'))
  const hash = createHash('sha256')
    .update(JSON.stringify([compilerPackage.version, flags, name, sources]))
    .digest('hex')
  if (builtHash(wasmPath) === hash) return false
  const wasm = Buffer.concat([await compile(name), customSection(hashSection, hash)])
  const unfinished = `${wasmPath}.${process.pid}.tmp`
  writeFileSync(unfinished, wasm)
  renameSync(unfinished, wasmPath)
  log(`kernels: built ${name}.wasm, ${wasm.length} bytes`)
  return true
}

const builtHash = (wasmPath: string): string | undefined => {
  try {
    const [section] = WebAssembly.Module.customSections(
      new WebAssembly.Module(readFileSync(wasmPath)),
      hashSection,
    )
    return section && Buffer.from(section).toString()
  } catch {
    // Not there, or not a WASM module: either way it has to be built.
    return undefined
  }
}

const compile = async (name: string): Promise<Uint8Array> => {
  const { default: asc } = await import('assemblyscript/asc')
  let wasm: Uint8Array | undefined
  const complaints: string[] = []
  const { error } = await asc.main([`${name}.ts`, '--outFile', `${name}.wasm`, ...flags], {
    readFile: (file) => {
      const path = join(sourceFolder, file)
      return existsSync(path) ? readFileSync(path, 'utf8') : null
    },
    writeFile: (_name, content) => {
      if (typeof content !== 'string') wasm = content
    },
    listFiles: () => [],
    stderr: { write: (text) => complaints.push(String(text)) },
  })
  if (error || wasm === undefined)
    throw new Error(`The kernels do not compile.\n${complaints.join('')}`, { cause: error })
  return wasm
}

/** A WASM custom section: id 0, then its size, its name's size, its name and its content, sizes in LEB128. */
const customSection = (name: string, content: string): Buffer => {
  const body = Buffer.concat([leb128(Buffer.byteLength(name)), Buffer.from(name), Buffer.from(content)])
  return Buffer.concat([Buffer.from([0]), leb128(body.length), body])
}

const leb128 = (value: number): Buffer =>
  value < 0x80
    ? Buffer.from([value])
    : Buffer.concat([Buffer.from([(value & 0x7f) | 0x80]), leb128(value >>> 7)])

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels({ log: console.log })
