import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openSampleApp } from '../app.sample.ts'

/** What a search shows is what fits and is free, as long as there is any: what is passed over costs no place. */
const answerSchema = z.object({
  tracks: z.array(z.object({ id: z.string() })),
  artists: z.array(z.object({ name: z.string() })),
  hiddenByBlocks: z.number(),
})

const many = (count: number, track: (index: number) => object) =>
  Array.from({ length: count }, (_, i) => track(i))

describe('a search', () => {
  it('goes on past blocked tracks until its page is full or nothing is left', async () => {
    const { app, putTracks } = await openSampleApp()
    await putTracks([
      ...many(1_200, (i) => ({ id: `b${i}`, title: `Number ${i}`, artists: ['Love'], tags: ['soul'] })),
      ...many(5, (i) => ({ id: `o${i}`, title: `Love song ${i}`, artists: [`Other ${i}`], tags: ['soul'] })),
    ])
    const search = async (query: string) =>
      answerSchema.parse((await app.inject({ url: `/v1/search?${query}&limit=20` })).json())
    expect(await search('q=love&listenerId=me')).toMatchObject({ hiddenByBlocks: 0 })
    const block = { method: 'PUT', url: '/v1/listeners/me/blocks/artist/artist:love' } as const
    expect((await app.inject(block)).statusCode).toBe(204)

    for (const query of ['q=love', 'tag=soul', 'q=love&tag=soul']) {
      const { tracks, artists, hiddenByBlocks } = await search(`${query}&listenerId=me`)
      expect({ query, shown: tracks.map(({ id }) => id).sort(), hiddenByBlocks }).toEqual({
        query,
        shown: ['o0', 'o1', 'o2', 'o3', 'o4'],
        hiddenByBlocks: 1_200,
      })
      expect(artists.map(({ name }) => name)).not.toContain('Love')
    }
    expect((await search('q=love&listenerId=other')).tracks).toHaveLength(20)
  })

  it('within an artist or a tag looks past whatever else has the words', async () => {
    const { app, putTracks } = await openSampleApp()
    await putTracks([
      ...many(1_200, (i) => ({ id: `b${i}`, title: 'Love love love', artists: ['Love'] })),
      { id: 'one', title: 'A longer title that ends in love', artists: ['Other'], tags: ['dub'] },
    ])
    for (const condition of ['artistId=artist:other', 'tag=dub']) {
      const { tracks } = answerSchema.parse(
        (await app.inject({ url: `/v1/search?q=love&${condition}` })).json(),
      )
      expect(tracks.map(({ id }) => id)).toEqual(['one'])
    }
  })

  it('asks for words, and takes blanks for none', async () => {
    const { app, putTracks } = await openSampleApp()
    await putTracks([{ id: 'one', title: 'One', tags: ['dub'] }])
    const blanks = ['', '?q=', '?q=%20', '?q=&tag=&artistId=']
    for (const query of blanks) expect((await app.inject({ url: `/v1/search${query}` })).statusCode).toBe(400)
    const { tracks } = answerSchema.parse(
      (await app.inject({ url: '/v1/search?q=%20&tag=dub&artistId=' })).json(),
    )
    expect(tracks.map(({ id }) => id)).toEqual(['one'])
  })
})
