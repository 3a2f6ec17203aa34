import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom, minuteMs } from '#domain'
import { listedFor } from '#surfaces'
import { listener } from './ask-everywhere.ts'
import { kinds, rulingOn } from './rulings.ts'
import { now, openSmallWorld, randomTracks, spelledOtherwise } from './small-world.ts'

/**
 * Lists that show all there is mark what a listener ruled out, and mark exactly what no surface serves: the tracks
 * that `rulingOn` bars, told from how the world was made, in whatever version and however they are spelt.
 */
const saysIt: Readonly<Record<string, string>> = {
  artist: 'artist-blocked',
  namesake: 'artist-blocked',
  guest: 'artist-blocked',
  tag: 'tag-blocked',
  track: 'track-blocked',
  version: 'track-blocked',
  song: 'track-blocked',
}

describe('a list for a listener', () => {
  const world = fc.record({ seed: fc.nat(1e6), count: fc.integer({ min: 8, max: 40 }), pick: fc.nat(1000) })

  test.each(kinds)(
    'marks what was ruled out, nothing else, and nothing once that is taken back: %s [promise: lists-mark]',
    async (kind) => {
      let checked = 0
      await fc.assert(
        fc.asyncProperty(world, async ({ seed, count, pick }) => {
          const random = createRandom(`listed/${seed}`)
          const known = spelledOtherwise(random, randomTracks(random, count))
          const ruling = rulingOn(kind, known, pick)
          if (ruling === undefined) return
          const { services, catalog, tell, store } = await openSmallWorld(known.tracks, [
            { ...ruling.event, id: 'ruling', at: now - minuteMs, listenerId: listener },
          ])
          const marks = async () => {
            const listed = listedFor(await services.readsFor(listener, now))
            return known.tracks.map((track) => ({
              track,
              ruledOut: listed(catalog.get(track.id) ?? expect.fail()).ruledOut,
            }))
          }
          const said = await marks()
          for (const { track, ruledOut } of said) {
            const wanted = ruling.bars(track) ? (saysIt[kind] ?? 'disliked') : undefined
            expect(ruledOut?.by, `${track.id} ${track.title}`).toBe(wanted)
            checked++
          }
          const marked = said.filter(({ ruledOut }) => ruledOut !== undefined)
          // From the mark of any one of them, best of one that the dislike only reaches.
          const back =
            ruling.target === undefined
              ? (marked.find(({ track }) => !ruling.judged(track)) ?? marked[0])?.ruledOut?.trackIds?.map(
                  (trackId) => ({ type: 'track.unrated', trackId }),
                )
              : [{ type: 'listener.unblocked', target: ruling.target }]
          await tell(
            (back ?? []).map((word, place) => ({
              ...word,
              id: `back-${place}`,
              at: now,
              listenerId: listener,
            })),
          )
          for (const { track, ruledOut } of await marks()) expect(ruledOut, track.id).toBeUndefined()
          store.close()
        }),
        { numRuns: 15 },
      )
      expect(checked).toBeGreaterThan(100)
    },
  )
})
