import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { journeyInBrowser } from './browser-journey.ts'
import { toneLibrary } from './library-for-browser.ts'
import { holdBack, queueOf } from './page-in-browser.ts'

/**
 * The menus of tracks by keys alone. A key acts where the focus is and nowhere else, `›` opens what it promises, and
 * the focus is never lost. Keys go to the page until a menu has the focus, so each step waits for the row it expects.
 */
journeyInBrowser('keys in menus', { library: toneLibrary, listeners: 30, days: 10 }, (venue) => {
  const focused = (page: Page) =>
    page.evaluate(() => {
      const { activeElement } = document
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? ''
    })
  const step = async (page: Page, key: string, name: string | RegExp) => {
    await page.keyboard.press(key)
    await expect.poll(() => focused(page), { message: `after ${key}` }).toMatch(name)
  }
  const openMenu = async (page: Page, place: string) => {
    const more = page.locator(place).getByRole('button', { name: /^More for / })
    await more.first().press('Enter')
    await page.locator('[role="menuitem"]:focus').waitFor()
  }
  const toRow = async (page: Page, name: RegExp) => {
    for (let row = 0; row < 12; row++) {
      const before = await focused(page)
      if (name.test(before)) return
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => focused(page)).not.toBe(before)
    }
    expect(await focused(page)).toMatch(name)
  }
  for (const [where, path, place] of [
    ['a card of home', '/', 'main article'],
    ['a row of the catalogue', '/catalogue?q=harbour', '#results'],
  ] as const) {
    it(`opens a step of the menu of ${where} with the right arrow and nothing else moves [promise: keys-act-where-they-are]`, async () => {
      const { page, complaints, close } = await venue.visit()
      await page.goto(`${venue.url}${path}`)
      const played: string[] = []
      page.on('request', (request) => /audio|now-playing/.test(request.url()) && played.push(request.url()))
      await page.locator('main [data-play]').first().waitFor()
      await openMenu(page, place)
      const first = await focused(page)
      for (const key of ['ArrowRight', 'ArrowLeft']) await step(page, key, first)
      for (const [row, choice] of [
        ['Start session', /^Start session from track /],
        ['Block', /^Block track /],
      ] as const) {
        await toRow(page, new RegExp(`^${row}$`))
        for (const key of ['ArrowRight', 'Enter', 'Space']) {
          await step(page, key, choice)
          await step(page, 'ArrowLeft', row)
        }
      }
      await step(page, 'ArrowRight', /^Block track /)
      const asked = page.waitForRequest(
        (request) => request.method() === 'PUT' && /blocks/.test(request.url()),
      )
      const title = (await focused(page)).replace('Block track ', '')
      await page.keyboard.press('Enter')
      await asked
      await page.getByText(`Blocked ${title} everywhere`).first().waitFor()
      await expect
        .poll(() =>
          page
            .locator('main')
            .getByRole('button', { name: `More for ${title}`, exact: true })
            .count(),
        )
        .toBe(0)
      await expect.poll(() => focused(page)).toMatch(/^Play /)
      expect(played, 'what was asked for to play').toEqual([])
      expect(complaints).toEqual([])
      await close()
    })
  }

  it('keeps the arrows in what tells why a card is there [promise: keys-act-where-they-are]', async () => {
    const { page, close } = await venue.visit()
    await page
      .locator('main article')
      .first()
      .getByRole('button', { name: /^Why this/ })
      .press('Enter')
    await expect.poll(() => focused(page)).toBe('Why this?')
    await step(page, 'ArrowRight', 'Why this?')
    await close()
  })

  it('gives the focus to the card before when the last of a shelf is blocked, and steps along a shelf still [promise: keys-act-where-they-are]', async () => {
    const { page, close } = await venue.visit()
    const cards = page.locator('main section[data-shelf]').first().locator('article')
    const names = await cards.evaluateAll((all) => all.map((card) => card.getAttribute('aria-label') ?? ''))
    await cards.first().locator('[data-play]').focus()
    for (const name of names.slice(1)) await step(page, 'ArrowRight', `Play ${name} by `)
    await openMenu(page, `main section[data-shelf] article[aria-label="${names.at(-1)}"]`)
    await toRow(page, /^Block$/)
    await step(page, 'ArrowRight', `Block track ${names.at(-1)}`)
    const letGo = await holdBack(page, (url) => url.pathname.endsWith('/home'))
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toContain(`Play ${names.at(-2)} by `)
    letGo()
    await close()
  })

  it('keeps the focus in the place where an artist was blocked: on the page, in the queue, at what plays [promise: keys-act-where-they-are]', async () => {
    const { page, close } = await venue.visit()
    const blockArtist = async (place: string) => {
      await openMenu(page, place)
      await toRow(page, /^Block$/)
      await step(page, 'ArrowRight', /^Block track /)
      await toRow(page, /^Block artist /)
      const name = (await focused(page)).replace('Block artist ', '')
      const askedAgain = page.waitForResponse((response) =>
        new URL(response.url()).pathname.endsWith('/home'),
      )
      await page.keyboard.press('Enter')
      await page.getByText(`Blocked ${name} everywhere`).first().waitFor()
      await askedAgain
    }
    const place = () => page.evaluate(() => document.activeElement?.closest('main, aside')?.localName)
    await blockArtist('main article')
    await expect.poll(place, { message: 'on the page' }).toBe('main')

    await page.locator('main [data-play]').first().press('Enter')
    await queueOf(page)
    await blockArtist('section[aria-label="Queue"] [data-row]')
    await expect.poll(place, { message: 'in the queue' }).toBe('aside')

    await blockArtist('aside')
    await expect.poll(place, { message: 'at what plays' }).toBe('aside')
    await close()
  })
})
