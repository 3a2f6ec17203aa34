import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogueForBrowsing, longName } from './catalogue-for-browsing.ts'
import { type OpenPage, openBrowser, openPage, textOf } from './page-in-browser.ts'
import { pagesFit, widths } from './pages-fit.ts'
import { type StartedServer, startServer } from './started-server.ts'

/** Leafing through the catalogue in a real browser: lists, pages of one artist, release and track, and likes. */
const noBrowser = Boolean(process.env.SEGUE_NO_BROWSER)

describe.skipIf(noBrowser)('leafing through the catalogue in a browser', () => {
  let folder: string
  let server: StartedServer
  let browser: Browser
  let visit: OpenPage
  let page: Page

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'segue-leafing-'))
    const library = join(folder, 'tracks.jsonl')
    writeFileSync(library, catalogueForBrowsing.map((track) => JSON.stringify(track)).join('\n'))
    browser = await openBrowser()
    server = await startServer({ library, args: ['--listeners', '10', '--days', '5'] })
    visit = await openPage(browser, server.url)
    page = visit.page
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  const heading = () => textOf(page.getByRole('heading', { level: 1 }))

  it('shows all artists in pages, and the address keeps the place', async () => {
    await page.goto(`${server.url}/catalogue`)
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
    await page.getByText('1 artists', { exact: true }).waitFor()
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
    expect(await versions.getByRole('listitem').count()).toBe(1)
    await page.getByRole('list', { name: 'Similar tracks' }).waitFor()
  })

  it('keeps what is liked on the page of liked songs', async () => {
    const taken = page.waitForResponse(
      (response) => response.url().endsWith('/v1/events') && response.request().method() === 'POST',
    )
    await page.locator('main').getByRole('button', { name: 'Like Harbour 1' }).first().click()
    await taken
    await page.goto(`${server.url}/likes`)
    await page.getByRole('list', { name: 'Liked songs' }).getByRole('link', { name: 'Harbour 1' }).waitFor()
  })

  it('blocks an artist from the page of the artist, and takes it back', async () => {
    await page.goto(`${server.url}/artists/${encodeURIComponent('artist:mira voss')}`)
    await page.getByRole('list', { name: 'Guest on' }).waitFor()
    await page.getByRole('button', { name: 'Block', exact: true }).click()
    await page.getByRole('button', { name: 'Unblock', exact: true }).click()
    await page.getByRole('button', { name: 'Block', exact: true }).waitFor()
  })

  it('says what is wrong for an artist, release or track that is not there', async () => {
    for (const path of ['/artists/nobody', '/releases/none', '/tracks/none']) {
      await page.goto(`${server.url}${path}`)
      await page.getByRole('alert').waitFor()
      expect(await textOf(page.getByRole('alert'))).toContain('with this id')
    }
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
    '/tracks/harbour-1',
    '/likes',
    `/artists/${encodeURIComponent('artist:ola brenn')}`,
    '/tracks/long',
  ]
  it.each(widths)('fits %i pixels, light and dark, and stumbles no screen reader', async (width) => {
    await pagesFit(browser, { url: server.url, paths: pages, width, shots: 'catalogue' })
  })

  it('shows a name of hundreds of letters without hiding the page behind it', async () => {
    await page.goto(`${server.url}/tracks/long`)
    expect(await heading()).toBe(longName)
  })
})
