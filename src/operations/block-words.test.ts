import { expect, test } from 'vitest'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { createTagsAlike, openCatalog } from '#catalog'
import { AppError, artistId, eventId, instant, listenerId, recordingId, type Track } from '#domain'
import { features as allFeatures, blocked, createFeatures, entity, parseEntity } from '#features'
import { type BlockTarget, createJournal, type Entry, type EventLog } from '#log'
import { createBlockEntries, createTrackIndex } from '#surfaces'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createBlockWords } from './block-words.ts'

const ann = listenerId('ann')

let said = 0
const word =
  (type: 'listener.blocked' | 'listener.unblocked') =>
  (kind: BlockTarget['kind'], id: string): Entry => ({
    event: { type, target: { kind, id }, id: eventId(`word ${++said}`), at: instant(said), listenerId: ann },
  })
const block = word('listener.blocked')
const unblock = word('listener.unblocked')

/** Words about a catalogue, said by somebody who has blocked these in the days of an older Segue: as they were sent. */
const openWords = async (
  tracks: readonly Track[],
  before: readonly string[] = [],
  log: EventLog = createMemoryEventLog(),
) => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(tracks)
  const index = createTrackIndex(catalog)
  const features = createFeatures({ store: createMemoryStateStore(), features: allFeatures })
  const journal = createJournal({ log, folds: [features.fold] })
  const asked = { states: 0, namesakes: 0 }
  const tagsAlike = createTagsAlike(catalog)
  const blockWords = createBlockWords({
    catalog,
    tagsAlike,
    blockEntryOf: createBlockEntries(catalog, tagsAlike, index),
    journal,
    features: {
      reading: features.reading,
      entries(feature, owner) {
        asked.states += 1
        return features.entries(feature, owner)
      },
    },
    namesakes(target) {
      asked.namesakes += 1
      return index().reach.namesakes(target)
    },
  })
  const targets = before.map(parseEntity)
  if (targets.length > 0)
    await journal.append(targets.flatMap(({ kind, id }) => (isBlockable(kind) ? block(kind, id) : [])))
  return {
    asked,
    catalog,
    /** As the log has them, with the names that each took back. */
    said: async (...words: readonly Entry[]) => {
      const { recorded } = await blockWords.append(words)
      return recorded.map(({ event }) =>
        'target' in event
          ? [event.target.id, ...('alsoCalled' in event ? (event.alsoCalled ?? []) : [])]
          : expect.fail(),
      )
    },
    blocked: () =>
      [...features.entries(blocked, entity('listener', ann))].flatMap(({ about, state }) =>
        state[0] === 1 ? about : [],
      ),
  }
}

const isBlockable = (kind: string): kind is BlockTarget['kind'] => ['artist', 'track', 'tag'].includes(kind)

const by = (id: string, name: string): Track => sampleTrack(id, { artists: [{ id: artistId(name), name }] })
const unknown = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    sampleTrack(`${at}`, { artists: [{ id: artistId(`a${at}`), name: 'Unknown Artist' }] }),
  )

test('what is taken back is what this listener blocked of the entry, however many are called alike [promise: last-word-holds]', async () => {
  const { asked, said } = await openWords(unknown(300), ['artist:a299', 'artist:a7'])
  const [[first, ...others] = []] = await said(unblock('artist', 'a5'))
  // What is kept of a listener has no order.
  expect([first, others.toSorted()]).toEqual(['a5', ['a299', 'a7']])
  expect(asked.namesakes).toBe(0)
})

test('what has no entry of its own is free when one ends that it is a spelling of, told so a few times [promise: last-word-holds]', async () => {
  const { catalog, said } = await openWords([by('1', 'Led Zepplin')], ['artist:Led Zepplin'])
  await catalog.upsert([by('1', 'Led Zeppelin')])
  // Somebody adds a file with the old spelling: they are two, and one of them is blocked.
  await catalog.upsert([by('2', 'Led Zepplin')])
  const words = await said(...Array.from({ length: 100 }, () => unblock('artist', 'Led Zeppelin')))
  expect(words.slice(0, 16)).toEqual(Array(16).fill(['Led Zeppelin', 'Led Zepplin']))
  expect(words.slice(16)).toEqual(Array(84).fill(['Led Zeppelin']))
})

test('what is called like somebody before is free when it is taken back, though that one is called otherwise since [promise: last-word-holds]', async () => {
  const called = (id: string, name: string): Track =>
    sampleTrack(id, { artists: [{ id: artistId(id), name }] })
  const { catalog, said } = await openWords(
    [called('1', 'Kanye West'), called('2', 'Kanye West')],
    ['artist:1'],
  )
  await catalog.upsert([called('1', 'Ye')])
  expect(await said(unblock('artist', '2'))).toEqual([['2', '1']])
})

