import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Ask, createAsking } from './asking.ts'
import { type StartedServer, startServer } from './started-server.ts'

/** A table that loses columns and rows under a running server: what is said, and that blocks hold all the while. */
const base = mkdtempSync(join(tmpdir(), 'segue-http-held-back-'))
const table = join(base, 'songs.csv')
const write = (header: string, count = 60) => {
  const rows = [...Array(count).keys()].map((at) => `t${at},Song ${at},Band ${at % 6}`)
  writeFileSync(table, [header, ...rows, ''].join('\n'))
}
const patience = { timeout: 30_000, interval: 500 }

describe('a table that loses too much while it is watched', () => {
  let server: StartedServer
  let ask: Ask
  beforeAll(async () => {
    write('id,title,artist')
    server = await startServer({ library: table, args: ['--listeners', '0'] })
    ask = (await createAsking(server.url)).ask
  })
  afterAll(async () => {
    await server?.stop()
    rmSync(base, { recursive: true, force: true })
  })

  const notes = async () => {
    const { body, text } = await ask('GET', '/readyz')
    expect(text).not.toContain(base)
    return z.object({ notes: z.array(z.string()) }).parse(body).notes
  }
  const scan = async (body?: object) => {
    const answer = await ask('POST', '/v1/library/scan', body && { body })
    expect(answer.text).not.toContain(base)
    return z.object({ libraries: z.tuple([z.looseObject({})]) }).parse(answer.body).libraries[0]
  }
  const found = async (listenerId: string) => {
    const { body } = await ask('GET', `/v1/search?q=song&limit=50&listenerId=${listenerId}`)
    const { tracks } = z.object({ tracks: z.array(z.object({ id: z.string() })) }).parse(body)
    return tracks.map(({ id }) => Number(id.slice(1)) % 6)
  }
  const warnings = () => server.log().match(/"level":40[^\n]*"heldBack"/g)?.length ?? 0

  it('keeps its artists and so what is blocked, and says it in the log, to whoever asks and in every scan [promise: blocks-hold]', async () => {
    const { body } = await ask('GET', '/v1/search?q=band+3')
    const [band] = z.object({ artists: z.array(z.object({ id: z.string() })) }).parse(body).artists
    expect(
      (await ask('PUT', `/v1/listeners/ann/blocks/artist/${encodeURIComponent(`${band?.id}`)}`)).status,
    ).toBe(204)
    const shown = await found('ann')
    expect(shown).toContain(2)
    expect(shown).not.toContain(3)

    write('id,title,foo')
    const why = expect.stringMatching(/60 of 60 tracks with artists would lose all the artists they had/)
    await expect.poll(notes, patience).toEqual([why])
    expect(await found('ann')).toEqual(shown)
    expect(server.log()).toMatch(/"level":40.*"ignored":\["foo"\],"warnings":\["No column has the artists/)
    for (let time = 0; time < 2; time++) {
      const before = warnings()
      expect(await scan()).toMatchObject({
        read: 60,
        changed: 0,
        heldBack: why,
        columns: { ignored: ['foo'], warnings: [expect.stringMatching(/No column has the artists/)] },
      })
      await expect.poll(warnings, patience).toBeGreaterThan(before)
      expect(await notes()).toEqual([why])
    }
    expect(await found('ann')).toEqual(shown)
    write('id,title,artist')
    await expect.poll(notes, patience).toEqual([])
    expect(await found('ann')).toEqual(shown)
  })

  it('keeps its tracks until they are said to be gone [promise: library-followed]', async () => {
    write('id,title,artist', 10)
    const why = expect.stringMatching(/50 of 60 tracks were not found: the table has no rows for t10/)
    await expect.poll(notes, patience).toEqual([why])
    expect(await scan()).toMatchObject({ read: 10, unchanged: 10, withdrawn: 0, heldBack: why })
    expect(await notes()).toEqual([why])
    expect(await scan({ acceptChanges: true })).toMatchObject({ withdrawn: 0, heldBack: why })
    expect(await scan({ withdrawMissing: true })).toMatchObject({
      read: 10,
      unchanged: 10,
      withdrawn: 50,
    })
    expect(await notes()).toEqual([])
    expect((await ask('GET', '/v1/tracks/t10')).status).toBe(404)
  })
})
