import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildKernels } from './build-kernels.ts'

/**
 * What has to be compiled before Segue runs: the kernels (WebAssembly) and the console (static files). Both are
 * skipped when their inputs have not changed, so that a second start costs milliseconds.
 */
const root = join(import.meta.dirname, '..')
const consoleFolder = join(root, 'console')
const stamp = join(consoleFolder, 'dist', '.inputs')
const skipped = new Set(['dist', 'node_modules'])

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (skipped.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else yield path
  }
}

const hashOfInputs = (): string => {
  const hash = createHash('sha256')
  const inputs = [
    ...filesBelow(consoleFolder),
    ...filesBelow(join(root, 'client/src')),
    join(root, 'package-lock.json'),
  ]
  for (const path of inputs) hash.update(path.slice(root.length)).update(readFileSync(path))
  return hash.digest('hex')
}

const buildConsole = async (): Promise<boolean> => {
  const inputs = hashOfInputs()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return false
  const { build } = await import('vite')
  await build({ root: consoleFolder, configFile: join(consoleFolder, 'vite.config.ts'), logLevel: 'warn' })
  writeFileSync(stamp, inputs)
  return true
}

const step = async (title: string, work: () => Promise<boolean>) => {
  const start = performance.now()
  const built = await work()
  if (built)
    process.stderr.write(
      `✓ ${title.padEnd(11)} built (${((performance.now() - start) / 1000).toFixed(1)} s)\n`,
    )
}

await step('Kernels', async () => (await buildKernels({ log: () => {} })) === 'built')
await step('Console', buildConsole)
