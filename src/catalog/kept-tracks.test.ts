import fc from 'fast-check'
import { expect, test } from 'vitest'
import { artistId, creditsOf, recordingId, releaseId, trackId, trackKey } from '#domain'
import { sampleTrack } from './catalog-store.sample.ts'
import { createKeptTracks } from './kept-tracks.ts'

test('says of each artist, release and recording whether a track of it is kept away, whatever is kept, changed and let go', () => {
  const change = fc.record({ track: fc.nat(3), artist: fc.nat(2), guest: fc.nat(2), goes: fc.boolean() })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      const kept = createKeptTracks()
      for (const { track, artist, guest, goes } of changes) {
        const id = trackId(`t${track}`)
        if (goes) kept.delete(id)
        else
          kept.set(id, {
            ...sampleTrack(id, {
              recordingId: recordingId(`r${guest}`),
              artists: [{ id: artistId(`a${artist}`), name: 'A' }],
              featured: [{ id: artistId(`a${guest}`), name: 'A' }],
              ...(artist > 0 && { release: { id: releaseId(`l${artist}`), title: 'L' } }),
            }),
            key: trackKey(track),
          })
        const all = [...kept.values()]
        for (let number = 0; number < 4; number++) {
          const asked = (kind: 'track' | 'artist' | 'release' | 'recording', letter: string) =>
            kept.hasAny({ kind, id: `${letter}${number}` })
          expect([
            asked('track', 't'),
            asked('artist', 'a'),
            asked('release', 'l'),
            asked('recording', 'r'),
          ]).toEqual([
            all.some((one) => one.id === `t${number}`),
            all.some((one) => creditsOf(one).some((credit) => credit.id === `a${number}`)),
            all.some((one) => one.release?.id === `l${number}`),
            all.some((one) => one.recordingId === `r${number}`),
          ])
        }
      }
    }),
  )
})
