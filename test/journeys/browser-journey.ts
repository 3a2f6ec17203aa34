import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'
import { type OpenPage, openBrowser, openPage } from './page-in-browser.ts'
import { type StartedServer, startServer } from './started-server.ts'

/**
 * Where a journey takes place: a library, a server on it and a browser, there before its first test and gone
 * after its last. The trap closed here: a server left running because there was no browser to visit it with.
 */
export interface Venue {
  /** Of the server, without a slash at the end. */
  readonly url: string
  /** Holds the library. */
  readonly folder: string
  readonly browser: Browser
  /** A visit by somebody new, on a desk unless told otherwise; it ends with `close`. */
  visit(options?: BrowserContextOptions): Promise<OpenPage>
}

export interface Setting {
  /** Writes music into the folder; answers what `--library` names. */
  readonly library: (folder: string) => string
  /** How many listeners there are, and for how many days they have listened. */
  readonly listeners: number
  readonly days: number
}

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

/** A `describe` whose tests share one venue; it is left out where `SEGUE_NO_BROWSER` is set. */
export const journeyInBrowser = (
  title: string,
  { library, listeners, days }: Setting,
  tests: (venue: Venue) => void,
): void => {
  describe.skipIf(Boolean(process.env.SEGUE_NO_BROWSER))(title, () => {
    let folder = ''
    let browser: Browser
    let server: StartedServer
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'segue-library-'))
      browser = await openBrowser()
      const args = ['--listeners', String(listeners), '--days', String(days)]
      server = await startServer({ library: library(folder), args })
    })
    afterAll(async () => {
      await browser?.close()
      await server?.stop()
      if (folder) rmSync(folder, { recursive: true, force: true })
    })
    tests({
      get url() {
        return server.url
      },
      get folder() {
        return folder
      },
      get browser() {
        return browser
      },
      visit: (options) => openPage(browser, server.url, options),
    })
  })
}
