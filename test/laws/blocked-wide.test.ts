import { expect, test } from 'vitest'
import { artistId, listenerId, minuteMs, recordingId, requestId, type Track, trackId } from '#domain'
import { nowPlaying, slateSchema } from '#surfaces'
import { now, openSmallWorld } from './small-world.ts'

/**
 * Who blocks what nearly everybody plays is served as many as anybody else, of what is left. The trap closed here is a list of the most
 * popular that is cut before it is known what of it may be served.
 */
const styles = ['electronic', 'rock', 'pop', 'folk']
const tracks = Array.from({ length: 400 }, (_, number): Track => {
  // The last hundred are folk, and hardly played.
  const style = number < 300 ? (styles[number % 3] ?? '') : 'folk'
  const name = `${style}-${number % 50}`
  return {
    id: trackId(`track-${number}`),
    recordingId: recordingId(`track-${number}`),
    title: `Song ${number}`,
    artists: [{ id: artistId(name), name }],
    featured: [],
    tags: [style],
    durationMs: 200_000,
  }
})
const heard = tracks.flatMap(({ id }, place) =>
  Array.from({ length: place < 300 ? 4 : 1 }, (_, time) => ({
    type: 'track.played',
    id: `play-${place}-${time}`,
    listenerId: listenerId(`crowd-${time}`),
    trackId: id,
    at: now - (60 + place) * minuteMs,
  })),
)

const served = async (blocked: readonly string[]) => {
  const ann = listenerId('ann')
  const blocks = blocked.map((tag) => ({
    type: 'listener.blocked',
    id: `block-${tag}`,
    listenerId: ann,
    at: now - minuteMs,
    target: { kind: 'tag', id: tag },
  }))
  const { services, store } = await openSmallWorld(tracks, [...heard, ...blocks])
  const reads = await services.readsFor(ann, now)
  const asking = { requestId: requestId('wide'), asOf: now, listenerId: ann, limit: 10 }
  const { body } = await services.serve(nowPlaying.ask(asking, reads), reads)
  store.close()
  return slateSchema.parse(JSON.parse(body))
}

test.each([[[]], [['electronic']], [['electronic', 'rock']], [['electronic', 'rock', 'pop']]])(
  'a newcomer who has blocked %j is served as many as were asked for, of what is left [promise: blocks-leave-enough]',
  async (blocked) => {
    const { items, tier } = await served(blocked)
    expect(tier).toBe('full')
    expect(items).toHaveLength(10)
    expect(items.flatMap(({ track }) => track.tags).filter((tag) => blocked.includes(tag))).toEqual([])
  },
)
