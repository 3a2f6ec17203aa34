import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { z } from 'zod'
import { createRawAsk } from './asking.ts'

/** Two hundred tracks of twenty artists in four styles, as a table tells of them. */
export const tracks = Array.from({ length: 200 }, (_, index) => ({
  id: `track-${index}`,
  title: `Song ${index}`,
  artist: `Artist ${index % 20}`,
  duration_ms: 180_000,
  genre: ['folk', 'jazz', 'ambient', 'rock'][index % 4],
}))

export const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n')

/** A folder for one file of tests, gone after it, with the library of `tracks` in it. */
export const createCommandFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const place = (name: string) => join(folder, name)
  const write = (name: string, text: string | Uint8Array): string => {
    writeFileSync(place(name), text)
    return place(name)
  }
  return { place, write, library: write('library.jsonl', lines(tracks)) }
}

const aboutSchema = z.object({
  catalogue: z.object({ source: z.string(), tracks: z.number() }),
  simulated: z.object({ events: z.number() }).nullable(),
})

/** What a server says of its own catalogue and its simulated listeners. */
export const aboutOf = async (url: string) =>
  aboutSchema.parse((await createRawAsk(url)('GET', '/v1/about')).body)
