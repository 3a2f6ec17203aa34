import type { Page, Request } from 'playwright-core'
import { expect, it } from 'vitest'
import { journeyInBrowser } from './browser-journey.ts'
import { toneLibrary } from './library-for-browser.ts'
import {
  audioOf,
  cardOfAnother,
  hear,
  holdBack,
  type OpenPage,
  playedTitle,
  queueOf,
  textOf,
} from './page-in-browser.ts'

/**
 * The player when things go badly: audio that never comes, comes late, or ends half-way; answers that are late;
 * a page that is loaded again. What is told to the server is read from the requests themselves.
 */
interface Told {
  readonly type: string
  readonly trackId: string
}

journeyInBrowser('a player in a browser', { library: toneLibrary, listeners: 30, days: 10 }, (venue) => {
  const open = async (): Promise<OpenPage & { readonly told: readonly Told[] }> => {
    const visit = await venue.visit()
    const told: Told[] = []
    visit.page.on('request', (request: Request) => {
      if (new URL(request.url()).pathname === '/v1/events') told.push(...request.postDataJSON())
    })
    return { ...visit, told }
  }
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click()
  const playFirst = (page: Page) => page.locator('main [data-play]').first().click()
  const sound = (page: Page) => page.getByRole('status', { name: 'Sound' })

  it('counts no silence: audio that can’t be reached is said, and tells the server nothing', async () => {
    const { page, told, close } = await open()
    await page.clock.install()
    await page.reload()
    await page.route('**/audio', (route) => route.abort())
    await playFirst(page)
    await expect.poll(() => textOf(sound(page))).toContain('can’t be reached')
    await queueOf(page)
    await page.clock.runFor(40_000)
    await sound(page).getByRole('button', { name: 'Go on' }).click()
    await expect.poll(() => textOf(sound(page))).toContain('can’t be reached')
    await queueOf(page)
    expect(told).toEqual([])

    await page.unroute('**/audio')
    await sound(page).getByRole('button', { name: 'Try again' }).click()
    await hear(page)
    expect(await textOf(sound(page))).toBe('')
    await close()
  })

  it('goes on past soundless tracks when asked to, and stops after a few', async () => {
    const { page, told, close } = await open()
    await page.route('**/audio', (route) => route.abort())
    await playFirst(page)
    await sound(page).getByLabel('Always go on').check()
    const first = await playedTitle(page)
    await press(page, 'Play')
    await expect.poll(() => playedTitle(page)).not.toBe(first)
    await expect.poll(() => textOf(sound(page))).toContain('can’t be reached')
    expect(told).toEqual([])
    await close()
  })

  it('tells no skip that nobody made: tracks without audio pass, and so does audio that breaks off', async () => {
    const { page, told, close } = await open()
    await page.route(/\/(home|now-playing)$/, async (route) => {
      const answer = await route.fetch()
      await route.fulfill({
        response: answer,
        body: (await answer.text()).replaceAll('"audioUrl":', '"formerUrl":'),
      })
    })
    await page.reload()
    await playFirst(page)
    const first = await playedTitle(page)
    await expect.poll(() => textOf(sound(page))).toContain('has no audio')
    await sound(page).getByLabel('Always go on').check()
    await queueOf(page)
    await sound(page).getByRole('button', { name: 'Go on' }).click()
    await expect.poll(() => playedTitle(page)).not.toBe(first)
    await expect.poll(() => textOf(sound(page))).toContain('has no audio')
    await queueOf(page)
    expect(told).toEqual([])

    await page.unroute(/\/(home|now-playing)$/)
    await page.reload()
    await playFirst(page)
    await hear(page, 1)
    const breaking = await playedTitle(page)
    // As when the line is cut for good: the element has heard some of it and gets an error.
    await page.locator('audio').evaluate((audio: HTMLAudioElement) => {
      audio.src = 'data:audio/wav;base64,UklGRg=='
    })
    await expect.poll(() => playedTitle(page)).not.toBe(breaking)
    await hear(page)
    expect(told).toEqual([])
    await close()
  })

  it('plays audio that comes late, however late', async () => {
    const { page, close } = await open()
    await page.clock.install()
    await page.reload()
    const letGo = await holdBack(page, '**/audio')
    await playFirst(page)
    await page.clock.runFor(9_500)
    await expect.poll(() => textOf(sound(page))).toContain('plays as soon as it comes')
    letGo()
    await hear(page)
    expect(await textOf(sound(page))).toBe('')
    await close()
  })

  it('does not take a leap to the end for a listen', async () => {
    const { page, told, close } = await open()
    await playFirst(page)
    await hear(page)
    const title = await playedTitle(page)
    await queueOf(page)
    await page.getByRole('slider', { name: 'Position' }).press('End')
    await expect.poll(() => playedTitle(page)).not.toBe(title)
    await hear(page)
    expect(told).toEqual([])
    await close()
  })

  it('shows where the track is after a seek by key, and by a drag that ends where it began', async () => {
    const { page, close } = await open()
    await playFirst(page)
    await hear(page)
    const thumb = page.getByRole('slider', { name: 'Position' })
    const shownMs = async () => Number(await thumb.getAttribute('aria-valuenow'))
    await thumb.press('PageUp')
    await expect.poll(shownMs).toBeGreaterThan(9_000)
    await hear(page, 11)
    expect(await shownMs()).toBeGreaterThan(10_500)

    const box = await thumb.boundingBox()
    if (!box) throw new Error('There is no thumb to drag.')
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x - 60, box.y, { steps: 3 })
    await page.mouse.move(box.x + box.width / 2, box.y, { steps: 3 })
    await page.mouse.up()
    const { seconds } = await audioOf(page)
    await expect.poll(shownMs).toBeGreaterThan(1000 * seconds + 500)
    await close()
  })

  it('answers a skip from the new slate, never from the queue made before it', async () => {
    const { page, close } = await open()
    await page.clock.install()
    await page.reload()
    await playFirst(page)
    await hear(page)
    const [stale] = await queueOf(page)
    // With its clock held, the page waits for the answer however long a busy machine takes to give it.
    await page.clock.pauseAt(Date.now() + 60_000)
    // The new answer is the old one without its first track, so that playing the stale one would show.
    await page.route('**/now-playing', async (route) => {
      const response = await route.fetch()
      const slate = await response.json()
      await route.fulfill({
        response,
        json: {
          ...slate,
          items: slate.items.filter((item: { track: { id: string } }) => item.track.id !== stale),
        },
      })
    })
    const sounded: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/audio')) sounded.push(decodeURIComponent(request.url()))
    })
    await press(page, 'Next')
    // What played before sounds on until the new slate is here.
    await expect.poll(() => sounded.length).toBeGreaterThan(0)
    await hear(page)
    for (const url of sounded) expect(url).not.toContain(stale)
    expect(await textOf(page.getByRole('status', { name: 'Lateness' }))).toBe('')
    await close()
  })

  it('starts nothing from an answer that comes after something else was chosen', async () => {
    const { page, close } = await open()
    const late = Promise.withResolvers<void>()
    let asked = 0
    await page.route('**/now-playing', async (route) => {
      asked += 1
      if (asked === 2) await late.promise
      const response = await route.fetch()
      const slate = await response.json()
      await route.fulfill({ response, json: asked === 1 ? { ...slate, items: [] } : slate })
    })
    await playFirst(page)
    await hear(page)
    await page.getByText('The queue is empty.').waitFor()
    const other = await cardOfAnother(page)
    const waiting = page.waitForRequest('**/now-playing')
    await page.getByRole('slider', { name: 'Position' }).press('End')
    const answered = (await waiting).response()
    await other.click()
    await hear(page)
    await queueOf(page)
    const title = await playedTitle(page)
    late.resolve()
    await (await answered)?.finished()
    await page.evaluate(() => fetch('/v1/about'))
    expect(await playedTitle(page)).toBe(title)
    await close()
  })

  it('falls back on the queue at hand when the answer to a skip is late, and says so', async () => {
    const { page, close } = await open()
    await playFirst(page)
    await hear(page)
    const [stale] = await queueOf(page)
    const letGo = await holdBack(page, '**/now-playing')
    const sounded = page.waitForRequest((request) => request.url().endsWith('/audio'))
    await press(page, 'Next')
    expect(decodeURIComponent((await sounded).url())).toContain(stale)
    await expect.poll(() => textOf(page.getByRole('status', { name: 'Lateness' }))).toContain('is late')
    letGo()
    await queueOf(page)
    await press(page, 'Next')
    await expect.poll(() => textOf(page.getByRole('status', { name: 'Lateness' }))).toBe('')
    await close()
  })
})
