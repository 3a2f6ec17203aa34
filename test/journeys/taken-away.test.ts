import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { journeyInBrowser, phone } from './browser-journey.ts'
import { toneLibrary } from './library-for-browser.ts'
import { audioOf, cardOfAnother, hear, holdBack, playedTitle, queueOf, textOf } from './page-in-browser.ts'

/** What a player holds while an operator takes it down: after a reload, when it is asked to sound, and while it plays. */
journeyInBrowser('what is taken down', { library: toneLibrary, listeners: 10, days: 5 }, (venue) => {
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click()
  const notice = (page: Page) => textOf(page.getByRole('status', { name: 'Notice' }).first())
  const playedId = async (page: Page): Promise<string> =>
    decodeURIComponent(/tracks\/([^/]+)\/audio/.exec((await audioOf(page)).url)?.[1] ?? '')
  const change = async (method: 'PUT' | 'DELETE', ids: readonly string[]) => {
    for (const id of ids) {
      const url = `${venue.url}/v1/catalog/takedowns/track/${encodeURIComponent(id)}`
      expect((await fetch(url, { method })).ok).toBe(true)
    }
  }
  const playing = async (options?: Parameters<typeof venue.visit>[0]) => {
    const visit = await venue.visit(options)
    await visit.page.locator('main [data-play]').first().click()
    await hear(visit.page)
    return { ...visit, id: await playedId(visit.page) }
  }

  it('is not taken up after a reload, leaves the queue, and the panel says so [promise: gone-unplayed]', async () => {
    const { page, close, id } = await playing()
    const title = await playedTitle(page)
    const gone = [id, ...(await queueOf(page)).slice(0, 2)]
    await change('PUT', gone)
    await page.reload()
    await expect
      .poll(() => notice(page))
      .toBe(`${title} and 2 other tracks were taken down and are not played here.`)
    await expect.poll(() => playedTitle(page)).not.toBe(title)
    for (const one of gone) expect(await queueOf(page)).not.toContain(one)
    expect((await audioOf(page)).paused).toBe(true)
    await press(page, 'Play')
    await hear(page)
    await press(page, 'Put the notice away')
    await expect.poll(() => notice(page)).toBe('')
    await change('DELETE', gone)
    await close()
  })

  it('ends when it is asked to sound again, and says so on a phone too [promise: gone-unplayed]', async () => {
    const { page, close, id } = await playing(phone)
    await press(page, 'Pause')
    await change('PUT', [id])
    await press(page, 'Play')
    await expect.poll(() => notice(page)).toContain('was taken down and is not played here.')
    await expect.poll(() => playedId(page)).not.toBe(id)
    await change('DELETE', [id])
    await close()
  })

  it('does not take the place of what plays where it is pressed on an old page, and the panel says why [promise: gone-unplayed]', async () => {
    const { page, close, id } = await playing()
    await queueOf(page)
    const cover = await cardOfAnother(page)
    const card = cover.locator('xpath=ancestor::article')
    const title = (await card.getAttribute('aria-label')) ?? ''
    const address = (await card.locator('h3 a').getAttribute('href')) ?? ''
    const pressed = decodeURIComponent(address.split('/').at(-1) ?? '')
    await change('PUT', [pressed])
    const { seconds } = await audioOf(page)
    await cover.click()
    await expect.poll(() => notice(page)).toBe(`${title} was taken down and is not played here.`)
    expect(await playedId(page)).toBe(id)
    await hear(page, seconds + 0.5)
    await change('DELETE', [pressed])
    await cover.click()
    await expect.poll(() => playedTitle(page)).toBe(title)
    await hear(page)
    await close()
  })

  it('leaves what plays alone where it was played before, and lets the rest of a list play where it is the first [promise: gone-unplayed]', async () => {
    const { page, close, id: first } = await playing()
    const skip = async () => {
      await queueOf(page)
      const before = await playedId(page)
      await press(page, 'Next')
      await expect.poll(() => playedId(page)).not.toBe(before)
      await hear(page)
      return await playedId(page)
    }
    await press(page, 'Like')
    const second = await skip()
    await press(page, 'Like')
    const third = await skip()
    await hear(page, 2)
    const { seconds } = await audioOf(page)
    await change('PUT', [second])
    await press(page, 'Previous')
    await expect.poll(() => notice(page)).toContain('was taken down and is not played here.')
    // It went on, and was not begun again behind what is gone.
    expect((await audioOf(page)).seconds).toBeGreaterThanOrEqual(seconds)
    expect(await playedId(page)).toBe(third)
    await change('DELETE', [second])
    await page.getByRole('link', { name: 'Liked songs' }).first().click()
    await page.getByRole('button', { name: 'Play all' }).waitFor()
    await change('PUT', [second])
    await press(page, 'Play all')
    await expect.poll(() => playedId(page)).toBe(first)
    await hear(page)
    await change('DELETE', [second])
    await close()
  })

  it('begins no track that was pressed before the next one was asked for, however late it is known to be there [promise: last-choice-plays]', async () => {
    const { page, close, id } = await playing()
    await queueOf(page)
    const cover = await cardOfAnother(page)
    const card = cover.locator('xpath=ancestor::article')
    const title = (await card.getAttribute('aria-label')) ?? ''
    const address = (await card.locator('h3 a').getAttribute('href')) ?? ''
    const pressed = address.split('/').at(-1) ?? ''
    const letGo = await holdBack(page, (url) => url.pathname === `/v1/tracks/${pressed}`)
    const asked = page.waitForRequest((request) => request.url().endsWith(`/v1/tracks/${pressed}`))
    await cover.click()
    await asked
    await press(page, 'Next')
    await expect.poll(() => playedId(page)).not.toBe(id)
    await hear(page)
    letGo()
    const { seconds } = await audioOf(page)
    // Longer than a press waits for its answer.
    await hear(page, seconds + 1.5)
    expect(await playedTitle(page)).not.toBe(title)
    await close()
  })

  it('ends while it plays, with the next answer [promise: gone-unplayed]', async () => {
    const { page, close, id } = await playing()
    const title = await playedTitle(page)
    await queueOf(page)
    await change('PUT', [id])
    await page
      .locator('[aria-label="Now playing"]')
      .getByRole('button', { name: 'Like', exact: true })
      .first()
      .click()
    await expect.poll(() => notice(page)).toBe(`${title} was taken down and is not played here.`)
    await expect.poll(() => playedId(page)).not.toBe(id)
    await hear(page)
    await change('DELETE', [id])
    await close()
  })

  it('ends within about a minute while nobody does anything [promise: gone-unplayed]', async () => {
    const { page, close, id } = await playing()
    const title = await playedTitle(page)
    await page.clock.install()
    await page.reload()
    await press(page, 'Play')
    await hear(page)
    await change('PUT', [id])
    await page.clock.fastForward(60_000)
    await expect.poll(() => notice(page)).toBe(`${title} was taken down and is not played here.`)
    await expect.poll(() => playedId(page)).not.toBe(id)
    await change('DELETE', [id])
    await close()
  })
})
