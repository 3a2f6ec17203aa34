import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import type { Decision } from '../../src/surfaces/answers.ts'
import { journeyInBrowser, phone } from './browser-journey.ts'
import { guest, writeLibrary } from './library-for-browser.ts'
import {
  accessibilityFaults,
  audioOf,
  changeQueue,
  contrasts,
  hear,
  type OpenPage,
  playedTitle,
  queueOf,
  textOf,
} from './page-in-browser.ts'

/**
 * What a visitor does, in a real browser against the real server with a small library of their own: open,
 * search, play, skip twice, read why, replay the decision, block an artist and see it gone everywhere, undo.
 * Then the same house by keyboard alone, on a phone, and through the eyes of assistive technology.
 */
/** For each sentence Segue may give as a reason, the fact in the decision's record that makes it true. */
type Candidate = Decision['runs'][number]['candidates'][number]
const truths: readonly (readonly [RegExp, (candidate: Candidate) => boolean])[] = [
  [/^Often played after “.+”$/, ({ features }) => over(features.after)],
  [/^Close in style to “.+”$/, ({ features }) => over(features.sound)],
  [/^Tagged .+, like “.+”$/, ({ sources }) => sources.includes('shares-tag')],
  [/^You (have played|play) /, ({ features }) => over(features.artistTaste) || over(features.tagTaste)],
  [/^You liked this$/, ({ features }) => features.rating === 1],
  [/^You last played this /, ({ features }) => (features.daysSinceHeard ?? -1) >= 0],
  [/^Often played here$/, ({ features }) => over(features.popularity)],
  [/^Something you have not heard here yet$/, ({ features }) => features.daysSinceHeard === -1],
  [/^Among the newest in the catalogue$/, ({ sources }) => sources.includes('new-releases')],
  [/^From the catalogue$/, () => true],
]
const over = (value: number | undefined) => (value ?? 0) > 0

