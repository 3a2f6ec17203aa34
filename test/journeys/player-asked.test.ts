import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { journeyInBrowser } from './browser-journey.ts'
import { toneLibrary } from './library-for-browser.ts'
import { audioOf, hear, holdBack, playedTitle, queueOf } from './page-in-browser.ts'

/**
 * What is asked of the player, by a key of the system, by its button or by the space bar: that holds, also for a
 * track that is not there yet. Nothing begins to sound that was asked to be silent.
 */
journeyInBrowser('a player that is asked', { library: toneLibrary, listeners: 30, days: 10 }, (venue) => {
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click()
  const playFirst = (page: Page) => page.locator('main [data-play]').first().click()
  /** A page whose clock can be held, and the ways to ask for sound or for none. */
  const openWithKeys = async () => {
    const { page, close } = await venue.visit()
    await page.addInitScript(() => {
      const keys: Record<string, MediaSessionActionHandler | null> = {}
      navigator.mediaSession.setActionHandler = (action, handler) => {
        keys[action] = handler
      }
      Object.assign(window, { pressKey: (action: MediaSessionAction) => keys[action]?.({ action }) })
    })
    await page.clock.install()
    await page.reload()
    const pressKey = (action: MediaSessionAction) =>
      page.evaluate((key) => Reflect.get(window, 'pressKey')(key), action)
    const pressSpace = async () => {
      await page.evaluate(
        () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
      )
      await page.keyboard.press('Space')
    }
    const ask = {
      'a media key': (play: boolean) => pressKey(play ? 'play' : 'pause'),
      'the button': (play: boolean) => press(page, play ? 'Play' : 'Pause'),
      'the space bar': pressSpace,
    }
    return { page, close, pressKey, ask }
  }
  const isPaused = async (page: Page) => (await audioOf(page)).paused
  /** What a press of the player's button would do, which is the contrary of what is asked for. */
  const offers = (page: Page, name: 'Play' | 'Pause') =>
    page.getByRole('group', { name: 'Player controls' }).getByRole('button', { name, exact: true }).waitFor()

  it('does what a media key says, however often it is pressed', async () => {
    const { page, close, pressKey } = await openWithKeys()
    await playFirst(page)
    await hear(page)
    for (const paused of [true, false]) {
      for (const _ of [1, 2]) {
        await pressKey(paused ? 'pause' : 'play')
        await expect.poll(() => isPaused(page)).toBe(paused)
      }
    }
    await close()
  })

  it.each(['a media key', 'the button', 'the space bar'] as const)(
    'does what %s says while the next track is waited for, and the skipped one sounds no more',
    async (way) => {
      const { page, close, pressKey, ask } = await openWithKeys()
      await playFirst(page)
      await hear(page)
      await queueOf(page)
      // With its clock held, the page waits for the answer until told to find it late.
      await page.clock.pauseAt(Date.now() + 60_000)
      for (const last of ['Pause', 'Play'] as const) {
        const skipped = await playedTitle(page)
        const letGo = await holdBack(page, '**/now-playing')
        await pressKey('nexttrack')
        await ask[way](false)
        await offers(page, 'Play')
        if (last === 'Play') {
          await ask[way](true)
          await offers(page, 'Pause')
        }
        expect(await isPaused(page)).toBe(true)
        expect(await playedTitle(page)).toBe(skipped)

        await page.clock.runFor(2000)
        await expect.poll(() => playedTitle(page)).not.toBe(skipped)
        await expect.poll(() => isPaused(page)).toBe(last === 'Pause')
        await offers(page, last === 'Pause' ? 'Play' : 'Pause')
        letGo()
        await queueOf(page)
        expect(await isPaused(page)).toBe(last === 'Pause')
        await page.unroute('**/now-playing')
      }
      await hear(page)
      await close()
    },
  )

  it('stays at rest when a pause is asked for after the queue has run out', async () => {
    const { page, close, pressKey } = await openWithKeys()
    await page.route('**/now-playing', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, json: { ...(await response.json()), items: [] } })
    })
    await playFirst(page)
    await hear(page)
    await page.getByText('The queue is empty.').waitFor()
    await page.unroute('**/now-playing')
    const letGo = await holdBack(page, '**/now-playing')
    const last = await playedTitle(page)
    const asked = page.waitForRequest('**/now-playing')
    await page.getByRole('slider', { name: 'Position' }).press('End')
    await asked
    await pressKey('play')
    await pressKey('pause')
    await offers(page, 'Play')
    letGo()
    await expect.poll(() => playedTitle(page)).not.toBe(last)
    expect(await isPaused(page)).toBe(true)
    await pressKey('play')
    await hear(page)
    await close()
  })
})
