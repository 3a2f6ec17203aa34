import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bitmaskOf } from './bitmask.ts'
import { loadScanKernel } from './kernel-file.ts'
import { createPlainScan } from './plain-scan.ts'
import { scanContract, vectorOf } from './scan.contract.ts'
import { createScan } from './scan.ts'

scanContract('createScan', createScan)

const dimensionsOf = fc.constantFrom(16, 48, 128)
const caseOf = dimensionsOf.chain((dimensions) =>
  fc.record({
    dimensions: fc.constant(dimensions),
    capacity: fc.nat(80),
    // A small pool of vectors over many rows, so that equal scores are common.
    pool: fc.array(vectorOf(dimensions), { minLength: 1, maxLength: 12 }),
    sets: fc.array(fc.record({ row: fc.nat(150), pick: fc.nat(11) }), { maxLength: 200, size: 'max' }),
    deletes: fc.array(fc.nat(150), { maxLength: 60, size: 'max' }),
    query: vectorOf(dimensions),
    limit: fc.nat(220),
    allow: fc.option(fc.array(fc.nat(160), { maxLength: 160, size: 'max' }), { nil: undefined }),
    above: fc.option(fc.double({ min: -2, max: 2, noNaN: true }), { nil: undefined }),
  }),
)

describe('createScan', () => {
  it('gives the rows, ceilings and order of the plain scan, bit for bit', () => {
    fc.assert(
      fc.property(caseOf, ({ dimensions, capacity, pool, sets, deletes, query, limit, allow, above }) => {
        const scans = [
          createScan({ dimensions, capacity }),
          createPlainScan({ dimensions, capacity }),
        ] as const
        const answers = scans.map((scan) => {
          for (const { row, pick } of sets) scan.set(row, pool[pick % pool.length] ?? query)
          const before = scan.find(query, limit)
          for (const row of deletes) scan.delete(row)
          const options = { ...(allow && { allow: bitmaskOf(allow) }), ...(above !== undefined && { above }) }
          return { before, after: scan.find(query, limit, options), size: scan.size }
        })
        expect(answers[0]).toEqual(answers[1])
      }),
      { numRuns: 300 },
    )
  })

  it('runs in a worker thread as in the main thread', async () => {
    const kernelsUrl = new URL('./index.ts', import.meta.url).href
    const worker = new Worker(
      `import(${JSON.stringify(kernelsUrl)}).then(({ createScan }) => {
        const scan = createScan({ dimensions: 16, capacity: 1 })
        scan.set(3, new Float32Array(16).fill(0.5))
        require('node:worker_threads').parentPort.postMessage(scan.find(new Float32Array(16).fill(1), 1))
      })`,
      { eval: true },
    )
    const scan = createScan({ dimensions: 16, capacity: 1 })
    scan.set(3, new Float32Array(16).fill(0.5))
    const found = await new Promise((resolve, reject) =>
      worker.once('message', resolve).once('error', reject),
    )
    expect(found).toEqual(scan.find(new Float32Array(16).fill(1), 1))
    await worker.terminate()
  })

  it('says how to build the kernel when it is not there', () => {
    expect(() => loadScanKernel('/nowhere/scan.wasm')).toThrow('not built. Run `npm run build`')
    expect(() => loadScanKernel(import.meta.filename)).toThrow('not the one this version needs. Run `npm run')
  })
})