let library: ReturnType<typeof writeLibrary>
const setting = {
  library: (folder: string) => {
    library = writeLibrary(folder)
    return folder
  },
  listeners: 30,
  days: 10,
}
journeyInBrowser('a visitor with a browser', setting, (venue) => {
  let visit: OpenPage
  let page: Page
  beforeAll(async () => {
    visit = await venue.visit()
    page = visit.page
  })

  const navigateTo = (to: string) =>
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: to }).click()
  const searchFor = async (words: string) => {
    await navigateTo('Catalogue')
    await page.getByRole('searchbox').fill(words)
    await page.getByRole('list', { name: 'Tracks' }).waitFor()
  }
  const shown = () => textOf(page.locator('main'))

  it('opens on shelves that say why they are there', async () => {
    const shelves = page.locator('section[data-shelf]')
    expect(await shelves.count()).toBeGreaterThanOrEqual(4)
    for (const why of await shelves.locator('h2 + p').allTextContents()) expect(why).not.toBe('')
    await expect.poll(shown).toContain('Made just now')
  })

  it('finds tracks while they type, through a spelling mistake', async () => {
    await searchFor('winter orchrd')
    await expect.poll(() => textOf(page.getByRole('list', { name: 'Tracks' }))).toContain('Winter Orchard')
  })

  it('hears a track: the audio element itself moves on', async () => {
    await page.getByRole('button', { name: /^Play Winter Orchard I by Ola Brenn/ }).click()
    await hear(page)
    const audio = await audioOf(page)
    expect(audio.url.startsWith(`${venue.url}/v1/tracks/`)).toBe(true)
    expect(audio.lengthSeconds).toBeCloseTo(20, 1)
    expect(await playedTitle(page)).toBe('Winter Orchard I')
    expect(await textOf(page.getByRole('status', { name: 'Sound' }))).toBe('')
  })

  it('skips twice, and each skip changes what comes next', async () => {
    for (const _skip of [1, 2]) {
      const [, ...rest] = await queueOf(page)
      const change = await changeQueue(page, () =>
        page.getByRole('button', { name: 'Next', exact: true }).click(),
      )
      const after = await queueOf(page)
      expect(change).toMatch(/^\d+ tracks? (changed|moved) after your skip$/)
      expect(after).not.toEqual(rest)
      await hear(page)
    }
  })

  it('reads why, and the reason is true by the record of the decision', async () => {
    const why = page
      .locator('section[aria-label="Queue"]')
      .getByRole('button', { name: /^Why this\?/ })
      .first()
    const row = page.locator('section[aria-label="Queue"] [data-row]').first()
    const trackId = (await row.getAttribute('data-row')) ?? ''
    await why.click()
    const popover = page.getByRole('dialog', { name: 'Why this?' })
    const link = popover.getByRole('link', { name: 'Open the decision' })
    await popover.getByText(/^Placed 2 of \d+/).waitFor()
    const reason = await textOf(popover.locator('p.heading'))
    const address = new URL((await link.getAttribute('href')) ?? '', venue.url)
    const answer = await fetch(`${venue.url}/v1/decisions/${address.pathname.split('/').at(-1)}`)
    const decision: Decision = await answer.json()
    const candidate = decision.runs[0]?.candidates.find((one) => one.trackId === trackId)
    const truth = truths.find(([sentence]) => sentence.test(reason))
    // The first of the slate is what plays: the skip was answered from it.
    expect(candidate?.fate).toEqual({ kind: 'selected', rank: 1 })
    expect(truth, `no rule for the reason “${reason}”`).toBeDefined()
    expect(candidate && truth?.[1](candidate), `“${reason}” is not in the record`).toBe(true)
  })

  it('opens the decision and replays it to the same bytes', async () => {
    await page.getByRole('link', { name: 'Open the decision' }).click()
    await page.locator('section[aria-label="Candidates"]').waitFor()
    await page.getByRole('button', { name: 'Replay' }).click()
    const outcome = page.locator('section[aria-label="Replay"]').getByRole('status')
    await outcome.getByText('Same bytes').waitFor()
    const [served, replayed] = await outcome.locator('dd').allTextContents()
    const body = (await outcome.locator('pre').textContent()) ?? ''
    expect(replayed).toBe(served)
    expect(createHash('sha256').update(body).digest('hex')).toBe(served)
    expect(await accessibilityFaults(page)).toEqual([])
  })

  const blockGuest = async () => {
    await searchFor(guest)
    const track = page.getByRole('list', { name: 'Tracks' }).getByRole('listitem')
    await track
      .first()
      .getByRole('button', { name: /^More for / })
      .click()
    await page.getByRole('menuitem', { name: 'Block', exact: true }).click()
    await page.getByRole('menuitem', { name: `Block artist ${guest}` }).click()
    await page.getByText(`Blocked ${guest} everywhere`, { exact: true }).first().waitFor()
  }

  it('blocks an artist and takes it back at once with Undo', async () => {
    await blockGuest()
    await expect.poll(() => page.getByRole('list', { name: 'Tracks' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect.poll(() => textOf(page.getByRole('list', { name: 'Tracks' }))).toContain(guest)
  })

  /** Everything Segue shows this visitor: search, home, the queue, and what is similar to a neighbour's track. */
  const everywhere = async (): Promise<Readonly<Record<'search' | 'home' | 'queue' | 'similar', string>>> => {
    await navigateTo('Catalogue')
    await page.getByRole('searchbox').fill('')
    await page.getByRole('region', { name: 'Ways in' }).waitFor()
    await page.getByRole('searchbox').fill('folk')
    const results = page.getByRole('list', { name: 'Tracks' })
    // Not by its cover: that says “Pause” when this is what plays by now.
    const menu = results.getByRole('button', { name: 'More for Harbour III', exact: true })
    await menu.waitFor()
    const search = await shown()
    await menu.click()
    await page.getByRole('menuitem', { name: 'Similar tracks' }).click()
    await page.getByRole('list', { name: 'Similar tracks' }).waitFor()
    const similar = await shown()
    await navigateTo('Listen')
    await page.locator('section[data-shelf]').first().waitFor()
    const decision = () => page.getByRole('link', { name: 'How this came to be' }).getAttribute('href')
    const earlier = await decision()
    await page.getByRole('button', { name: 'Refresh home' }).click()
    await expect.poll(decision).not.toBe(earlier)
    const home = await shown()
    await queueOf(page)
    return { search, similar, home, queue: await textOf(page.locator('aside[aria-label="Now playing"]')) }
  }

  it('blocks an artist and sees it vanish everywhere, as a guest too', async () => {
    const before = await everywhere()
    expect(before.search).toContain(`feat. ${guest}`)
    expect(before.similar).toContain(guest)
    expect(before.home).toContain(guest)

    await searchFor(guest)
    await page
      .getByRole('list', { name: 'Tracks' })
      .getByRole('button', { name: new RegExp(`^Play .* by ${guest}$`) })
      .first()
      .click()
    await hear(page)
    const change = await changeQueue(page, blockGuest)
    expect(change).toMatch(/your block$/)
    await hear(page)
    await expect.poll(shown).toContain(`${library.guestTracks} tracks hidden by your blocks`)

    const after = await everywhere()
    for (const [place, text] of Object.entries(after)) expect(text, place).not.toContain(guest)
  })

  it('finds the block among their blocks, and undoing it brings the artist back', async () => {
    await navigateTo('Catalogue')
    await page.getByRole('button', { name: 'Blocks' }).click()
    await page.getByRole('button', { name: `Unblock ${guest}` }).click()
    await page.getByText('Nothing is blocked.').waitFor()
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    const again = await everywhere()
    expect(again.search).toContain(`feat. ${guest}`)
    expect(again.similar).toContain(guest)
    expect(again.home).toContain(guest)
  })

  it('meets no error in the console of the browser, none of content security either', () => {
    expect(visit.complaints).toEqual([])
  })

  it('is told by the console at an address that is none; programs get a problem document', async () => {
    const other = await venue.browser.newPage()
    const answer = await other.goto(`${venue.url}/nowhere`)
    expect(answer?.status()).toBe(404)
    await other.getByText('There is no page here.').waitFor()
    await other.close()
    const { status, headers } = await fetch(`${venue.url}/nowhere`)
    expect([status, headers.get('content-type')]).toEqual([
      404,
      expect.stringMatching(/^application\/problem\+json/),
    ])
  })

  it('does it all by keyboard: slash, words, arrows, Enter, space, n', async () => {
    const { page, complaints, close } = await venue.visit()
    await page.keyboard.press('/')
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search')
    await page.keyboard.type('Hedda Krull')
    await page
      .getByRole('button', { name: /^Play .* by Hedda Krull/ })
      .nth(1)
      .waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
    await page.keyboard.press('ArrowDown')
    const first = await focused()
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toMatch(/^Play .* by Hedda Krull/)
    expect(await focused()).not.toBe(first)
    await page.keyboard.press('ArrowUp')
    expect(await focused()).toBe(first)
    await page.keyboard.press('Enter')
    await hear(page)
    await page.keyboard.press(' ')
    await expect.poll(async () => (await audioOf(page)).paused).toBe(true)
    await page.keyboard.press(' ')
    await expect.poll(async () => (await audioOf(page)).paused).toBe(false)
    await queueOf(page)
    const title = await playedTitle(page)
    expect(await changeQueue(page, () => page.keyboard.press('n'))).toMatch(/your skip$/)
    expect(await playedTitle(page)).not.toBe(title)
    await expect
      .poll(() => textOf(page.getByTestId('announcer')))
      .toContain(`Now playing: ${await playedTitle(page)}`)
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')

    await page.goto(venue.url)
    const cards = page.locator('section[data-shelf]').first().locator('[data-play]')
    await cards.nth(1).waitFor()
    await cards.first().focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(focused).toBe(await cards.nth(1).getAttribute('aria-label'))
    expect(complaints).toEqual([])
    await close()
  })

  it('always sees where the focus is', async () => {
    const { page, close } = await venue.visit()
    for (let stop = 0; stop < 14; stop++) {
      await page.keyboard.press('Tab')
      const outline = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body)
        return { outlineStyle, widthPx: Number.parseFloat(outlineWidth) }
      })
      expect(outline.outlineStyle).toBe('solid')
      expect(outline.widthPx).toBeGreaterThanOrEqual(2)
    }
    await close()
  })

  it('does it on a phone: tap, open the player, skip, see the queue change', async () => {
    const { page, complaints, close } = await venue.visit(phone)
    expect(await accessibilityFaults(page)).toEqual([])
    await page.locator('main [data-play]').first().tap()
    await hear(page)
    await page.getByRole('button', { name: /^Open player: / }).tap()
    const player = page.getByRole('dialog', { name: 'Now playing' })
    await player.waitFor()
    await queueOf(page)
    for (const name of ['Next', 'Previous', 'Like', 'Dislike', 'Pause']) {
      const box = await player.getByRole('button', { name, exact: true }).first().boundingBox()
      expect(Math.min(box?.width ?? 0, box?.height ?? 0), name).toBeGreaterThanOrEqual(44)
    }
    const change = await changeQueue(page, () =>
      player.getByRole('button', { name: 'Next', exact: true }).tap(),
    )
    expect(change).toMatch(/after your skip$/)
    await hear(page)
    await player.getByRole('button', { name: 'Close player' }).tap()
    await player.waitFor({ state: 'detached' })
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Decisions' }).tap()
    await page.getByRole('table').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })

  it('puts the player of a phone away on the way back, and leaves the page where it was', async () => {
    const { page, close } = await venue.visit({ ...phone, reducedMotion: 'reduce' })
    await page.goto(`${venue.url}/catalogue?q=harbour`)
    await page.locator('main [data-play]').first().tap()
    await hear(page)
    await page.evaluate(() => scrollTo(0, 120))
    const player = page.getByRole('dialog', { name: 'Now playing' })
    const opener = page.getByRole('button', { name: /^Open player: / })
    const opened = async () => {
      await opener.tap()
      await player.waitFor()
    }
    await opened()
    await page.goBack()
    await player.waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('?q=harbour')
    expect(await page.evaluate(() => scrollY)).toBe(120)
    await opened()
    await player.getByRole('button', { name: 'Close player' }).dblclick()
    await player.waitFor({ state: 'detached' })
    await opened()
    await player.getByRole('link').first().tap()
    await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/artists\//)
    await player.waitFor({ state: 'detached' })
    await page.goBack()
    await player.waitFor()
    await page.goBack()
    await player.waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('?q=harbour')
    await page.goBack()
    await expect.poll(() => new URL(page.url()).pathname).toBe('/')
    await close()
  })

  it.each(['dark', 'light'] as const)('can be read in the %s theme', async (colorScheme) => {
    const { page, close } = await venue.visit({ colorScheme })
    for (const { pair, ratio } of await contrasts(page)) expect(ratio, pair).toBeGreaterThanOrEqual(4.5)
    for (const address of ['/', '/catalogue?q=harbour', '/decisions']) {
      await page.goto(`${venue.url}${address}`)
      await page.locator('main [data-play], main table').first().waitFor()
      expect(await accessibilityFaults(page), address).toEqual([])
    }
    await close()
  })
})
