import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { journeyInBrowser } from './browser-journey.ts'
import { toneLibrary } from './library-for-browser.ts'
import { audioOf, hear, playedTitle, queueOf } from './page-in-browser.ts'

/** A release that is played as a whole, over what plays already: with what, in which order, and what it leaves. */
const listSchema = z.object({ releases: z.array(z.object({ id: z.string() })) })
const releaseSchema = z.object({
  trackList: z.array(z.object({ track: z.object({ id: z.string(), title: z.string() }) })),
})

journeyInBrowser('a list that is played', { library: toneLibrary, listeners: 10, days: 5 }, (venue) => {
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click()
  const queueButton = (page: Page, name: string) =>
    page.locator('section[aria-label="Queue"]').getByRole('button', { name, exact: true })
  const playedId = async (page: Page): Promise<string> =>
    decodeURIComponent(/tracks\/([^/]+)\/audio/.exec((await audioOf(page)).url)?.[1] ?? '')
  /** The page of a release, of which the last track plays; with what the page asked for since. */
  const openRelease = async () => {
    const { releases } = listSchema.parse(await (await fetch(`${venue.url}/v1/releases?limit=1`)).json())
    const address = encodeURIComponent(releases[0]?.id ?? expect.fail())
    const answer = await fetch(`${venue.url}/v1/releases/${address}`)
    const tracks = releaseSchema.parse(await answer.json()).trackList.map(({ track }) => track)
    const { page, close } = await venue.visit()
    await page.goto(`${venue.url}/releases/${address}`)
    const last = tracks.at(-1) ?? expect.fail()
    await page.locator('main ol [data-play]').last().click()
    await hear(page)
    await queueOf(page)
    const asked: string[] = []
    page.on('request', (request) => asked.push(`${request.url()} ${request.postData() ?? ''}`))
    const wasAsked = (...parts: readonly string[]) =>
      asked.some((one) => parts.every((part) => one.includes(part)))
    return { page, close, tracks, ids: tracks.map(({ id }) => id), last, wasAsked }
  }

  it('begins with the first that is there, goes on with those after it and no others, and asks for no sound of what is gone [promise: gone-unplayed]', async () => {
    const { page, close, tracks, ids, last, wasAsked } = await openRelease()
    const [gone = '', first = '', ...others] = ids
    const takedown = `${venue.url}/v1/catalog/takedowns/track/${encodeURIComponent(gone)}`
    expect((await fetch(takedown, { method: 'PUT' })).ok).toBe(true)
    await press(page, 'Play release')
    await expect.poll(() => playedId(page)).toBe(first)
    await hear(page)
    expect(await playedTitle(page)).toBe(tracks[1]?.title)
    const queue = await queueOf(page)
    expect(queue.slice(0, others.length)).toEqual(others)
    expect(queue.slice(others.length).filter((id) => ids.includes(id))).toEqual([])
    expect(wasAsked(`/v1/tracks/${encodeURIComponent(gone)}/audio`)).toBe(false)
    // What it took the place of was hardly heard.
    await expect.poll(() => wasAsked('/v1/events', 'track.skipped', last.id)).toBe(true)
    expect((await fetch(takedown, { method: 'DELETE' })).ok).toBe(true)
    await close()
  })

  it('is mixed where the queue is, comes back into its order, and leaves a session', async () => {
    const { page, close, ids } = await openRelease()
    const release = page.url()
    const session = page.getByRole('button', { name: 'End session' }).first()
    await page.locator('main').locator('a[href^="/artists/"]').first().click()
    await press(page, 'Start radio')
    await queueButton(page, 'Shuffle').waitFor()
    await session.waitFor()
    await page.goBack()
    await page.waitForURL(release)
    const [first, ...others] = ids
    const playsMixed = async (): Promise<boolean> => {
      await queueButton(page, 'Shuffle').click()
      await press(page, 'Play release')
      await session.waitFor({ state: 'detached' })
      await expect.poll(() => playedId(page)).toBe(first)
      const mixed = (await queueOf(page)).filter((id) => ids.includes(id))
      expect(mixed.toSorted()).toEqual(others.toSorted())
      await queueButton(page, 'Shuffle').click()
      await expect.poll(async () => (await queueOf(page)).slice(0, others.length)).toEqual(others)
      return mixed.join() !== others.join()
    }
    let isMixed = await playsMixed()
    // One order in twenty-four is that of the release.
    for (let times = 1; times < 6 && !isMixed; times++) {
      await page.locator('main ol [data-play]').last().click()
      await expect.poll(() => playedId(page)).toBe(ids.at(-1))
      isMixed = await playsMixed()
    }
    expect(isMixed).toBe(true)
    await close()
  })
})
