import { ndjson, type Sent } from './asking.ts'
import { event, handmade, json, now, rest, skip } from './bad-input.ts'

const long = 'x'.repeat(201)
const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`

/** An event refused on its own: what it is, the request, code, and words of the advice. */
export const badEvents: readonly (readonly [string, Sent, string, RegExp])[] = [
  [
    'of an unknown type',
    { body: event({ type: 'track.loved' }) },
    'invalid-event',
    /Send one of: track\.played/,
  ],
  ['of a type only Segue writes', { body: event({ type: 'slate.served' }) }, 'invalid-event', /Send one of/],
  ['of the type __proto__', { body: event({ type: '__proto__' }) }, 'invalid-event', /Send one of/],
  ['without a type', { body: event({ type: undefined }) }, 'invalid-event', /Send one of/],
  ['that is no object', { body: [null] }, 'invalid-event', /JSON object/],
  ['at a time in seconds', { body: event({ at: Math.floor(now / 1_000) }) }, 'invalid-event', /milliseconds/],
  [
    'at a time in seconds with a fraction',
    { body: event({ at: now / 1_000 + 0.5 }) },
    'invalid-event',
    /milliseconds/,
  ],
  ['at a time in microseconds', { body: event({ at: now * 1_000 }) }, 'invalid-event', /micro/],
  ['in 1970', { body: event({ at: 0 }) }, 'invalid-event', /milliseconds/],
  [
    'in 1970, written out',
    { body: event({ at: '1970-01-01T00:00:00Z' }) },
    'invalid-event',
    /before the year 2000/,
  ],
  ['in 2099', { body: event({ at: '2099-01-01T00:00:00Z' }) }, 'invalid-event', /in the future/],
  ['on 30 February', { body: event({ at: '2026-02-30T00:00:00Z' }) }, 'invalid-event', /ISO 8601/],
  ['at a time without a zone', { body: event({ at: '2026-11-20T12:00:00' }) }, 'invalid-event', /zone/],
  ['yesterday', { body: event({ at: 'yesterday' }) }, 'invalid-event', /ISO 8601/],
  ['at a time in a text', { body: event({ at: `${now}` }) }, 'invalid-event', /ISO 8601/],
  ['at no time', { body: event({ at: null }) }, 'invalid-event', /ISO 8601/],
  ['at an infinite time', handmade(`"at":1e999,${rest}`), 'invalid-event', /milliseconds/],
  ['at NaN, as a line', { ...ndjson([]), body: `{"at":NaN,${rest}}` }, 'malformed-json', /NaN/],
  ['skipped nowhere', skip(undefined), 'invalid-event', /positionMs is missing/],
  ['skipped before its beginning', skip(-1), 'invalid-event', /negative/],
  ['skipped in microseconds', skip(12_000_000), 'invalid-event', /micro/],
  ['skipped after a day', skip(1e12), 'invalid-event', /a day/],
  ['skipped at a text', skip('12'), 'invalid-event', /milliseconds/],
  [
    'with a misspelt field',
    { body: { ...event({ type: 'track.skipped' }), positionMs: 1, positionMS: 1 } },
    'invalid-event',
    /did you mean positionMs/,
  ],
  ['with an unknown field', { body: event({ mood: 'glad' }) }, 'invalid-event', /leave it out/],
  [
    'with a __proto__',
    handmade(`"at":${now},${rest},"__proto__":{"simulated":true}`),
    'invalid-event',
    /__proto__.*leave it out/,
  ],
  [
    'with a constructor',
    handmade(`"at":${now},${rest},"constructor":{"prototype":{}}`),
    'invalid-event',
    /leave it out/,
  ],
  ['as deep as a well', json(`[{"id":"deep","type":"track.played","mood":${deep}}]`), 'invalid-event', /./],
  ['with a long id', { body: event({ id: long }) }, 'invalid-event', /1 to 200/],
  ['with an empty id', { body: event({ id: '' }) }, 'invalid-event', /1 to 200/],
  ['with a number for an id', { body: event({ id: 7 }) }, 'invalid-event', /text/],
  ['with a control character', { body: event({ id: 'a\u0000b' }) }, 'invalid-event', /control characters/],
  [
    'of half a character',
    handmade(`"at":${now},"type":"track.played","listenerId":"a\\ud800","trackId":"t"`),
    'invalid-event',
    /control characters/,
  ],
  ['of nobody', { body: event({ listenerId: undefined }) }, 'invalid-event', /listenerId is missing/],
  [
    'that blocks nothing',
    { body: { ...event({ type: 'listener.blocked' }), trackId: undefined } },
    'invalid-event',
    /target/,
  ],
  [
    'in bytes that are not UTF-8',
    { ...ndjson([]), body: Buffer.from([0x7b, 0xff, 0x7d]) },
    'malformed-json',
    /JSON/,
  ],
  ['cut short', { ...ndjson([]), body: '{"id":"cut' }, 'malformed-json', /one JSON object per line/],
]
