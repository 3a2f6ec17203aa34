import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpApp, createWaitingApp, type Listener, listenOn } from '#edges/http'
import { openSmallWorld } from '../laws/small-world.ts'
import { openBrowser } from './page-in-browser.ts'

/** Somebody opens the console, or has it open, while the server starts: it says so, and goes on by itself. */
describe.skipIf(Boolean(process.env.SEGUE_NO_BROWSER))('a console whose server starts', () => {
  const consoleFolder = join(import.meta.dirname, '../../console/dist')
  let browser: Browser
  let listener: Listener
  let read = 6
  beforeAll(async () => {
    browser = await openBrowser()
    const doing = () => ({ words: `Segue is starting. The event log is read again: ${read} of 9 events.` })
    const waiting = await createWaitingApp({ consoleFolder, loopbackOnly: true, newId: () => 'id', doing })
    listener = await listenOn({ host: '127.0.0.1', port: 0 }, waiting)
  })
  afterAll(async () => {
    await browser?.close()
    await listener?.close()
  })

  it('says what is done, and shows the page once it is open [promise: answers-from-the-start]', async () => {
    const page = await browser.newPage()
    await page.goto(listener.url)
    await page.getByText('6 of 9 events. This page goes on by itself.').waitFor()
    read = 7
    const notice = page.getByText('The event log is read again: 7 of 9 events.')
    await notice.waitFor()
    expect(await page.getByText('Couldn’t load').count()).toBe(0)
    expect(await page.getByText('Try again').count()).toBe(0)
    // Nothing shimmers for what can't come yet.
    expect(await page.locator('.shimmer').count()).toBe(0)
    const { services } = await openSmallWorld([], [])
    const options = { version: '0.0.0', consoleFolder, loopbackOnly: true, onFault: () => {} }
    await listener.answerWith(await createHttpApp(services, options))
    await notice.waitFor({ state: 'detached' })
    await page.getByRole('heading').first().waitFor()
    expect(await page.getByText('Couldn’t load').count()).toBe(0)
  })
})
