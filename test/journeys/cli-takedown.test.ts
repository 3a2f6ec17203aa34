import { expect, it } from 'vitest'
import { createCommandFolder, lines, tracks } from './command-folder.ts'
import { startCommands } from './commands-in-turn.ts'

/** Taking music down on the command line: no import brings it back, until it is lifted. */
const { place, write } = createCommandFolder()
const run = startCommands()

it('a takedown said on the command line outlives imports, is listed, and ends when it is lifted [promise: takedowns-hold]', async () => {
  const data = place('takedowns')
  const path = write('some.jsonl', lines(tracks.slice(0, 3)))
  const takedown = (...words: readonly string[]) => run(['takedown', ...words, '--data', data])
  await run(['import', path, '--data', data])
  expect((await takedown('list')).out).toMatch(/Nothing is taken down/)
  const [id] = tracks.map((track) => track.id)
  const added = await takedown('add', 'track', String(id), 'unknown', '--note', 'asked by its owner')
  expect([added.code, added.out]).toEqual([
    0,
    expect.stringMatching(
      /1 track kept away[\s\S]*unknown is taken down: nothing in the catalogue has this id yet/,
    ),
  ])
  expect((await run(['import', path, '--data', data])).out).toMatch(/added 0, changed 0, unchanged 3/)
  expect((await takedown('list')).out).toMatch(/1 track since .* \(asked by its owner\)/)
  expect(JSON.parse((await takedown('list', '--json')).out)).toMatchObject([
    { kind: 'track', id, tracks: 1, note: 'asked by its owner' },
    { kind: 'track', id: 'unknown', tracks: 0 },
  ])
  const lifted = await takedown('lift', 'track', String(id), 'unknown', 'mistyped')
  expect(lifted.out).toMatch(/track mistyped was not taken down[\s\S]*1 track there again/)
  expect(lifted.out).not.toMatch(/unknown was not/)
  expect((await takedown('list')).out).toMatch(/Nothing is taken down/)
})

it('a name in the place of an id is told with the ids that it may stand for', async () => {
  const data = place('named')
  const path = write('named.jsonl', lines(tracks.slice(0, 40)))
  await run(['import', path, '--data', data])
  const add = async (kind: string, id: string) =>
    (await run(['takedown', 'add', kind, id, '--data', data])).out
  expect(await add('artist', 'Artist 3')).toMatch(
    /nothing in the catalogue has this id yet.*Did you mean "artist:artist 3" \(Artist 3\)\? Then lift this one/,
  )
  expect(await add('track', 'song 7')).toMatch(/Did you mean "track-7" \(Song 7 by Artist 7\)\?/)
  expect(await add('artist', 'Zyxwv')).toMatch(/GET \/v1\/search tells ids/)
  const { code, screen } = await run(['takedown', 'add', 'artist', 'Ä & B', '--data', data])
  expect([code, screen]).toEqual([2, expect.stringMatching(/No track was taken down/)])
})
