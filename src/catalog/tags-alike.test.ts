import { expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { trackId } from '#domain'
import { arraySteps } from '../domain/array-steps.sample.ts'
import { sampleTrack } from './catalog-store.sample.ts'
import { openCatalog } from './open-catalog.ts'
import { createTagsAlike } from './tags-alike.ts'

it('knows a tag in all spellings, common ones first and those of withdrawn tracks last, until they return otherwise', async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const tagsAlike = createTagsAlike(catalog)
  const tagged = (id: string, tag: string) => sampleTrack(id, { tags: [tag] })
  await catalog.upsert([tagged('1', 'hiphop'), tagged('2', 'hip-hop'), tagged('3', 'hip-hop')])
  await catalog.upsert([tagged('4', 'hip hop'), tagged('5', 'dub')])
  await catalog.withdraw([trackId('4')])
  expect(tagsAlike('Hip Hop')).toEqual(['hip-hop', 'hiphop', 'hip hop'])
  await catalog.upsert([tagged('4', 'dub')])
  expect(tagsAlike('Hip Hop')).toEqual(['hip-hop', 'hiphop'])
})

it('looks at tags, not at every track that was withdrawn', async () => {
  const steps = async (tracks: number) => {
    const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
    const tagsAlike = createTagsAlike(catalog)
    const all = Array.from({ length: tracks }, (_, at) => sampleTrack(`${at}`, { tags: ['dub', 'ska'] }))
    await catalog.upsert(all)
    await catalog.withdraw(all.map(({ id }) => id))
    return arraySteps(() => {
      expect(tagsAlike('dub')).toEqual(['dub'])
    })
  }
  expect(await steps(600)).toBe(await steps(6))
})
