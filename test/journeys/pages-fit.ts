import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions } from 'playwright-core'
import { expect } from 'vitest'
import type { Venue } from './browser-journey.ts'
import { accessibilityFaults } from './page-in-browser.ts'

/** A folder to keep pictures of the pages in; none are taken without it. */
const folder = process.env.SEGUE_SHOTS

/** A phone, a tablet and a desk. */
export const widths = [390, 768, 1440]

/** Every page at a width: nothing scrolls sideways, and a screen reader finds names and one heading. Pictures are light and dark. */
export const pagesFit = async (
  venue: Venue,
  {
    paths,
    width,
    shots,
    options = {},
  }: {
    readonly paths: readonly string[]
    readonly width: number
    /** What the pictures are called, before the place of the page in `paths`. */
    readonly shots: string
    readonly options?: BrowserContextOptions
  },
): Promise<void> => {
  if (folder !== undefined) mkdirSync(folder, { recursive: true })
  const { page, close } = await venue.visit({ ...options, viewport: { width, height: 900 } })
  for (const [at, path] of paths.entries()) {
    await page.goto(`${venue.url}${path}`)
    await page.locator('main h1').waitFor()
    await page.waitForLoadState('networkidle')
    expect(await accessibilityFaults(page), `${path} at ${width}`).toEqual([])
    if (folder !== undefined) {
      for (const colorScheme of ['light', 'dark'] as const) {
        // Colours that are on their way to others are neither.
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.locator(`html[data-theme=${colorScheme}]`).waitFor()
        await page.screenshot({ path: join(folder, `${shots}-${at}-${width}-${colorScheme}.png`) })
      }
    }
  }
  await close()
}