test('what has no entry of its own is free when one ends that reaches it over another that is called alike [promise: last-word-holds]', async () => {
  const {
    blocked: left,
    catalog,
    said,
  } = await openWords([by('1', 'Beyonze'), by('2', 'Beyonce')], ['artist:Beyonce'])
  await catalog.upsert([by('1', 'Beyoncé')])
  await catalog.upsert([by('3', 'Beyonze')])
  expect(await said(unblock('artist', 'Beyonze'))).toEqual([['Beyonze', 'Beyonce']])
  expect(left()).toEqual([])
})

test('a tag has no entry of its own where one ends that an older Segue has as it was sent [promise: last-word-holds]', async () => {
  const tagged = (id: string, tag: string) => sampleTrack(id, { tags: [tag] })
  const { blocked: left, catalog, said } = await openWords([tagged('1', 'elec-tonic')], ['tag:Elec-Tonic'])
  await catalog.upsert([tagged('1', 'electronic')])
  await catalog.upsert([tagged('2', 'elec-tonic')])
  expect(await said(unblock('tag', 'electronic'))).toEqual([['electronic', 'Elec-Tonic']])
  expect(left()).toEqual([])
})

test('a block that an older Segue took as it was sent ends when it is taken back as it was sent [promise: last-word-holds]', async () => {
  const artist = { id: artistId('artist:foo'), name: 'Foo' }
  const { blocked: left, said } = await openWords([sampleTrack('1', { artists: [artist] })], ['artist:FOO'])
  expect(await said(unblock('artist', 'FOO'))).toEqual([['artist:foo', 'FOO']])
  expect(left()).toEqual([])
})

test('a word that ends nothing names no others, though a recording has two hundred versions', async () => {
  const versions = Array.from({ length: 200 }, (_, at) =>
    sampleTrack(`v${at}`, { recordingId: recordingId('one') }),
  )
  const { said } = await openWords(versions)
  expect(await said(unblock('track', 'v3'))).toEqual([['v3']])
})

test('the words of one request ask once what is blocked, and know what they said themselves [promise: last-word-holds]', async () => {
  const { asked, said } = await openWords(unknown(20), ['artist:a1'])
  const many = Array.from({ length: 100 }, () => unblock('artist', 'a5'))
  const words = await said(block('artist', 'a9'), unblock('artist', 'a5'), unblock('artist', 'a6'), ...many)
  expect(words.slice(0, 4)).toEqual([
    ['a9'],
    ['a5', 'a1', 'a9'],
    // The one before may be known already, and is not taken again then.
    ['a6', 'a1', 'a9'],
    ['a5', 'a1', 'a9'],
  ])
  // With each of thousands they would fill the log.
  expect(words.filter((names) => names.length > 1)).toHaveLength(16)
  expect(asked.states).toBe(1)
})

test('a block that is still on its way ends with the word that comes after it, under whatever name [promise: last-word-holds]', async () => {
  const memory = createMemoryEventLog()
  let disk = Promise.resolve()
  const append = async (entries: readonly Entry[]) => {
    await disk
    return await memory.append(entries)
  }
  const tracks = [by('1', 'Beyonce'), by('2', 'Beyoncé'), by('3', 'Prince')]
  const { blocked: left, said } = await openWords(tracks, [], { ...memory, append })
  const { promise, resolve } = Promise.withResolvers<void>()
  disk = promise
  const first = said(block('artist', 'Beyonce'))
  const second = said(block('artist', 'Prince'), unblock('artist', 'Beyoncé'))
  resolve()
  expect(await first).toEqual([['Beyonce']])
  expect(await second).toEqual([['Prince'], ['Beyoncé', 'Beyonce']])
  expect(left()).toEqual(['artist:Prince'])
  // Which is over when the log has said what became of it.
  expect(await said(unblock('artist', 'Beyoncé'))).toEqual([['Beyoncé']])
})

test('a block that the log did not take is not taken back [promise: last-word-holds]', async () => {
  const memory = createMemoryEventLog()
  let isFull = true
  const append: EventLog['append'] = async (entries) =>
    isFull
      ? await Promise.reject(new AppError('disk-full', 'The disk is full.'))
      : await memory.append(entries)
  const { said } = await openWords([by('1', 'Beyonce'), by('2', 'Beyoncé')], [], { ...memory, append })
  await expect(said(block('artist', 'Beyonce'))).rejects.toMatchObject({ code: 'disk-full' })
  isFull = false
  expect(await said(unblock('artist', 'Beyoncé'))).toEqual([['Beyoncé']])
})
