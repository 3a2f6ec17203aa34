import { expect, it } from 'vitest'
import { journeyInBrowser, phone } from './browser-journey.ts'
import { browsingLibrary } from './catalogue-for-browsing.ts'
import { textOf } from './page-in-browser.ts'

/** Knowing where one is and how one came there: by the tab's title, by ear, by the way back, and at a list's end. */
journeyInBrowser('finding the way', { library: browsingLibrary, listeners: 10, days: 5 }, (venue) => {
  it('names every page in the title of its tab', async () => {
    const { page, close } = await venue.visit()
    const decision = await page.getByRole('link', { name: 'How this came to be' }).getAttribute('href')
    const titles = {
      '/': 'Listen · Segue',
      '/catalogue': 'Catalogue · Segue',
      '/catalogue?q=harbour': 'harbour · Catalogue · Segue',
      '/catalogue/browse/artists': 'Artists · Segue',
      '/catalogue/browse/tracks?tag=folk': 'folk: tracks · Segue',
      [`/artists/${encodeURIComponent('artist:ola brenn')}`]: 'Ola Brenn · Segue',
      '/releases/release-harbour': 'Harbour by Ola Brenn · Segue',
      '/tracks/harbour-1': 'Harbour 1 by Ola Brenn · Segue',
      '/tracks/none': 'Track · Segue',
      '/likes': 'Liked songs · Segue',
      '/history': 'History · Segue',
      '/decisions': 'Decisions · Segue',
      [decision ?? 'no decision']: 'Home decision · Segue',
      '/nowhere': 'No such page · Segue',
    }
    for (const [path, title] of Object.entries(titles)) {
      await page.goto(`${venue.url}${path}`)
      await expect.poll(() => page.title(), { message: path }).toBe(title)
    }
    await close()
  })

  it('says which page has opened and takes the focus there, but not with every letter of a search', async () => {
    const { page, close } = await venue.visit()
    const said = () => textOf(page.getByRole('status', { name: 'Page', exact: true }))
    const focused = () => page.evaluate(() => document.activeElement?.id)
    expect(await said()).toBe('')
    const main = page.getByRole('navigation', { name: 'Main' })
    await main.getByRole('link', { name: 'History' }).press('Enter')
    await expect.poll(said).toBe('History')
    await expect.poll(focused).toBe('main')
    await page.goBack()
    await expect.poll(said).toBe('Listen')

    await main.getByRole('link', { name: 'Catalogue' }).click()
    await expect.poll(said).toBe('Catalogue')
    const field = page.getByRole('searchbox')
    await field.pressSequentially('harb')
    await expect.poll(() => page.title()).toBe('harb · Catalogue · Segue')
    expect(await said()).toBe('Catalogue')
    expect(await field.evaluate((node) => node === document.activeElement)).toBe(true)
    await close()
  })

  it('says that a list has no such page and leads to its last one', async () => {
    const { page, complaints, close } = await venue.visit()
    for (const number of [4, 9999, 999_999_999]) {
      await page.goto(`${venue.url}/catalogue/browse/artists?order=tracks&page=${number}`)
      await page.getByText(`There is no page ${number.toLocaleString('en')}.`).waitFor()
    }
    await page.getByRole('link', { name: 'To the last page' }).click()
    await page.getByText('Page 3 of 3').waitFor()
    expect(new URL(page.url()).searchParams.get('order')).toBe('tracks')
    await expect
      .poll(() => page.getByRole('list', { name: 'artists' }).getByRole('listitem').count())
      .toBe(19)
    expect(complaints).toEqual([])
    await close()
  })

  it('leads from a decision back to the search it was found by, also after a reload', async () => {
    const { page, close } = await venue.visit()
    const search = '?surface=home&everyone=true'
    for (const by of ['link', 'row'] as const) {
      await page.goto(`${venue.url}/decisions${search}`)
      const row = page.locator('main tbody tr').first()
      await (by === 'link' ? row.getByRole('link') : row.locator('td').last()).click()
      await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
      await page.reload()
      await page.locator('main').getByRole('link', { name: 'Decisions', exact: true }).click()
      await page.locator('main tbody tr').first().waitFor()
      const { searchParams } = new URL(page.url())
      expect([...searchParams].toSorted()).toEqual([
        ['everyone', 'true'],
        ['surface', 'home'],
      ])
    }
    await close()
  })

  it('has no link under a finger that does nothing when it is tapped', async () => {
    const { page, close } = await venue.visit(phone)
    for (const path of ['/', '/catalogue?q=harbour', '/releases/release-harbour']) {
      await page.goto(`${venue.url}${path}`)
      await page.locator('main [data-play]').first().waitFor()
      const dead = await page
        .locator('a:not([aria-disabled=true])')
        .evaluateAll((links) =>
          links
            .filter((link) => getComputedStyle(link).pointerEvents === 'none')
            .map((link) => link.textContent),
        )
      expect(dead, path).toEqual([])
    }
    const row = page.getByRole('list', { name: 'Tracks' }).getByRole('listitem').first()
    expect(await row.getByRole('link').count()).toBe(0)
    await row.getByRole('button', { name: /^More for / }).tap()
    await page.getByRole('menuitem', { name: 'Open Ola Brenn' }).tap()
    await expect.poll(() => page.title()).toBe('Ola Brenn · Segue')
    await close()
  })
})
