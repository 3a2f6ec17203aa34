import { describe, expect, it } from 'vitest'
import { decodeEvent, decodeStored } from './decode-event.ts'
import { encodeEvent } from './encode-event.ts'
import { fromNewer, samplePlay } from './event-log.sample.ts'

const like = {
  id: 'like-1',
  type: 'track.liked',
  at: 1_790_000_000_000,
  listenerId: 'listener-1',
  trackId: 'track-1',
}
const decoded = (fields: object) => decodeEvent(1, JSON.stringify({ ...like, ...fields }))

describe('a stored event', () => {
  it('of an older version of its type is handed over in the form of today [promise: log-evolves]', () => {
    for (const older of [{}, { v: 1 }, { versionIds: ['track-2'] }, { v: 1, versionIds: ['track-2'] }])
      expect(decoded(older)).toEqual(like)
    expect(() => decoded({ v: 2, versionIds: ['track-2'] })).toThrow('is not as the schema asks')
  })

  it('says the version of its type where that is not the first, and comes back as it was', () => {
    const event = decoded({}) ?? expect.fail()
    expect(JSON.parse(encodeEvent(event))).toEqual({ ...like, v: 2 })
    expect(decodeEvent(1, encodeEvent(event))).toEqual(event)
    expect(JSON.parse(encodeEvent(samplePlay(1)))).not.toHaveProperty('v')
  })

  it('that a newer Segue marked is passed over, and still says whose it is and when [promise: log-evolves]', () => {
    const { envelope, event } = decodeStored(1, fromNewer(7))
    expect(event).toBeUndefined()
    expect(envelope).toEqual({
      id: 'newer-7',
      type: 'track.imagined',
      at: 1_790_000_000_007,
      listenerId: 'listener-1',
    })
    expect(decoded({ v: 3, ignorable: true })).toBeUndefined()
  })

  it('that is known is read though it is marked, and damage to it is told', () => {
    expect(decoded({ ignorable: true })).toEqual(like)
    expect(() => decoded({ ignorable: true, trackId: undefined })).toThrow('trackId')
  })

  it.each([
    ['a newer version', { v: 3 }, 'version 3 of its type'],
    ['a version that is none', { v: 0, ignorable: true }, 'v is not'],
    ['a version that is a text', { v: '2', ignorable: true }, 'v is not'],
    ['a mark that is none', { type: 'track.imagined', ignorable: false }, 'ignorable is not'],
    ['a type that is not known', { type: 'track.imagined' }, 'not one this version knows'],
    ['no type', { type: undefined, ignorable: true }, 'type is not'],
    [
      'a marked one that is nobody’s',
      { type: 'track.imagined', ignorable: true, listenerId: 7 },
      'listenerId',
    ],
    ['a name of everything’s', { type: 'constructor' }, 'not one this version knows'],
  ])('stops whoever reads it with %s', (_, fields, why) => {
    expect(() => decoded(fields)).toThrow(why)
  })

  it.each(['[]', 'null', '7', '"track.played"'])(
    'stops whoever reads it when it is no object: %s',
    (body) => {
      expect(() => decodeEvent(1, body)).toThrow('it is not an object')
    },
  )
})
