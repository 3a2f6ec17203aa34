import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { journeyInBrowser } from './browser-journey.ts'
import { browsingLibrary } from './catalogue-for-browsing.ts'
import { accessibilityFaults, textOf } from './page-in-browser.ts'

/** What a listener ruled out, in lists that show all there is: it stands there, says so, and is not played with the rest. */
const setting = { library: browsingLibrary, listeners: 10, days: 5 }
journeyInBrowser('what was ruled out, in lists', setting, (venue) => {
  let page: Page
  beforeAll(async () => {
    page = (await venue.visit()).page
  })

  it('marks what is blocked or disliked on a release and among liked songs, passes it over, and takes it back [promise: lists-mark]', async () => {
    const row = (title: string) =>
      page
        .getByRole('listitem')
        .filter({ has: page.getByRole('heading', { name: title, exact: true }) })
        .first()
    const menu = async (title: string, ...items: string[]) => {
      await row(title)
        .getByRole('button', { name: `More for ${title}`, exact: true })
        .click()
      for (const name of items) await page.getByRole('menuitem', { name, exact: true }).click()
    }
    const upNext = async () =>
      (await page.locator('section[aria-label="Queue"] [data-row] h3').allTextContents()).join()
    await page.goto(`${venue.url}/releases/release-gathered`)
    await row('Gathered 1').getByRole('button', { name: 'Like Gathered 1' }).click()
    await menu('Gathered 1', 'Block', 'Block artist Guest Act 1')
    await row('Gathered 1').getByText('Blocked by you: artist').waitFor()
    await menu('Gathered 2', 'Dislike')
    await row('Gathered 2').getByText('Disliked by you').waitFor()
    await page.reload()
    await row('Gathered 1').getByText('Blocked by you: artist').waitFor()
    await row('Gathered 2').getByText('Disliked by you').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Play release' }).click()
    await page.getByText('Passed over 2 tracks that you blocked or disliked', { exact: true }).waitFor()
    await expect.poll(upNext).toMatch(/^Gathered 3,Gathered 4,Gathered 5/)
    expect(await upNext()).not.toMatch(/Gathered [12]/)

    await page.goto(`${venue.url}/likes`)
    await row('Gathered 1').getByText('Blocked by you: artist').waitFor()
    await row('Gathered 1').getByRole('button', { name: 'Play Gathered 1' }).click()
    await expect.poll(() => textOf(page.locator('[aria-label="Now playing"] h2').first())).toBe('Gathered 1')

    await page.goto(`${venue.url}/releases/release-gathered`)
    await page.getByRole('button', { name: 'Disliked by you. Take back: Gathered 2' }).click()
    await page.getByText('Disliked by you').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Blocked by you: artist. Manage blocks: Gathered 1' }).click()
    await page.getByRole('button', { name: 'Unblock Guest Act 1' }).click()
    await page.getByText('Blocked by you: artist').waitFor({ state: 'detached' })
  })
})
