import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { journeyInBrowser, phone } from './browser-journey.ts'
import { browsingLibrary, longName } from './catalogue-for-browsing.ts'
import { accessibilityFaults, holdBack, textOf } from './page-in-browser.ts'
import { pagesFit, widths } from './pages-fit.ts'
import { smallTargets } from './small-targets.ts'

/** Leafing through the catalogue in a real browser: lists, pages of one artist, release and track, and likes. */
const setting = { library: browsingLibrary, listeners: 10, days: 5 }
journeyInBrowser('leafing through the catalogue in a browser', setting, (venue) => {
  let page: Page
  beforeAll(async () => {
    page = (await venue.visit()).page
  })

  const heading = () => textOf(page.getByRole('heading', { level: 1 }))

  it('shows all artists in pages, and the address keeps the place', async () => {
    await page.goto(`${venue.url}/catalogue`)
    await page
      .getByRole('navigation', { name: 'Browse the catalogue' })
      .getByRole('link', { name: /Artists/ })
      .click()
    await page.getByText('139 artists', { exact: true }).waitFor()
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Next' }).click()
    await page.getByText('Page 2 of 3').waitFor()
    await page.reload()
    await page.getByText('Page 2 of 3').waitFor()
    await page.getByRole('searchbox', { name: 'Filter artists' }).fill('ola')
    await page.getByText('1 artist', { exact: true }).waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('ola')
    await page
      .getByRole('list', { name: 'artists' })
      .getByRole('link', { name: /Ola Brenn/ })
      .click()
    await expect.poll(heading).toBe('Ola Brenn')
  })

  it('leads from an artist to a release, whose tracks stand in the order of the record', async () => {
    const main = page.locator('main')
    await main.getByRole('heading', { name: 'Similar artists' }).waitFor()
    await main
      .getByRole('list', { name: 'Releases' })
      .getByRole('link', { name: /^Harbour/ })
      .click()
    await expect.poll(heading).toBe('Harbour')
    const titles = await page.getByRole('list', { name: 'Tracks' }).getByRole('heading').allTextContents()
    expect(titles).toEqual(['Harbour 1', 'Harbour 2', 'Harbour 3', 'Harbour 4'])
    await main.getByText('2012 · 4 tracks · 10:00 · Quay').waitFor()
  })

  it('leads from a release to a track with the other versions of its recording', async () => {
    await page.getByRole('list', { name: 'Tracks' }).getByRole('link', { name: 'Harbour 1' }).click()
    await expect.poll(heading).toBe('Harbour 1')
    const versions = page.getByRole('list', { name: 'Other versions' })
    await expect.poll(() => versions.getByRole('listitem').count()).toBe(1)
    await page.getByRole('list', { name: 'Similar tracks' }).waitFor()
  })

  it('keeps what is liked on the page of liked songs', async () => {
    const taken = page.waitForResponse(
      (response) => response.url().endsWith('/v1/events') && response.request().method() === 'POST',
    )
    await page.locator('main').getByRole('button', { name: 'Like Harbour 1' }).first().click()
    await taken
    await page.goto(`${venue.url}/likes`)
    await page.getByRole('list', { name: 'Liked songs' }).getByRole('link', { name: 'Harbour 1' }).waitFor()
  })

  it('lists a recording of two releases once among the most played of an artist', async () => {
    await page.goto(`${venue.url}/artists/${encodeURIComponent('artist:ola brenn')}`)
    const titles = page.getByRole('list', { name: 'Most played' }).getByRole('heading')
    await titles.first().waitFor()
    const shown = await titles.allTextContents()
    expect(shown.toSorted()).toEqual([1, 2, 3, 4].map((number) => `Harbour ${number}`))
  })

  it('blocks an artist from the page of the artist, and takes it back', async () => {
    await page.goto(`${venue.url}/artists/${encodeURIComponent('artist:mira voss')}`)
    await page.getByRole('list', { name: 'Guest on' }).waitFor()
    await page.getByRole('button', { name: 'Block', exact: true }).click()
    await page.getByRole('button', { name: 'Unblock', exact: true }).click()
    await page.getByRole('button', { name: 'Block', exact: true }).waitFor()
  })

  it('shows no artist among the similar ones who was blocked a moment ago', async () => {
    const similar = page.getByRole('region', { name: 'Similar artists' })
    await page.goto(`${venue.url}/artists/${encodeURIComponent('artist:ola brenn')}`)
    const name = await textOf(similar.getByRole('link').first())
    await similar.getByRole('link', { name, exact: true }).click()
    await expect.poll(heading).toBe(name)
    await page.getByRole('button', { name: 'Block', exact: true }).click()
    await page.getByRole('button', { name: 'Unblock', exact: true }).waitFor()
    await page.goBack()
    await expect.poll(heading).toBe('Ola Brenn')
    await similar.getByRole('link').first().waitFor()
    expect(await similar.getByRole('link').allTextContents()).not.toContain(name)
    await page.goForward()
    await page.getByRole('button', { name: 'Unblock', exact: true }).click()
    await page.getByRole('button', { name: 'Block', exact: true }).waitFor()
  })

  it('asks for more that is similar in the catalogue than on the page of the track', async () => {
    const asked: string[] = []
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url())
      if (/^\/v1\/tracks\/[^/]+\/similar$/.test(pathname)) asked.push(searchParams.get('limit') ?? '')
    })
    await page.goto(`${venue.url}/catalogue?q=many+7`)
    const row = page.getByRole('list', { name: 'Tracks' }).getByRole('listitem').first()
    const title = await textOf(row.getByRole('heading'))
    await row.getByRole('button', { name: /^More for / }).click()
    await page.getByRole('menuitem', { name: 'Similar tracks' }).click()
    const similar = page.getByRole('list', { name: 'Similar tracks' }).getByRole('listitem')
    await similar.first().waitFor()
    expect(asked).toEqual(['20'])
    await page.goBack()
    await row.getByRole('link', { name: title, exact: true }).click()
    await expect.poll(heading).toBe(title)
    await similar.first().waitFor()
    expect(asked).toEqual(['20', '10'])
  })

  it('tells a listener that an artist, release or track is not there, and leads to the search [promise: told-in-plain-words]', async () => {
    for (const [path, kind] of [
      ['/artists/nobody', 'artist'],
      ['/releases/none', 'release'],
      ['/tracks/none', 'track'],
      ['/catalogue?similar=none', 'track'],
    ] as const) {
      await page.goto(`${venue.url}${path}`)
      await page.getByRole('heading', { name: `This ${kind} is not in the catalogue.` }).waitFor()
      const said = await textOf(page.locator('main'))
      expect(said, path).not.toMatch(/\/v1|with this id/)
      expect(await page.getByRole('button', { name: 'Try again' }).count(), path).toBe(0)
      const search = page.getByRole('link', { name: 'Search the catalogue' })
      expect(await search.getAttribute('aria-current'), 'where one is not').toBe(null)
      await search.click()
      await expect.poll(() => page.url()).toBe(`${venue.url}/catalogue`)
    }
  })

  it('tells it in a notice where a track left the catalogue under an open page [promise: told-in-plain-words]', async () => {
    await page.goto(`${venue.url}/tracks/harbour-1`)
    await page.route('**/v1/sessions', async (route) =>
      route.continue({
        postData: JSON.stringify({ ...route.request().postDataJSON(), seed: { kind: 'track', id: 'none' } }),
      }),
    )
    await page.getByRole('button', { name: 'Start radio' }).click()
    await page.getByText('This is not in the catalogue, so nothing can start from it.').waitFor()
    await page.unroute('**/v1/sessions')
  })

  const pages = [
    '/catalogue',
    '/catalogue/browse/artists',
    '/catalogue/browse/releases',
    '/catalogue/browse/tracks?tag=folk',
    '/catalogue/browse/tags',
    '/catalogue/browse/years',
    '/releases/release-harbour',
    '/releases/release-gathered',
    '/releases/release-long',
    '/tracks/harbour-1',
    '/likes',
    `/artists/${encodeURIComponent('artist:ola brenn')}`,
    '/tracks/long',
    '/tracks/none',
    '/catalogue?similar=none',
  ]
  it.each(widths)('fits %i pixels and stumbles no screen reader', async (width) => {
    await pagesFit(venue, { paths: pages, width, shots: 'catalogue' })
  })

  it('fits a phone under a finger', async () => {
    await pagesFit(venue, { paths: pages, width: 390, shots: 'catalogue-phone', options: phone })
  })

  it.each(widths)('cuts no tag of a usual length short, at %i pixels', async (width) => {
    const visit = await venue.visit({ viewport: { width, height: 900 } })
    for (const path of [
      '/catalogue/browse/tracks?tag=singer-songwriter',
      '/catalogue/browse/tracks?tag=drum+and+bass',
    ]) {
      await visit.page.goto(`${venue.url}${path}`)
      await visit.page.getByRole('list', { name: 'Tracks' }).getByRole('listitem').first().waitFor()
      const cut = await visit.page
        .locator('main .chip span')
        .evaluateAll((all) =>
          all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent),
        )
      expect(cut).toEqual([])
    }
    await visit.close()
  })

  it('shows a name of hundreds of letters without hiding the page behind it', async () => {
    await page.goto(`${venue.url}/tracks/long`)
    expect(await heading()).toBe(longName)
  })

  it('has targets a finger can hit on the pages of an artist, a release and a track', async () => {
    const finger = await venue.visit({ ...phone, reducedMotion: 'reduce' })
    for (const path of [
      'artists/artist:ola brenn',
      'releases/release-harbour',
      'tracks/harbour-4',
      'catalogue?tag=folk',
    ]) {
      await finger.page.goto(`${venue.url}/${path}`)
      await finger.page.locator('main h1').waitFor()
      await finger.page.waitForLoadState('networkidle')
      expect(await smallTargets(finger.page), path).toEqual([])
    }
    await finger.close()
  })

  it('never moves on the page of an artist what is there already, however late a list is answered', async () => {
    const artist = 'artists/artist:ola brenn'
    for (const late of ['role=main', 'role=guest', '/similar']) {
      const visit = await venue.visit({ viewport: { width: 1440, height: 1400 } })
      const letGo = await holdBack(visit.page, (url) => `${url}`.includes(late))
      await visit.page.goto(`${venue.url}/${artist}`)
      await visit.page.getByRole('heading', { level: 1, name: 'Ola Brenn' }).waitFor()
      await visit.page.evaluate(() => document.fonts.ready)
      const shifts = await visit.page.evaluateHandle(() => {
        const seen: number[] = []
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if ('value' in entry) seen.push(Number(entry.value))
        }).observe({ type: 'layout-shift' })
        return seen
      })
      letGo()
      await visit.page.getByRole('heading', { name: 'Most played' }).waitFor()
      await visit.page.getByRole('list', { name: 'Releases' }).waitFor()
      await visit.page.getByRole('heading', { name: 'Similar artists' }).waitFor()
      await visit.page.evaluate(
        () => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted))),
      )
      const sum = (await shifts.jsonValue()).reduce((one, other) => one + other, 0)
      expect(sum, late).toBeLessThan(0.01)
      await visit.close()
    }
  })

  it('keeps a title readable beside long tags, and shows the tag that was chosen', async () => {
    const longTag = 'a tag of very many words '.repeat(4)
    for (const width of [768, 1440]) {
      const visit = await venue.visit({ viewport: { width, height: 900 } })
      await visit.page.route('**/v1/tracks?*', async (route) => {
        const response = await route.fetch()
        const answer = await response.json()
        for (const track of answer.tracks) track.tags = [longTag, `${longTag}too`, 'folk']
        await route.fulfill({ response, json: answer })
      })
      await visit.page.goto(`${venue.url}/catalogue/browse/tracks?tag=folk`)
      const row = visit.page.getByRole('list', { name: 'Tracks' }).getByRole('listitem').first()
      await row.waitFor()
      const [whole, title] = [await row.boundingBox(), await row.locator('h3').boundingBox()]
      expect(title?.width).toBeGreaterThan((whole?.width ?? 0) * 0.35)
      expect(await row.locator('.chip').allTextContents()).toEqual(['folk', longTag])
      expect(await accessibilityFaults(visit.page)).toEqual([])
      await visit.close()
    }
  })
})
