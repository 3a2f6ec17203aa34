import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { artistId, instant, releaseId, type Track, trackId } from '#domain'
import { sampleLibrary, sampleTrack } from './catalog-store.sample.ts'
import type { CatalogStore, StoredTrack } from './catalog-store.ts'

/**
 * What every catalogue store keeps, whatever it is made of. An adapter's test calls `catalogStoreContract` with
 * a way to open an empty store; one that survives its process also says how to open the same store again.
 */
export interface OpenedStore {
  readonly store: CatalogStore
  /** Opens what `store` wrote, after `store` was closed. Absent for a store that keeps nothing. */
  readonly reopen?: () => CatalogStore
}

export const catalogStoreContract = (name: string, open: () => OpenedStore): void => {
  describe(name, () => {
    let opened: OpenedStore
    let store: CatalogStore
    beforeEach(() => {
      opened = open()
      store = opened.store
    })
    afterEach(() => store.close())

    const found = (query: string, limit = 10) => store.search(query, limit).trackIds

    describe('keeping tracks', () => {
      it('gives dense keys in order of arrival and gives every field back', async () => {
        const whole = sampleTrack('whole', {
          featured: [{ id: artistId('a2'), name: 'Guest' }],
          release: { id: releaseId('r'), title: 'Release' },
          label: 'Label',
          year: 1999,
          durationMs: 215_000,
          tags: ['rock', 'indie'],
          energy: 0.5,
          rating: 1,
          licenceUrl: 'https://example.org/licence',
          audioUrl: 'https://example.org/a.mp3',
          audioPath: '/music/a.mp3',
          releasedAt: '1999-04-01',
          availability: { markets: ['SE'], notMarkets: ['US'], from: instant(0), until: instant(1) },
        })
        expect(await store.upsert([whole, sampleTrack('b')])).toEqual({ added: 2, changed: 0, unchanged: 0 })
        expect([...store.scan()]).toEqual([
          { ...whole, key: 1 },
          { ...sampleTrack('b'), key: 2 },
        ])
      })

      it('changes nothing when the same tracks come again, whatever the order of their fields', async () => {
        await store.upsert(sampleLibrary)
        const before = [...store.scan()]
        const turned: readonly Track[] = sampleLibrary.map((track) =>
          JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(track).reverse()))),
        )
        expect(await store.upsert(turned)).toEqual({ added: 0, changed: 0, unchanged: sampleLibrary.length })
        expect([...store.scan()]).toEqual(before)
      })

      it('keeps the key of a changed track and finds it by its new words only', async () => {
        await store.upsert([sampleTrack('a', { title: 'Yesterday' }), sampleTrack('b')])
        expect(await store.upsert([sampleTrack('a', { title: 'Tomorrow' })])).toMatchObject({ changed: 1 })
        expect(store.get([trackId('a')])[0]).toMatchObject({ key: 1, title: 'Tomorrow' })
        expect(found('yesterday')).toEqual([])
        expect(found('tomorrow')).toEqual(['a'])
      })

      it('takes the last of two tracks with one id', async () => {
        await store.upsert([sampleTrack('a', { title: 'One' }), sampleTrack('a', { title: 'Two' })])
        expect([...store.scan()].map((track) => track.title)).toEqual(['Two'])
        expect(found('one')).toEqual([])
      })

      it('answers in the order asked, undefined for unknown ids', async () => {
        await store.upsert([sampleTrack('a'), sampleTrack('b')])
        const ids = (tracks: readonly (StoredTrack | undefined)[]) => tracks.map((track) => track?.id)
        expect(ids(store.get(['b', 'nothing', 'a', 'b'].map(trackId)))).toEqual(['b', undefined, 'a', 'b'])
        expect(store.get([])).toEqual([])
      })

      it('stores all of a call or nothing', async () => {
        const broken: Track = JSON.parse('{"id": "broken", "title": "Broken"}')
        await expect(store.upsert([sampleTrack('a'), broken])).rejects.toThrow()
        expect([...store.scan()]).toEqual([])
        expect(found('title')).toEqual([])
        expect(await store.upsert([sampleTrack('a')])).toMatchObject({ added: 1 })
      })

      it('keeps any id and name: other scripts, emoji, quotes, line ends', async () => {
        const names = ['日本', '🎵👩‍🎤', `"quoted" 'n' \\`, "'; DROP TABLE tracks; --", 'a\u2028b', '%_*']
        const tracks = names.map((text) => sampleTrack(text, { title: text, tags: [text] }))
        await store.upsert(tracks)
        expect([...store.scan()].map(({ key: _, ...track }) => track)).toEqual(tracks)
        expect(store.get(names.map(trackId)).map((track) => track?.title)).toEqual(names)
      })

      it('has an identity of its own, and a revision that grows with every change and only then', async () => {
        const other = open().store
        expect(other.identity).not.toBe(store.identity)
        other.close()
        const a = sampleTrack('a')
        const revisions = [store.revision()]
        for (const tracks of [[a], [a], [], [{ ...a, year: 1 }, sampleTrack('b')]]) {
          await store.upsert(tracks)
          revisions.push(store.revision())
        }
        expect(revisions).toEqual([0, 1, 1, 1, 2])
      })

      it('withdraws tracks from reads and words, and gives one that returns its key back', async () => {
        await store.upsert([sampleTrack('a', { title: 'Yesterday' }), sampleTrack('b'), sampleTrack('c')])
        const [first, , third] = store.scan()
        expect(await store.withdraw(['c', 'a', 'c', 'nothing'].map(trackId))).toBe(2)
        expect([...store.withdrawn()]).toEqual([first, third])
        expect([...store.scan()].map((track) => track.id)).toEqual(['b'])
        expect(store.get([trackId('a')])).toEqual([undefined])
        expect(found('yesterday')).toEqual([])
        expect(store.search('yesterdya', 10)).toEqual({ trackIds: [] })
        expect(await store.withdraw([trackId('a')])).toBe(0)
        await store.upsert([sampleTrack('later')])
        const back = [sampleTrack('c'), sampleTrack('a', { title: 'Yesterday' })]
        expect(await store.upsert(back)).toEqual({ added: 2, changed: 0, unchanged: 0 })
        expect([...store.scan()].map(({ id, key }) => [id, key])).toEqual([
          ['a', 1],
          ['b', 2],
          ['c', 3],
          ['later', 4],
        ])
        expect([...store.withdrawn()]).toEqual([])
        expect(found('yesterday')).toEqual(['a'])
      })
    })

    describe('finding by words', () => {
      beforeEach(async () => {
        await store.upsert(sampleLibrary)
      })

      it('finds by title, artist, featured artist, release, tag and label', () => {
        expect(found('hallon')).toEqual(['hallon'])
        expect(found('deru')).toEqual(['guest'])
        expect(found('isaac sparks')).toEqual(['guest'])
        expect(found('winter garden')).toEqual(['release'])
        expect(found('piano')).toEqual(['moon'])
        expect(found('lantern')).toEqual(['release'])
      })

      it('wants every word, from whichever field', () => {
        expect(found('beethoven piano')).toEqual(['moon'])
        expect(found('beethoven electronic')).toEqual([])
      })

      it('reads the last word as a beginning and ranks the whole word first', () => {
        expect(found('moonl')).toEqual(['moon'])
        expect(found('intro')).toEqual(['intro', 'introspection'])
      })

      it('finds without accents what has them, and the reverse', () => {
        expect(found('bjorklund')).toEqual(['hallon'])
        expect(found('BJÖRKLUND')).toEqual(['hallon'])
        expect(found('hällon')).toEqual(['hallon'])
      })

      it('finds joined and parted spellings', () => {
        for (const query of ["don't panic", 'dont panic', 'don t panic', 'don’t']) {
          expect(found(query), query).toEqual(['dont'])
        }
        for (const query of ['ozon', 'o.z.o.n.', 'hiphop', 'hip-hop', 'hip hop']) {
          expect(found(query), query).toEqual(['dont'])
        }
      })

      it('finds other scripts, and Chinese and Japanese inside a run', () => {
        expect(found('тарелка')).toEqual(['plate'])
        expect(found('ТАРЕЛ')).toEqual(['plate'])
        expect(found('夜')).toEqual(['music'])
        expect(found('音楽')).toEqual(['music'])
        expect(found('楽音')).toEqual([])
      })

      it('finds names made of signs', () => {
        expect(found('♥')).toEqual(['signs'])
        expect(found('!!!')).toEqual(['signs'])
      })

      it('mends typos in unknown words and says so [promise: typos-mended]', () => {
        expect(store.search('beethovn', 10)).toEqual({ trackIds: ['moon', 'ode'], corrected: 'beethoven' })
        expect(store.search('moonlihgt sonata', 10)).toEqual({
          trackIds: ['moon'],
          corrected: 'moonlight sonata',
        })
        expect(store.search('betoven', 10).trackIds).toEqual([])
        expect(store.search('Beathofen Piano', 10)).toEqual({
          trackIds: ['moon'],
          corrected: 'beethoven piano',
        })
        expect(store.search('moonlightsonata', 10).corrected).toBe('moonlight sonata')
      })

      it('leaves known words, beginnings and short words alone', () => {
        expect(store.search('ode', 10)).toEqual({ trackIds: ['ode'] })
        expect(store.search('beeth', 10)).toEqual({ trackIds: ['moon', 'ode'] })
        expect(store.search('beeth sonata', 10)).toEqual({ trackIds: ['moon'] })
        expect(store.search('odf', 10)).toEqual({ trackIds: [] })
      })

      it('mends to the more common word where two are as near', async () => {
        await store.upsert([
          sampleTrack('x1', { title: 'Parker' }),
          sampleTrack('x2', { title: 'Barker' }),
          sampleTrack('x3', { title: 'Barker Street' }),
        ])
        expect(store.search('tarker', 10).corrected).toBe('barker')
        await store.upsert([sampleTrack('x3', { title: 'Parker' }), sampleTrack('x2', { title: 'Parker' })])
        expect(store.search('tarker', 10).corrected).toBe('parker')
      })

      it('answers nothing for nothing, and as many as asked at most', () => {
        for (const query of ['', '   ', '\n', '-', '.,;', '\u0000']) {
          expect(store.search(query, 10), JSON.stringify(query)).toEqual({ trackIds: [] })
        }
        expect(found('beethoven', 1)).toHaveLength(1)
        for (const limit of [0, -1, Number.NaN]) expect(found('beethoven', limit)).toEqual([])
      })

      it('goes on past what is refused until there are enough', async () => {
        await store.upsert(
          Array.from({ length: 3_000 }, (_, index) =>
            sampleTrack(`many-${index}`, { title: `Many ${index}`, tags: ['crowd'] }),
          ),
        )
        for (const query of ['many', 'crowd']) {
          const asked: number[] = []
          const { trackIds } = store.search(query, 2, (key) => {
            asked.push(key)
            return asked.length > 1_500
          })
          expect([query, trackIds.length, new Set(asked).size]).toEqual([query, 2, 1_502])
        }
        expect(store.search('many', 2, () => false).trackIds).toEqual([])
      })

      it('takes search syntax for words', () => {
        for (const query of ['"hallon"', 'hallon*', '^hallon', '(hallon', 'hallon)', '+hallon', '{hallon}']) {
          expect(found(query), query).toEqual(['hallon'])
        }
        for (const query of ['hallon OR ode', 'NOT hallon', 'hallon NEAR ode', 'NEAR(hallon ode, 3)']) {
          expect(found(query), query).toEqual([])
        }
        expect(found('title:hallon')).toEqual([])
        expect(found('"')).toEqual([])
        expect(found("'; DROP TABLE tracks; --")).toEqual([])
      })

      it('survives queries of a thousand characters, of emoji and of broken text', () => {
        const queries = [
          'a'.repeat(1_000),
          'beethoven '.repeat(100),
          '🎵'.repeat(500),
          '\ud800',
          '"'.repeat(1_000),
        ]
        for (const query of queries) expect(() => store.search(query, 10)).not.toThrow()
        expect(found('beethoven '.repeat(100))).toEqual(['moon', 'ode'])
      })
    })

    it('survives being closed twice', () => {
      store.close()
      expect(() => store.close()).not.toThrow()
    })

    it('keeps tracks, keys and words over a restart, and goes on counting', async ({ skip }) => {
      const { reopen } = opened
      if (reopen === undefined) return skip('this store keeps nothing')
      await store.upsert([...sampleLibrary, sampleTrack('gone')])
      await store.withdraw([trackId('gone')])
      const before = [...store.scan()]
      const withdrawn = [...store.withdrawn()]
      const beforeWords = store.search('beethovn', 10)
      const { identity } = store
      const revision = store.revision()
      store.close()
      store = reopen()
      expect(store.identity).toBe(identity)
      expect(store.revision()).toBe(revision)
      expect([...store.scan()]).toEqual(before)
      expect([...store.withdrawn()]).toEqual(withdrawn)
      expect(store.search('beethovn', 10)).toEqual(beforeWords)
      expect(await store.upsert(sampleLibrary)).toMatchObject({ added: 0, changed: 0 })
      await store.upsert([sampleTrack('later')])
      expect(store.get([trackId('later')])[0]?.key).toBe(sampleLibrary.length + 2)
      await store.upsert([sampleTrack('gone')])
      expect(store.get([trackId('gone')])[0]?.key).toBe(sampleLibrary.length + 1)
    })
  })
}
