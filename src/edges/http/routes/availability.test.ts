import { describe, expect, it } from 'vitest'
import { openSampleApp, sampleNow } from '../app.sample.ts'

/** Availability through the door: by market and moment, for everything that shows a track. */
const song = (id: string, availability?: object) => ({
  id,
  title: `Song ${id}`,
  artists: ['Ika'],
  release: { id: 'album', title: 'Album' },
  tags: ['dub'],
  ...(availability && { availability }),
})
const later = new Date(sampleNow + 1).toISOString()
const open = async () => {
  const { app, putTracks } = await openSampleApp()
  await putTracks([
    song('everywhere'),
    song('sweden', { markets: ['se'] }),
    song('notus', { notMarkets: ['US'] }),
    song('begins', { from: sampleNow }),
    song('tocome', { from: later }),
    song('over', { until: sampleNow }),
    song('nowhere', { markets: [] }),
  ])
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const answer = await app.inject({ method, url, ...(payload && { payload }) })
    return { status: answer.statusCode, text: answer.body }
  }
  return { app, ask }
}
const titlesIn = (text: string) => [...new Set(text.match(/Song \w+/g))].map((one) => one.slice(5)).sort()

const there = {
  '': ['begins', 'everywhere'],
  'market=SE': ['begins', 'everywhere', 'notus', 'sweden'],
  'market=se': ['begins', 'everywhere', 'notus', 'sweden'],
  'market=US': ['begins', 'everywhere'],
  'market=JP': ['begins', 'everywhere', 'notus'],
}

describe('availability', () => {
  it.each(Object.entries(there))(
    'asked with "%s", lists, search and pages show %j [promise: rights-hold]',
    async (market, titles) => {
      const { ask } = await open()
      for (const url of [
        '/v1/tracks?',
        '/v1/tracks?tag=dub&',
        '/v1/tracks?versions=first&',
        '/v1/search?q=song&',
        '/v1/search?tag=dub&',
        '/v1/releases/album?',
      ])
        expect([url, titlesIn((await ask('GET', url + market)).text)]).toEqual([url, titles])
      for (const id of ['everywhere', 'sweden', 'notus', 'begins', 'tocome', 'over', 'nowhere']) {
        const { status, text } = await ask('GET', `/v1/tracks/${id}?${market}`)
        expect([id, status]).toEqual([id, titles.includes(id) ? 200 : 451])
        if (status === 451) expect(text).toMatch(/not-available/)
      }
    },
  )

  it.each(Object.entries(there))(
    'asked with "%s", surfaces serve of these %j, and the decision says why not the others [promise: rights-hold]',
    async (market, titles) => {
      const { ask } = await open()
      for (const url of ['/v1/listeners/ann/home?', '/v1/tracks/everywhere/similar?'])
        for (const title of titlesIn((await ask('GET', url + market)).text))
          expect([url, titles]).toEqual([url, expect.arrayContaining([title])])
      const body = market === '' ? {} : { market: market.slice(-2) }
      const { text } = await ask('POST', '/v1/listeners/ann/now-playing', body)
      expect(titlesIn(text)).toEqual(titles)
      const { requestId } = JSON.parse(text)
      const decision = await ask('GET', `/v1/decisions/${requestId}`)
      for (const why of ['not available in this market', 'not available yet', 'not available any more'])
        expect(decision.text).toContain(why)
      const replayed = await ask('POST', `/v1/decisions/${requestId}/replay`)
      expect(JSON.parse(replayed.text)).toMatchObject({ same: true })
    },
  )

  it('names in history and among likes what may not be played there, without a way to play it', async () => {
    const { ask } = await open()
    const at = new Date(sampleNow - 1_000).toISOString()
    const about = { at, listenerId: 'ann', trackId: 'sweden' }
    await ask('POST', '/v1/events', [
      { ...about, type: 'track.played', id: 'p' },
      { ...about, type: 'track.liked', id: 'l' },
    ])
    for (const [market, isThere] of [
      ['SE', true],
      ['US', false],
    ] as const) {
      const { plays } = JSON.parse((await ask('GET', `/v1/listeners/ann/history?market=${market}`)).text)
      expect([plays[0].track !== undefined, plays[0].withdrawn !== undefined]).toEqual([isThere, !isThere])
      const likes = JSON.parse((await ask('GET', `/v1/listeners/ann/likes?market=${market}`)).text)
      expect([likes.tracks.length, likes.withdrawn.length]).toEqual(isThere ? [1, 0] : [0, 1])
      const { text } = await ask('GET', `/v1/listeners/ann/last-stop?market=${market}`)
      expect(titlesIn(text)).toEqual(isThere ? ['sweden'] : [])
    }
  })

  it('refuses a market that is none, and rights that can not be read, with what to send', async () => {
    const { app, ask } = await open()
    for (const market of ['UK', 'SWE', ''])
      expect(await ask('GET', `/v1/tracks?market=${market}`)).toMatchObject({
        status: 400,
        text: expect.stringMatching(/ISO 3166-1/),
      })
    for (const [availability, words] of [
      [{ markets: ['UK'] }, /the United Kingdom is GB/],
      [{ from: '2026-01-01' }, /must be a moment such as/],
      [{ from: 2, until: 2 }, /must be after from/],
      [{ market: 'SE' }, /which is not known here/],
    ] as const) {
      const payload = [song('x', availability)]
      const answer = await app.inject({ method: 'PUT', url: '/v1/catalog/tracks', payload })
      expect([answer.statusCode, answer.body]).toEqual([400, expect.stringMatching(words)])
    }
  })
})
