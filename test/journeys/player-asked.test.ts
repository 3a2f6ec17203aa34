import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { journeyInBrowser } from './browser-journey.ts'
import { toneLibrary } from './library-for-browser.ts'
import { audioOf, cardOfAnother, hear, holdBack, playedTitle, queueOf } from './page-in-browser.ts'

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
    const told: string[] = []
    page.on('request', (request) => {
      if (new URL(request.url()).pathname !== '/v1/events') return
      for (const { type } of request.postDataJSON()) told.push(type)
    })
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
    return { page, told, close, pressKey, ask }
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

  it('begins no sound for a dislike or a block of what is at rest', async () => {
    const { page, close } = await openWithKeys()
    await playFirst(page)
    await hear(page)
    await queueOf(page)
    await press(page, 'Pause')
    const leaveIt: readonly (() => Promise<unknown>)[] = [
      () => press(page, 'Dislike'),
      async () => {
        const title = await playedTitle(page)
        await page
          .getByRole('button', { name: `More for ${title}`, exact: true })
          .last()
          .click()
        await page.getByRole('menuitem', { name: 'Block', exact: true }).click()
        await page.getByRole('menuitem', { name: `Block track ${title}`, exact: true }).click()
      },
    ]
    for (const leave of leaveIt) {
      const left = await playedTitle(page)
      await leave()
      await expect.poll(() => playedTitle(page)).not.toBe(left)
      await queueOf(page)
      expect(await isPaused(page)).toBe(true)
      await offers(page, 'Play')
    }
    await press(page, 'Play')
    await hear(page)
    await close()
  })

  it('begins a session at rest when a pause is asked for before its first track is here', async () => {
    const { page, close, pressKey } = await openWithKeys()
    await playFirst(page)
    await hear(page)
    await page.getByRole('link', { name: 'Catalogue' }).first().click()
    await page.getByRole('link', { name: /^folk/ }).first().click()
    const letGo = await holdBack(page, '**/v1/sessions')
    const began = page.waitForRequest('**/v1/sessions')
    await press(page, 'Start session')
    await began
    await pressKey('pause')
    letGo()
    await page.locator('aside').getByText('Session: ').waitFor()
    await queueOf(page)
    expect(await isPaused(page)).toBe(true)
    await pressKey('play')
    await hear(page)
    await close()
  })

  it('goes back to the track that is left behind while the next one is waited for, never to a disliked one', async () => {
    const { page, close, pressKey } = await openWithKeys()
    await playFirst(page)
    await hear(page)
    await queueOf(page)
    const first = await playedTitle(page)
    await page.clock.pauseAt(Date.now() + 60_000)
    const letGo = await holdBack(page, '**/now-playing')
    await pressKey('nexttrack')
    await offers(page, 'Pause')
    await pressKey('previoustrack')
    await hear(page)
    letGo()
    await queueOf(page)
    expect(await playedTitle(page)).toBe(first)

    await pressKey('nexttrack')
    await expect.poll(() => playedTitle(page)).not.toBe(first)
    await hear(page)
    await queueOf(page)
    const disliked = await playedTitle(page)
    await press(page, 'Dislike')
    await expect.poll(() => playedTitle(page)).not.toBe(disliked)
    await hear(page)
    await queueOf(page)
    await pressKey('previoustrack')
    await expect.poll(() => playedTitle(page)).toBe(first)
    await hear(page)
    await close()
  })

  it('waits for the answer to the last word where more is said about the track left behind', async () => {
    const { page, told, close } = await openWithKeys()
    await playFirst(page)
    await hear(page)
    const [stale] = await queueOf(page)
    await page.clock.pauseAt(Date.now() + 60_000)
    const answers: PromiseWithResolvers<void>[] = []
    await page.route('**/now-playing', async (route) => {
      const answer = Promise.withResolvers<void>()
      answers.push(answer)
      await answer.promise
      const response = await route.fetch()
      const slate = await response.json()
      const items = slate.items.filter((item: { track: { id: string } }) => item.track.id !== stale)
      await route.fulfill({ response, json: { ...slate, items } })
    })
    const left = await playedTitle(page)
    await press(page, 'Dislike')
    await expect.poll(() => answers.length).toBe(1)
    await press(page, 'Like')
    await expect.poll(() => answers.length).toBe(2)
    const first = page.waitForResponse('**/now-playing')
    answers[0]?.resolve()
    await (await first).finished()
    await page.evaluate(() => fetch('/v1/about'))
    expect(await playedTitle(page)).toBe(left)
    answers[1]?.resolve()
    await expect.poll(() => playedTitle(page)).not.toBe(left)
    await hear(page)
    expect(await audioOf(page)).not.toMatchObject({
      url: expect.stringContaining(encodeURIComponent(stale ?? '')),
    })
    expect(told).toEqual(['track.disliked', 'track.liked'])
    await close()
  })

  it('tells no skip of a disliked track when another is chosen before the next one is here', async () => {
    const { page, told, close } = await openWithKeys()
    await playFirst(page)
    await hear(page)
    await queueOf(page)
    await page.clock.pauseAt(Date.now() + 60_000)
    const letGo = await holdBack(page, '**/now-playing')
    const other = await cardOfAnother(page)
    const asked = page.waitForRequest('**/now-playing')
    await press(page, 'Dislike')
    await asked
    await other.click()
    await hear(page)
    letGo()
    await queueOf(page)
    expect(told).toEqual(['track.disliked'])
    await close()
  })

  it('shows a pause that the system made, and one press undoes it', async () => {
    const { page, close } = await openWithKeys()
    await playFirst(page)
    await hear(page)
    await page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.pause())
    await offers(page, 'Play')
    await press(page, 'Play')
    await hear(page)
    await offers(page, 'Pause')
    await close()
  })
})
