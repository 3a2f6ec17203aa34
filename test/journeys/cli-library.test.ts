import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRawAsk } from './asking.ts'
import { aboutOf, createCommandFolder, lines, tracks } from './command-folder.ts'
import { startCommands } from './commands-in-turn.ts'
import { runSegue } from './run-segue.ts'
import { startServer } from './started-server.ts'

/** One's own music on the command line: whole, dirty, half broken, empty or away. */
const { place, write } = createCommandFolder()

describe('a library', () => {
  const run = startCommands()
  const refused: readonly (readonly [string, () => string, RegExp])[] = [
    ['that is not there', () => place('nowhere'), /nothing at .*nowhere\. Give the path of a folder/],
    ['without a column of titles', () => write('untitled.csv', 'id,artist\n1,B\n'), /title/],
  ]
  it.each(refused)('%s is refused with advice', async (_name, path, advice) => {
    const words = ['demo', '--library', path(), '--data', place('refused'), '--port', '0']
    const { code, screen } = await runSegue(words)
    expect([code, screen]).toEqual([2, expect.stringMatching(advice)])
    expect(screen).not.toMatch(/\n\s+at /)
    expect(existsSync(place('refused'))).toBe(false)
  })

  it('that is away costs the others no scan, and is read no more when that is said', async () => {
    const data = place('two')
    const [one, two] = [
      write('one.jsonl', lines(tracks.slice(0, 3))),
      write('two.jsonl', lines(tracks.slice(3, 5))),
    ]
    for (const path of [one, two]) await run(['import', path, '--data', data])
    rmSync(one)
    write('two.jsonl', lines(tracks.slice(3, 6)))
    const scan = ['library', 'scan', '--data', data]
    expect(await run(scan)).toMatchObject({
      code: 2,
      out: expect.stringContaining('added 1'),
      screen: expect.stringMatching(/one\.jsonl was not scanned[^\n]*library remove[\s\S]*1 of 2 libraries/),
    })
    expect(await run(['library', 'remove', one, '--data', data])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/one\.jsonl is read no more, 3 tracks withdrawn/),
    })
    expect((await run(scan)).code).toBe(0)
  })

  it('of which nothing is taken ends its import with 2, after the report', async () => {
    const path = write('all-bad.csv', 'id,title\n1,\n2,\n')
    const { code, out, screen } = await run(['import', path, '--data', place('all-bad')])
    expect([code, out, screen]).toEqual([
      2,
      expect.stringContaining('refused 2'),
      expect.stringMatching(/Nothing of .*all-bad\.csv was taken: 2 entries read, all refused/),
    ])
  })

  it('is not taken for none where the list of them is damaged', async () => {
    const [data, path] = [place('cut'), write('cut.jsonl', lines(tracks.slice(0, 3)))]
    await run(['import', path, '--data', data])
    writeFileSync(join(data, 'libraries.json'), '[{"path":')
    for (const command of ['list', 'scan']) {
      const { code, out, screen } = await run(['library', command, '--data', data])
      expect([command, code, out, screen]).toEqual([
        command,
        1,
        '',
        expect.stringMatching(/libraries\.json\) is damaged.*segue import PATH/),
      ])
    }
    expect((await run(['import', path, '--data', data])).code).toBe(0)
    expect((await run(['library', 'list', '--data', data])).out).toMatch(/cut\.jsonl: 3 tracks, there/)
  })

  it('is listed with its tracks, and whether it is there', async () => {
    const [data, path] = [place('listed'), write('listed.jsonl', lines(tracks.slice(0, 3)))]
    await run(['import', path, '--data', data])
    const list = ['library', 'list', '--data', data]
    const [, id] = (await run(list)).out.match(/^listed\.jsonl: 3 tracks, there \(.*, (.*)\)\n$/) ?? []
    expect(id).toMatch(/^[0-9a-f]{12}$/)
    rmSync(path)
    const { out } = await run([...list, '--json'])
    expect(JSON.parse(out)).toEqual([{ id, label: 'listed.jsonl', path, tracks: 3, readable: false }])
  })

  it('with bad rows and an id twice is served with the rest, and the bad ones are named [promise: own-music]', async () => {
    const rows = [
      ...tracks,
      tracks[0] ?? {},
      { id: 'untitled' },
      { id: 'fast', title: 'Fast', duration_ms: 'x' },
    ]
    const path = write('dirty.jsonl', `${lines(rows)}\n{"id":`)
    const server = await startServer({ library: path, args: ['--listeners', '4', '--days', '2'] })
    try {
      expect(server.log()).toMatch(/20\d tracks from dirty\.jsonl, \d refused/)
      expect(server.log().match(/tracks from dirty\.jsonl/g)).toHaveLength(1)
      expect(server.log()).toMatch(/row 201: id: an earlier row has the same/)
      const { catalogue, simulated } = await aboutOf(server.url)
      expect(catalogue.source).toBe('library')
      expect(catalogue.tracks).toBeGreaterThanOrEqual(tracks.length)
      expect(simulated?.events).toBeGreaterThan(0)
    } finally {
      expect(await server.stop('SIGINT')).toBe(0)
    }
  })

  it('of audio files with garbage among them is served with the good ones, and their audio [promise: own-music]', async () => {
    const music = place('music')
    mkdirSync(join(music, 'Band', 'Record'), { recursive: true })
    writeFileSync(join(music, 'Band', 'Record', '01 Good.wav'), silence())
    writeFileSync(join(music, 'Band', 'Record', '02 Broken.mp3'), 'no music at all '.repeat(500))
    writeFileSync(join(music, 'Band', 'Record', '03 Empty.flac'), '')
    writeFileSync(join(music, 'cover.jpg'), 'not music')
    const server = await startServer({ library: music, args: ['--listeners', '2', '--days', '1'] })
    try {
      expect(server.log()).toMatch(/ 1 track from music, 2 refused: 1 added/)
      expect(server.log()).toMatch(/02 Broken\.mp3: ./)
      expect(server.log()).toMatch(/03 Empty\.flac: ./)
      const ask = createRawAsk(server.url)
      const found = await ask('GET', '/v1/search?q=good')
      const [track] = z
        .object({ tracks: z.array(z.object({ audioUrl: z.string() })) })
        .parse(found.body).tracks
      const audio = await ask('GET', track?.audioUrl ?? '', { headers: { range: 'bytes=0-3' } })
      expect([audio.status, audio.text, audio.headers['content-type']]).toEqual([206, 'RIFF', 'audio/wav'])
    } finally {
      await server.stop()
    }
  })

  it('that is an empty folder is served, and the server says what to do', async () => {
    mkdirSync(place('silence'))
    const server = await startServer({ library: place('silence') })
    try {
      expect((await aboutOf(server.url)).catalogue.tracks).toBe(0)
      const { body } = await createRawAsk(server.url)('GET', '/readyz')
      expect(body).toMatchObject({
        ready: true,
        checks: {},
        notes: [expect.stringMatching(/segue import/)],
      })
    } finally {
      await server.stop()
    }
  })
})

/** A second of silence: 8 kHz, 8 bits, one channel. */
const silence = (): Buffer => {
  const samples = Buffer.alloc(8_000, 128)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8_000, 24)
  head.writeUInt32LE(8_000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}
