import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { journeyInBrowser } from './browser-journey.ts'
import { toneLibrary } from './library-for-browser.ts'
import { audioOf, hear, holdBack, playedTitle, queueOf, textOf } from './page-in-browser.ts'

/**
 * One page, and what happens beside it: a block made on another page, another listener before an answer to the
 * first has come. What is one listener's stays out of the other's player.
 */
journeyInBrowser('players that are kept apart', { library: toneLibrary, listeners: 10, days: 5 }, (venue) => {
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click()
  const playFirst = (page: Page) => page.locator('main [data-play]').first().click()
  /** "You" is the first; the others are simulated. */
  const listenAs = async (page: Page, place: number) => {
    await page.getByRole('button', { name: /^Listener: / }).click()
    await page.getByRole('menuitemradio').nth(place).click()
  }
  const playedId = async (page: Page): Promise<string> =>
    decodeURIComponent(/tracks\/([^/]+)\/audio/.exec((await audioOf(page)).url)?.[1] ?? '')
  /** As another page of the same listener would. */
  const block = async (page: Page, tracks: readonly string[]): Promise<string> => {
    const listener = await page.evaluate(() => localStorage.getItem('segue.listener.own'))
    const blocks = `${venue.url}/v1/listeners/${listener}/blocks`
    for (const id of tracks) {
      const { status } = await fetch(`${blocks}/track/${encodeURIComponent(id)}`, { method: 'PUT' })
      expect(status).toBe(204)
    }
    return blocks
  }

  it('takes up nothing that was blocked on another page, and stays at rest', async () => {
    const { page, close } = await venue.visit()
    await playFirst(page)
    await hear(page)
    await queueOf(page)
    const title = await playedTitle(page)
    const id = await playedId(page)
    await block(page, [id])
    await page.reload()
    await expect.poll(() => playedTitle(page)).not.toBe(title)
    expect(await playedTitle(page)).not.toBe('')
    expect(await queueOf(page)).not.toContain(id)
    expect((await audioOf(page)).paused).toBe(true)
    await press(page, 'Play')
    await hear(page)
    await close()
  })

  it('names nothing that was blocked after a reload, and says of nothing unplayed that it stopped there [promise: blocked-unnamed]', async () => {
    const { page, close } = await venue.visit()
    await playFirst(page)
    await hear(page)
    await queueOf(page)
    await page.reload()
    await page.getByText('Where you stopped').waitFor()
    const title = await playedTitle(page)
    const player = page.locator('[aria-label="Now playing"]')
    expect(await player.getByRole('button', { name: `Why this? ${title}:` }).count(), 'told long ago').toBe(0)
    const artist = await textOf(player.getByRole('link').first())
    await player.getByRole('button', { name: `More for ${title}`, exact: true }).click()
    await page.getByRole('menuitem', { name: 'Block', exact: true }).click()
    await page.getByRole('menuitem', { name: `Block artist ${artist}`, exact: true }).click()
    await page.getByText(`Blocked ${artist} everywhere`, { exact: true }).waitFor()
    await expect.poll(() => playedTitle(page)).not.toBe(title)
    await queueOf(page)
    const shown = await textOf(player)
    expect(shown).not.toContain('Where you stopped')
    expect(shown).not.toContain(artist)
    expect(shown).not.toContain(`“${title}”`)
    expect((await audioOf(page)).paused).toBe(true)
    await close()
  })

  it('says of no track that never sounded that it stopped there [promise: blocked-unnamed]', async () => {
    const { page, close } = await venue.visit()
    await page.route('**/audio', (route) => route.abort())
    await playFirst(page)
    await page.getByText('The audio can’t be reached.', { exact: false }).waitFor()
    const title = await playedTitle(page)
    await queueOf(page)
    await page.reload()
    await expect.poll(() => playedTitle(page)).toBe(title)
    expect(await textOf(page.locator('[aria-label="Now playing"]'))).not.toContain('Where you stopped')
    await close()
  })

  it('keeps the app and its sound where the server can’t be reached, says so on a page opened then, and tries again [promise: pages-stay]', async () => {
    const { page, close } = await venue.visit()
    await playFirst(page)
    await hear(page)
    await page.context().setOffline(true)
    for (const [link, what] of [
      ['Decisions', 'decisions'],
      ['History', 'history'],
    ] as const) {
      await page.getByRole('link', { name: link, exact: true }).first().click()
      await page.getByRole('heading', { name: `Couldn’t load ${what}` }).waitFor()
      await page.getByText('Segue can’t be reached.').first().waitFor()
    }
    await hear(page, (await audioOf(page)).seconds + 0.2)
    await page.context().setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).first().click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'History', level: 1 }).waitFor()
    await close()
  })

  it('takes nothing from one listener’s player for what another has blocked', async () => {
    const { page, close } = await venue.visit()
    await playFirst(page)
    await hear(page)
    await listenAs(page, 1)
    await playFirst(page)
    await hear(page)
    const title = await playedTitle(page)
    const waiting = await queueOf(page)
    const blocks = await block(page, [await playedId(page), ...waiting.slice(1, 3)])
    const letGo = await holdBack(page, blocks)
    const asked = page.waitForRequest(blocks)
    await listenAs(page, 0)
    await asked
    await listenAs(page, 1)
    const answered = page.waitForResponse(blocks)
    letGo()
    await (await answered).finished()
    await page.evaluate(() => fetch('/v1/about'))
    expect(await playedTitle(page)).toBe(title)
    expect(await queueOf(page)).toEqual(waiting)
    await close()
  })

  it('plays no session that one listener asked for as the next one', async () => {
    const { page, close } = await venue.visit()
    await page.goto(`${venue.url}/catalogue?tag=folk`)
    const letGo = await holdBack(page, '**/v1/sessions')
    const began = page.waitForRequest('**/v1/sessions')
    await press(page, 'Start session')
    await began
    await listenAs(page, 1)
    await page.getByRole('button', { name: /^Listener: .*simulated/ }).waitFor()
    const answered = page.waitForResponse('**/v1/sessions')
    letGo()
    await (await answered).finished()
    await page.evaluate(() => fetch('/v1/about'))
    expect(await page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.paused)).toBe(true)
    expect(await page.getByText('Session: ').count()).toBe(0)
    await close()
  })
})
