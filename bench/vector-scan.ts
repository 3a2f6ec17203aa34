/**
 * The nearest 50 of 200,000 tracks, on two kinds of vectors: uniform on the sphere, where nothing is near and the
 * scores of the best lie close together, and clustered as music is (genres of artists of tracks). Recall is
 * against brute force in double precision over the vectors as given, not over what the index made of them.
 * CPU time stands beside wall time, because on a shared machine only the former is ours alone.
 */
import { createVectorIndex, type VectorIndex } from '#catalog'
import { createRandom, type Random, trackKey } from '#domain'
import { bitmaskOf, createPlainScan } from '#kernels'
import type { Claim, Figure } from './claim.ts'
import { ascending, percentile } from './measure.ts'

const tracks = 200_000
const dimensions = 128
const limit = 50
const queries = 200
const rounds = 5
const recallQueries = 100
const plainQueries = 20

export const vectorScan: Claim = {
  name: 'vector-scan',
  describe: `the nearest ${limit} of ${tracks.toLocaleString('en')} tracks by ${dimensions}-dimensional vectors, rescoring included`,
  meaning:
    'The bar holds for both kinds of vectors, and the results are the same as a brute-force search in double precision finds. The plain TypeScript twin shows what the SIMD kernel is worth.',
  run: async () => [
    ...measure('uniform', uniformVectors(createRandom('vector-scan uniform'))),
    ...measure('clustered', clusteredVectors(createRandom('vector-scan clustered'))),
  ],
}

type Draw = () => Float32Array

const measure = (name: string, draw: Draw): readonly Figure[] => {
  const vectors = Array.from({ length: tracks }, draw)
  const asked = Array.from({ length: queries }, draw)
  const startedMs = performance.now()
  const index = createVectorIndex({ dimensions })
  vectors.forEach((vector, key) => {
    index.set(trackKey(key), vector)
  })
  const buildMs = performance.now() - startedMs
  const search = timed(rounds, asked, (query) => index.search(query, limit))
  const threeOfSeven = bitmaskOf(vectors.keys().filter((key) => key % 7 < 3))
  const filtered = timed(rounds, asked, (query) => index.search(query, limit, { allow: threeOfSeven }))
  const plain = createPlainScan({ dimensions, capacity: tracks })
  vectors.forEach((vector, row) => {
    plain.set(row, vector)
  })
  const twin = timed(1, asked.slice(0, plainQueries), (query) => plain.find(query, limit))
  return [
    { name: `${name}: p50`, value: search.p50Ms, unit: 'ms', bar: { atMost: 3 } },
    { name: `${name}: p95`, value: search.p95Ms, unit: 'ms' },
    { name: `${name}: p99`, value: search.p99Ms, unit: 'ms' },
    { name: `${name}: p50, three in seven allowed`, value: filtered.p50Ms, unit: 'ms' },
    { name: `${name}: CPU per query`, value: search.cpuMs, unit: 'ms' },
    {
      name: `${name}: recall@${limit}`,
      value: recall(index, vectors, asked.slice(0, recallQueries)),
      unit: '',
      bar: { atLeast: 1 },
    },
    { name: `${name}: plain TypeScript scan p50`, value: twin.p50Ms, unit: 'ms' },
    { name: `${name}: plain TypeScript scan, times slower`, value: twin.p50Ms / search.p50Ms, unit: '×' },
    { name: `${name}: build`, value: buildMs, unit: 'ms' },
    { name: `${name}: memory`, value: index.memoryBytes / 1e6, unit: 'MB' },
  ]
}

const timed = (times: number, asked: readonly Float32Array[], ask: (query: Float32Array) => unknown) => {
  for (const query of asked.slice(0, 20)) ask(query)
  const tookMs: number[] = []
  const cpuBefore = process.cpuUsage()
  for (let round = 0; round < times; round++)
    for (const query of asked) {
      const startedMs = performance.now()
      ask(query)
      tookMs.push(performance.now() - startedMs)
    }
  const cpu = process.cpuUsage(cpuBefore)
  const sorted = ascending(tookMs)
  return {
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    p99Ms: percentile(sorted, 0.99),
    cpuMs: (cpu.user + cpu.system) / 1_000 / tookMs.length,
  }
}

/** The share of the truly nearest that were found, over all queries. */
const recall = (
  index: VectorIndex,
  vectors: readonly Float32Array[],
  asked: readonly Float32Array[],
): number => {
  const lengths = vectors.map((vector) => Math.sqrt(dot(vector, vector)))
  let found = 0
  for (const query of asked) {
    const cosines = Float64Array.from(vectors, (vector, key) => dot(vector, query) / (lengths[key] ?? 1))
    const fiftieth = Float64Array.from(cosines).sort()[tracks - limit] ?? 0
    for (const { key } of index.search(query, limit)) if ((cosines[key] ?? 0) >= fiftieth) found++
  }
  return found / (asked.length * limit)
}

const dot = (a: Float32Array, b: Float32Array): number => {
  let sum = 0
  for (let i = 0; i < dimensions; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

const normalVector = (random: Random): Float32Array =>
  Float32Array.from({ length: dimensions }, () => random.normal())

const uniformVectors =
  (random: Random): Draw =>
  () =>
    normalVector(random)

/** 60 genres, 4,000 artists around them, tracks around their artist; some artists have many, most have few. */
const clusteredVectors = (random: Random): Draw => {
  const around = (centre: Float32Array, spread: number) =>
    centre.map((value) => value + spread * random.normal())
  const genres = Array.from({ length: 60 }, () => normalVector(random))
  const pick = <Item>(items: readonly Item[], skew: number): Item | undefined =>
    items[Math.floor(items.length * random.next() ** skew)]
  const artists = Array.from({ length: 4_000 }, () => around(pick(genres, 2) ?? normalVector(random), 0.6))
  return () => around(pick(artists, 3) ?? normalVector(random), 0.4)
}
