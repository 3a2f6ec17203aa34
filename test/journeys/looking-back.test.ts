import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { journeyInBrowser, phone } from './browser-journey.ts'
import { browsingLibrary, catalogueForBrowsing } from './catalogue-for-browsing.ts'
import { playedTitle, textOf } from './page-in-browser.ts'
import { pagesFit, widths } from './pages-fit.ts'

/** Looking back in a real browser: what was played, and how it came to be. */
const listenerId = 'you-reader'
interface PlayTold {
  readonly trackId: string
  readonly at: number
  readonly sessionId?: string
  readonly type?: 'track.liked'
}
const day = 24 * 3600_000
const noon = Date.UTC(2026, 0, 20, 12)

const setting = { library: browsingLibrary, listeners: 10, days: 5 }
journeyInBrowser('looking back in a browser', setting, (venue) => {
  let page: Page

  /** A browser in which the listener with this history has been before. */
  const asReader = (): BrowserContextOptions => ({
    timezoneId: 'UTC',
    storageState: {
      cookies: [],
      origins: [{ origin: venue.url, localStorage: [{ name: 'segue.listener.own', value: listenerId }] }],
    },
  })

  const tell = async (...plays: readonly PlayTold[]) => {
    const events = plays.map((play, number) => ({
      id: `${play.at}/${number}`,
      type: 'track.played',
      listenerId,
      ...play,
    }))
    const told = await fetch(`${venue.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(events),
    })
    expect(told.status).toBe(200)
  }

  beforeAll(async () => {
    await tell(
      ...Array.from({ length: 60 }, (_, at) => ({ trackId: `many-${at}`, at: noon - 2 * day + at * 1000 })),
      { trackId: 'harbour-1', at: noon - day },
      { trackId: 'left-long-ago', at: noon - day + 60_000 },
      { trackId: 'harbour-1', at: noon },
      { trackId: 'harbour-2', at: noon + 60_000 },
    )
    page = (await venue.visit(asReader())).page
  })

  // Only the date: browsers write the comma after the day of the week or leave it out.
  const playedOn = (date: string) => page.getByRole('list', { name: `${date} 2026` })
  const titlesOn = (date: string) => playedOn(date).getByRole('heading').allTextContents()

  it('shows what was played, day by day, and goes on to what is older', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'History' }).click()
    await expect.poll(() => textOf(page.getByRole('heading', { level: 1 }))).toBe('History')
    await playedOn('20 January').waitFor()
    expect(await titlesOn('20 January')).toEqual(['Harbour 2', 'Harbour 1'])
    await playedOn('19 January').getByText('An unknown track').waitFor()
    await playedOn('20 January').getByText('12:01').waitFor()
    expect(await titlesOn('18 January')).toHaveLength(46)
    await page.getByRole('button', { name: 'Older' }).click()
    await expect.poll(async () => (await titlesOn('18 January')).length).toBe(60)
    expect(await page.getByRole('button', { name: 'Older' }).count()).toBe(0)
  })

  it('keeps the list when what is older can not be had, and says why', async () => {
    await page.goto(`${venue.url}/history`)
    await page.getByRole('button', { name: 'Older' }).waitFor()
    await page.route('**/history?before=*', (route) => route.abort())
    await page.getByRole('button', { name: 'Older' }).click()
    await page
      .getByRole('alert')
      .getByText(/can’t be reached/)
      .waitFor()
    expect(await titlesOn('20 January')).toEqual(['Harbour 2', 'Harbour 1'])
    await page.unroute('**/history?before=*')
    await page.getByRole('button', { name: 'Older' }).click()
    await expect.poll(async () => (await titlesOn('18 January')).length).toBe(60)
  })

  it('says on the page of a track how often it was played, and leads to where it was served', async () => {
    const main = page.getByRole('main')
    await page.goto(`${venue.url}/tracks/harbour-1`)
    await main.getByText(/^You played this 2 times, last 20 Jan 2026/).waitFor()
    await page.goto(`${venue.url}/tracks/gathered-0`)
    await main.getByText('You never played this.').waitFor()
    await main.getByRole('link', { name: 'Where it was served' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('track')).toBe('gathered-0')
  })

  const stop = (on: Page) => on.getByRole('region', { name: 'Where you stopped' })

  it('offers on another device what was heard last, once the listener is the same', async () => {
    const { page: elsewhere, close } = await venue.visit()
    expect(await stop(elsewhere).count()).toBe(0)
    await elsewhere.getByRole('button', { name: 'Listener: You' }).click()
    await elsewhere.getByRole('menuitem', { name: 'Listen on another device' }).click()
    await elsewhere.getByLabel('The listener id of your other device').fill(listenerId)
    await elsewhere.getByRole('button', { name: 'Listen here as this listener' }).click()
    await stop(elsewhere).getByRole('link', { name: 'Ola Brenn' }).waitFor()
    expect(await textOf(stop(elsewhere))).toContain('Harbour 2')
    await stop(elsewhere).getByRole('button', { name: 'Go on from here' }).click()
    await expect.poll(() => playedTitle(elsewhere)).toBe('Harbour 2')
    await expect.poll(() => stop(elsewhere).count()).toBe(0)
    await close()
  })

  it('goes on with a session that was begun on another device', async () => {
    const started = await fetch(`${venue.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ listenerId, seed: { kind: 'tag', id: 'electronic' } }),
    })
    const { sessionId } = await started.json()
    await tell({ trackId: 'many-7', at: noon + 120_000, sessionId })
    const { page: elsewhere, close } = await venue.visit(asReader())
    expect(await textOf(stop(elsewhere))).toContain('Radio: electronic')
    const asked = elsewhere.waitForRequest((request) => request.url().includes(`/sessions/${sessionId}/next`))
    await stop(elsewhere).getByRole('button', { name: 'Go on with the session' }).click()
    await asked
    await elsewhere.getByText('Session: Radio: electronic').first().waitFor()
    expect(await playedTitle(elsewhere)).not.toBe('Many 7')
    await close()
  })

  it('does not offer what was blocked a moment ago', async () => {
    const { page: elsewhere, close } = await venue.visit(asReader())
    await stop(elsewhere).waitFor()
    const blockOn = (method: string) =>
      fetch(`${venue.url}/v1/listeners/${listenerId}/blocks/tag/electronic`, { method })
    expect((await blockOn('PUT')).status).toBe(204)
    await elsewhere.reload()
    await expect.poll(() => textOf(stop(elsewhere))).toContain('Harbour 2')
    expect((await blockOn('DELETE')).status).toBe(204)
    await close()
  })

  it('names what left the catalogue in history and among liked songs', async () => {
    await tell({ trackId: 'harbour-3', at: noon + 180_000 })
    await tell({ trackId: 'harbour-3', at: noon + 180_001, type: 'track.liked' })
    browsingLibrary(
      venue.folder,
      catalogueForBrowsing.filter(({ id }) => id !== 'harbour-3'),
    )
    expect((await fetch(`${venue.url}/v1/library/scan`, { method: 'POST' })).status).toBe(200)
    await page.goto(`${venue.url}/history`)
    await playedOn('20 January').getByText('Ola Brenn · left the catalogue').waitFor()
    expect((await titlesOn('20 January'))[0]).toBe('Harbour 3')
    expect(await playedOn('20 January').getByRole('button', { name: 'Play Harbour 3' }).count()).toBe(0)
    await page.goto(`${venue.url}/likes`)
    await page.getByRole('region', { name: 'No longer in the catalogue' }).getByText('Harbour 3').waitFor()
  })

  const decisionRows = () => page.getByRole('table').locator('tbody tr')
  const surfacesShown = async () => {
    const texts = await page.getByRole('table').locator('tbody tr td:first-child a').allTextContents()
    return new Set(texts.map((text) => /^(Home|Now playing|Similar|Session)/.exec(text)?.[1] ?? text))
  }
  const searchIn = () => Object.fromEntries(new URL(page.url()).searchParams)

  it('finds decisions by surface and track, and the address keeps what was asked', async () => {
    const slate = await fetch(`${venue.url}/v1/tracks/harbour-1/similar?listenerId=${listenerId}&limit=5`)
    const { requestId, items } = await slate.json()
    const inIt: { id: string; title: string } = items[0].track
    await page.goto(`${venue.url}/decisions`)
    await decisionRows().first().waitFor()
    await expect.poll(async () => (await surfacesShown()).has('Home')).toBe(true)
    await page.getByLabel('Surface').selectOption('similar')
    await expect.poll(async () => [...(await surfacesShown())]).toEqual(['Similar'])
    expect(searchIn()).toEqual({ surface: 'similar' })
    await page.getByLabel('Track in the slate').fill(inIt.title)
    await page
      .getByRole('list', { name: 'Tracks to filter by' })
      .getByText(inIt.title, { exact: false })
      .first()
      .click()
    await page.getByRole('button', { name: `Any track, not only ${inIt.title}` }).waitFor()
    expect(searchIn()).toEqual({ surface: 'similar', track: inIt.id })
    await page.locator(`main a[href="/decisions/${requestId}"]`).waitFor()
    await page.reload()
    await page.locator(`main a[href="/decisions/${requestId}"]`).waitFor()
    await page.goBack()
    await expect.poll(() => searchIn()).toEqual({ surface: 'similar' })
  })

  it('has its button after the last field, on a phone and on a desk, and it heeds all of them', async () => {
    for (const options of [phone, {}]) {
      const { page: visited, close } = await venue.visit(options)
      await visited.goto(`${venue.url}/decisions`)
      const filters = visited.getByRole('search', { name: 'Decisions' })
      if (options === phone) await visited.getByText('Filters').tap()
      const last = await filters.locator('input, select, button').last().textContent()
      expect(last?.trim()).toBe('Search')
      const [field, button] = [
        await filters.getByLabel('Track in the slate').boundingBox(),
        await filters.getByRole('button', { name: 'Search' }).boundingBox(),
      ]
      expect(button?.y).toBeGreaterThanOrEqual(field?.y ?? Number.POSITIVE_INFINITY)
      await filters.getByLabel('Listener id').fill('someone')
      await filters.getByLabel('Track in the slate').fill('harbour-1')
      await filters.getByRole('button', { name: 'Search' }).click()
      await expect.poll(() => new URL(visited.url()).searchParams.get('listener')).toBe('someone')
      expect(new URL(visited.url()).searchParams.get('track')).not.toBeNull()
      await close()
    }
  })

  it('asks for no track whose words could not be looked up, and says why', async () => {
    await page.goto(`${venue.url}/decisions`)
    const field = page.getByLabel('Track in the slate')
    await page.route('**/v1/search**', (route) => route.abort())
    await field.fill('Harbour')
    await field.press('Enter')
    await page
      .getByText(/can’t be reached/)
      .first()
      .waitFor()
    expect(searchIn()).toEqual({})
    await page.unroute('**/v1/search**')
  })

  it('finds decisions by listener and time, and says when none fits', async () => {
    await page.goto(`${venue.url}/decisions`)
    await decisionRows().first().waitFor()
    await page.getByLabel('Listener id').fill('someone-else')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('heading', { name: 'No decision fits.' }).waitFor()
    expect(searchIn()).toEqual({ listener: 'someone-else' })
    await page.getByRole('main').getByRole('link', { name: 'Everyone’s' }).click()
    await decisionRows().first().waitFor()
    expect(searchIn()).toEqual({ everyone: 'true' })
    await page.getByLabel('Until').fill('2026-01-01T00:00')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('heading', { name: 'No decision fits.' }).waitFor()
    expect(searchIn()).toEqual({ everyone: 'true', until: '2026-01-01T00:00:00.000Z' })
    await page.getByLabel('Until').fill('')
    await page.getByLabel('From').fill('2026-01-01T00:00')
    await page.getByRole('button', { name: 'Search' }).click()
    await decisionRows().first().waitFor()
    expect(searchIn()).toEqual({ everyone: 'true', from: '2026-01-01T00:00:00.000Z' })
    await page.getByRole('button', { name: 'Clear all filters' }).click()
    await expect.poll(() => searchIn()).toEqual({})
  })

  it('goes on to older decisions, to the first one', async () => {
    for (let asked = 0; asked < 60; asked++) {
      const answer = await fetch(`${venue.url}/v1/tracks/many-${asked}/similar?listenerId=follower&limit=2`)
      expect(answer.status).toBe(200)
    }
    await page.goto(`${venue.url}/decisions?listener=follower`)
    await expect.poll(() => decisionRows().count()).toBe(50)
    await page.getByRole('button', { name: 'Older' }).click()
    await expect.poll(() => decisionRows().count()).toBe(60)
    expect(await page.getByRole('button', { name: 'Older' }).count()).toBe(0)
  })

  it('says what is wrong with an address that asks for no time', async () => {
    await page.goto(`${venue.url}/decisions?from=yesterday`)
    expect(await textOf(page.getByRole('alert'))).toContain('ISO 8601')
    await page.getByRole('button', { name: 'Clear all filters' }).click()
    await decisionRows().first().waitFor()
  })

  it('takes what looks like a number in an address for the word it is', async () => {
    await page.goto(`${venue.url}/decisions?listener=12345678901234567890&track=1984`)
    await expect.poll(() => page.getByLabel('Listener id').inputValue()).toBe('12345678901234567890')
    await page.getByRole('button', { name: 'Any track, not only 1984' }).waitFor()
  })

  it('shows the decisions of all surfaces where an address names one that there is not', async () => {
    await page.goto(`${venue.url}/decisions?surface=zzz&everyone=true`)
    await page.getByRole('table').waitFor()
    expect(await page.getByLabel('Surface').inputValue()).toBe('')
  })

  it.each(widths)('fits %i pixels and stumbles no screen reader', async (width) => {
    const paths = [
      '/',
      '/history',
      '/tracks/harbour-1',
      '/likes',
      '/decisions',
      '/decisions?everyone=true',
      '/decisions?surface=similar&track=harbour-1',
    ]
    await pagesFit(venue, { paths, width, shots: 'looking-back', options: asReader() })
  })
})
