import { expect, test } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { AppError } from '#domain'
import { sampleTrack } from './catalog-store.sample.ts'
import { artistIdOf } from './names.ts'
import { openCatalog } from './open-catalog.ts'

/** A store that fails to keep which names are one as often as it is told, and what it was given. */
const openStore = (failures: number) => {
  const store = openSqliteCatalogStore({ path: ':memory:' })
  const given: number[] = []
  let left = failures
  const link: typeof store.link = (links, ...more) => {
    given.push(links.length)
    left -= 1
    return left >= 0 ? Promise.reject(new AppError('disk-full', 'Full.')) : store.link(links, ...more)
  }
  return { given, store: { ...store, link } }
}
const zepplin = { kind: 'artist', id: artistIdOf('Led Zepplin') } as const
const by = (name: string) => sampleTrack('1', { artists: [{ id: artistIdOf(name), name }] })

test('which names are one is known again where it could not be stored [promise: blocks-follow-names]', async () => {
  const { store } = openStore(Number.POSITIVE_INFINITY)
  const catalog = openCatalog(store)
  await catalog.upsert([by('Led Zepplin')])
  await expect(catalog.upsert([by('Led Zeppelin')])).rejects.toThrow('Full')
  const one = [artistIdOf('Led Zeppelin')]
  expect(catalog.alsoCalled(zepplin)).toEqual(one)
  expect(openCatalog(store).alsoCalled(zepplin)).toEqual(one)
})

test('what could not be stored is stored with the next, and each once', async () => {
  const { given, store } = openStore(1)
  const catalog = openCatalog(store)
  await catalog.upsert([by('Led Zepplin')])
  await expect(catalog.upsert([by('Led Zeppelin')])).rejects.toThrow('Full')
  await catalog.upsert([sampleTrack('2')])
  await catalog.upsert([sampleTrack('3')])
  expect(given).toEqual([1, 1])
  expect([...store.nameLinks()]).toHaveLength(1)
})
