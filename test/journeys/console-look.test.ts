import { expect, it } from 'vitest'
import type { Decision } from '../../src/surfaces/answers.ts'
import { journeyInBrowser, phone } from './browser-journey.ts'
import { toneLibrary } from './library-for-browser.ts'
import { accessibilityFaults, audioOf, hear, playedTitle, queueOf, textOf } from './page-in-browser.ts'
import { smallTargets } from './small-targets.ts'

/**
 * What annoys in use and no other test would notice: selected things that can't be read, targets too small for a
 * finger, words that widen the page, dead ends, and a reload that forgets what played.
 */
const numberOf = (text: string) => Number(text.replace('−', '-'))

journeyInBrowser('the look of the console', { library: toneLibrary, listeners: 30, days: 10 }, (venue) => {
  it.each(['dark', 'light'] as const)(
    'keeps what is selected readable under the pointer, %s',
    async (colorScheme) => {
      const { page, close } = await venue.visit({ colorScheme, reducedMotion: 'reduce' })
      await page.goto(`${venue.url}/decisions`)
      const chip = page.getByRole('link', { name: 'Everyone’s' })
      await chip.click()
      await chip.hover()
      const colours = await chip.evaluate((node) => {
        const ink = getComputedStyle(document.documentElement).color
        const { backgroundColor, color } = getComputedStyle(node)
        return { ink, backgroundColor, color }
      })
      expect(colours.backgroundColor).toBe(colours.ink)
      expect(colours.color).not.toBe(colours.ink)
      await close()
    },
  )

  it('has targets a finger can hit, on every page and in the player', async () => {
    const { page, close } = await venue.visit({ ...phone, reducedMotion: 'reduce' })
    await page.locator('main [data-play]').first().tap()
    await hear(page)
    for (const address of ['/', '/catalogue?q=harbour', '/decisions']) {
      await page.goto(`${venue.url}${address}`)
      await page.locator('main [data-play], main table').first().waitFor()
      expect(await smallTargets(page), address).toEqual([])
    }
    await page.locator('main table a').first().tap()
    await page.locator('section[aria-label="Candidates"]').waitFor()
    expect(await smallTargets(page), 'a decision').toEqual([])
    await page.getByRole('button', { name: /^Open player: / }).tap()
    await queueOf(page)
    expect(await smallTargets(page), 'the player').toEqual([])
    await close()
  })

  it('has rows of a modest height under a finger: a tap on the words plays, the menu leads to the artist', async () => {
    const { page, close } = await venue.visit({ ...phone, reducedMotion: 'reduce' })
    await page.goto(`${venue.url}/catalogue?q=harbour`)
    const rows = page.getByRole('list', { name: 'Tracks' }).locator('li')
    await rows.first().waitFor()
    for (const row of await rows.all()) expect((await row.boundingBox())?.height).toBeLessThanOrEqual(80)
    const title = await textOf(rows.first().locator('h3'))
    const words = await rows.first().locator('h3').boundingBox()
    await page.touchscreen.tap((words?.x ?? 0) + 10, (words?.y ?? 0) + 5)
    await page.getByRole('button', { name: new RegExp(`^Open player: ${title} by `) }).tap()
    await queueOf(page)
    for (const row of await page.locator('[data-row]').all())
      expect((await row.boundingBox())?.height).toBeLessThanOrEqual(88)
    await page.getByRole('button', { name: 'Close player' }).tap()
    await rows
      .first()
      .getByRole('button', { name: /^More for / })
      .tap()
    await page
      .getByRole('menuitem', { name: /^Open / })
      .nth(1)
      .tap()
    await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/artists\//)
    await close()
  })

  it('is not widened by a long name', async () => {
    const { page, close } = await venue.visit(phone)
    const name = `${'An Orchestra With A Very Long Name Indeed '.repeat(4)}${'And'.repeat(40)}`
    await page.route('**/v1/search**', async (route) => {
      const response = await route.fetch()
      const answer = await response.json()
      for (const track of answer.tracks) for (const artist of track.artists) artist.name = name
      answer.artists = [{ id: 'long', name, tracks: 3 }]
      await route.fulfill({ response, json: answer })
    })
    for (const address of ['/catalogue?q=harbour', '/catalogue?tag=folk']) {
      await page.goto(`${venue.url}${address}`)
      await page.getByRole('list', { name: 'Tracks' }).waitFor()
      expect(await accessibilityFaults(page), address).toEqual([])
    }
    await page.locator('main [data-play]').first().tap()
    await page.getByRole('button', { name: /^Open player: / }).tap()
    await queueOf(page)
    const player = page.getByRole('dialog', { name: 'Now playing' })
    expect(await player.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0)
    await close()
  })

  it('offers a search where there is no such decision, not to try again', async () => {
    const { page, close } = await venue.visit()
    await page.goto(`${venue.url}/decisions/none-such`)
    await page.getByRole('heading', { name: 'There is no such decision.' }).waitFor()
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    await page.getByRole('searchbox', { name: 'Request id' }).fill('another')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toBe(`${venue.url}/decisions/another`)
    await page.getByRole('link', { name: 'Search all decisions' }).click()
    await page.getByRole('heading', { name: 'Decisions', exact: true }).waitFor()
    await close()
  })

  it('tells the runs of a home apart, and every score adds up from what the page shows', async () => {
    const { page, close } = await venue.visit()
    await page.getByRole('link', { name: 'How this came to be' }).click()
    await page.locator('section[aria-label="Candidates"]').waitFor()
    const tabs = await page.getByRole('tab').allTextContents()
    expect(tabs.length).toBeGreaterThan(2)
    expect(new Set(tabs).size).toBe(tabs.length)

    const id = new URL(page.url()).pathname.split('/').at(-1)
    const decision: Decision = await (await fetch(`${venue.url}/v1/decisions/${id}`)).json()
    const scored = decision.runs
      .filter(({ weights }) => Object.keys(weights).length > 0)
      .flatMap(({ candidates }) => candidates.filter(({ score }) => score !== undefined))
    expect(scored.length).toBeGreaterThan(20)
    for (const { score, parts } of scored) {
      const sum = Object.values(parts ?? {}).reduce((one, other) => one + other, 0)
      expect(sum).toBeCloseTo(score ?? Number.NaN, 9)
    }

    const summary = page.getByText('How the score adds up').locator('visible=true').first()
    await summary.click()
    const table = page
      .getByRole('table', { name: /^Score of / })
      .locator('visible=true')
      .first()
    const shown = (await table.locator('[data-part]').allTextContents()).map(numberOf)
    const score = numberOf((await table.locator('[data-score]').textContent()) ?? '')
    expect(shown.reduce((one, other) => one + other, 0)).toBeCloseTo(score, 9)
    expect(shown.length).toBeGreaterThan(0)
    await close()
  })

  it('tells a learnt score beside the others that were ranked, in words, and nothing of a past that nobody has [promise: told-as-it-is]', async () => {
    const { page, close } = await venue.visit()
    await page.route('**/v1/decisions/*', async (route) => {
      const response = await route.fetch()
      const decision: Decision = await response.json()
      const never = { rating: 0, daysSinceHeard: -1, daysSincePlayed: -1, plays: 0, skips: 0, leads: 1 }
      for (const run of decision.runs) {
        run.weights = {}
        for (const [place, candidate] of run.candidates.entries()) {
          candidate.features = { ...never, afterPlace: place + 1, afterTimes: 20 }
          candidate.parts = {
            afterPlace: -place / 9,
            afterTimes: -0.07,
            rating: -0.06,
            daysSincePlayed: 0.07,
          }
          candidate.score = Object.values(candidate.parts).reduce((sum, part) => sum + part, 0)
        }
      }
      await route.fulfill({ response, json: decision })
    })
    await page.getByRole('link', { name: 'How this came to be' }).click()
    const candidates = page.locator('section[aria-label="Candidates"]')
    await candidates.getByText('only how far two are apart says something').waitFor()
    await candidates.getByText('after what plays, 20 times').locator('visible=true').first().waitFor()
    await candidates.getByText('How the score adds up').locator('visible=true').first().click()
    const table = candidates
      .getByRole('table', { name: /^Score of / })
      .locator('visible=true')
      .first()
    const shown = (await table.locator('[data-part]').allTextContents()).map(numberOf)
    const score = numberOf(await textOf(table.locator('[data-score]')))
    expect(shown.reduce((one, other) => one + other, 0)).toBeCloseTo(score, 9)
    expect(await textOf(candidates)).not.toMatch(/rating|past with it|Days since|×/i)
    expect(await accessibilityFaults(page)).toEqual([])
    await close()
  })

  it('goes on where it stopped after a reload: paused, in its place, with its queue', async () => {
    const { page, close } = await venue.visit()
    await page.locator('main [data-play]').first().click()
    await hear(page, 1.5)
    const title = await playedTitle(page)
    const queue = await queueOf(page)
    await page.reload()
    await expect.poll(() => playedTitle(page)).toBe(title)
    expect(await queueOf(page)).toEqual(queue)
    await page.getByText('Where you stopped').waitFor()
    await expect.poll(async () => (await audioOf(page)).seconds).toBeGreaterThan(1.2)
    const { paused, seconds } = await audioOf(page)
    expect(paused).toBe(true)
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await hear(page, seconds + 0.2)
    await close()
  })
})
