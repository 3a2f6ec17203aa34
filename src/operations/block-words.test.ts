import { expect, test } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { createTagsAlike, openCatalog } from '#catalog'
import { artistId, listenerId, recordingId, type Track } from '#domain'
import { createBlockEntries, createTrackIndex } from '#surfaces'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createBlockWords } from './block-words.ts'

const ann = listenerId('ann')

/** Words about a catalogue, said by somebody who has blocked these. */
const openWords = async (tracks: readonly Track[], blocked: readonly string[]) => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(tracks)
  const index = createTrackIndex(catalog)
  const asked = { states: 0, namesakes: 0 }
  const counted = () => ({
    ...index(),
    reach: {
      ...index().reach,
      namesakes: (target: Parameters<ReturnType<typeof index>['reach']['namesakes']>[0]) => {
        asked.namesakes += 1
        return index().reach.namesakes(target)
      },
    },
  })
  const tagsAlike = createTagsAlike(catalog)
  const blockEntryOf = createBlockEntries(catalog, tagsAlike, counted)
  const features = {
    reading: async <Read>(read: () => Read) => {
      asked.states += 1
      return read()
    },
    entries: () => blocked.map((about) => ({ about, state: [1, 0] })),
  }
  return { asked, catalog, blockWords: createBlockWords({ catalog, tagsAlike, features, blockEntryOf }) }
}

const unknown = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    sampleTrack(`${at}`, { artists: [{ id: artistId(`a${at}`), name: 'Unknown Artist' }] }),
  )
const unblocked = (kind: 'artist' | 'track' | 'tag', id: string) =>
  ({ type: 'listener.unblocked', target: { kind, id } }) as const

test('what is taken back is what this listener blocked of the entry, however many are called alike [promise: last-word-holds]', async () => {
  const { asked, blockWords } = await openWords(unknown(300), ['artist:a299', 'artist:a7'])
  expect(await blockWords()(unblocked('artist', 'a5'), ann)).toEqual({
    ...unblocked('artist', 'a5'),
    alsoCalled: ['a299', 'a7'],
  })
  expect(asked.namesakes).toBe(0)
})

test('what has no entry of its own is free when one ends that it is a spelling of, told so a few times [promise: last-word-holds]', async () => {
  const song = (id: string, name: string) => sampleTrack(id, { artists: [{ id: artistId(name), name }] })
  const { catalog, blockWords } = await openWords([song('1', 'Led Zepplin')], ['artist:Led Zepplin'])
  await catalog.upsert([song('1', 'Led Zeppelin')])
  // Somebody adds a file with the old spelling: they are two, and one of them is blocked.
  await catalog.upsert([song('2', 'Led Zepplin')])
  const say = blockWords()
  const told = await Promise.all(
    Array.from({ length: 100 }, () => say(unblocked('artist', 'Led Zeppelin'), ann)),
  )
  const free = { ...unblocked('artist', 'Led Zeppelin'), alsoCalled: ['Led Zepplin'] }
  expect(told.filter((word) => word !== undefined && 'alsoCalled' in word)).toEqual(Array(16).fill(free))
})

test('a word that ends nothing names no others, though a recording has two hundred versions', async () => {
  const versions = Array.from({ length: 200 }, (_, at) =>
    sampleTrack(`v${at}`, { recordingId: recordingId('one') }),
  )
  const { blockWords } = await openWords(versions, [])
  expect(await blockWords()(unblocked('track', 'v3'), ann)).toEqual(unblocked('track', 'v3'))
})

test('the words of one request ask once what is blocked, and know what they said themselves [promise: last-word-holds]', async () => {
  const { asked, blockWords } = await openWords(unknown(20), ['artist:a1'])
  const say = blockWords()
  const block = { type: 'listener.blocked', target: { kind: 'artist', id: 'a9' } } as const
  const words = await Promise.all([
    say(block, ann),
    say(unblocked('artist', 'a5'), ann),
    say(unblocked('artist', 'a6'), ann),
  ])
  expect(words).toEqual([
    block,
    { ...unblocked('artist', 'a5'), alsoCalled: ['a1', 'a9'] },
    // The one before may be known already, and is not taken again then.
    { ...unblocked('artist', 'a6'), alsoCalled: ['a1', 'a9'] },
  ])
  // With each of thousands they would fill the log.
  const told = await Promise.all(Array.from({ length: 100 }, () => say(unblocked('artist', 'a5'), ann)))
  expect(told.filter((word) => word !== undefined && 'alsoCalled' in word)).toHaveLength(14)
  expect(asked.states).toBe(1)
})
