import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { expect } from 'vitest'

/**
 * A real browser for the journeys. Nothing here sleeps: everything waits for what a person would see. The traps
 * closed here: a page that works while its console is full of errors, and a journey that passes because there
 * was no browser to fail in.
 */
const named = (name: string): string | undefined => {
  try {
    return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}

const executable = (): string => {
  const asked = process.env.CHROMIUM
  const found =
    asked ??
    (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined) ??
    ['chromium', 'chromium-browser', 'google-chrome'].map(named).find((path) => path !== undefined)
  if (found !== undefined && existsSync(found)) return found
  throw new Error(
    'The browser journey needs Chromium. Install it, or name one in CHROMIUM, or set SEGUE_NO_BROWSER=1 to leave the journey out.',
  )
}

export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: executable(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

export interface OpenPage {
  readonly page: Page
  /** Console errors, uncaught exceptions and failed requests so far. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

export const openPage = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  // As over plain http from another device, where browsers leave these out.
  await context.addInitScript(() => {
    Reflect.deleteProperty(Crypto.prototype, 'randomUUID')
    Reflect.deleteProperty(Crypto.prototype, 'subtle')
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
  })
  await page.goto(url)
  await page.locator('main [data-play]').first().waitFor()
  return { page, complaints, close: () => context.close() }
}

export const textOf = async (shown: Locator): Promise<string> => (await shown.textContent()) ?? ''

const queueSection = (page: Page) => page.locator('section[aria-label="Queue"]')

/** Track ids in playing order, once nothing is being asked for. */
export const queueOf = async (page: Page): Promise<readonly string[]> => {
  await page.locator('section[aria-label="Queue"][aria-busy="false"] [data-row]').first().waitFor()
  return queueSection(page)
    .locator('[data-row]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row') ?? ''))
}

const decisionOf = (page: Page) =>
  queueSection(page).getByRole('link', { name: 'Decision' }).getAttribute('href')

/** Does something and waits until the queue of another decision stands; answers what the page says about it. */
export const changeQueue = async (page: Page, act: () => Promise<unknown>): Promise<string> => {
  const before = await decisionOf(page)
  await act()
  await expect.poll(() => decisionOf(page)).not.toBe(before)
  await queueOf(page)
  return textOf(page.getByRole('status', { name: 'Queue change' }))
}

export const playedTitle = (page: Page): Promise<string> =>
  textOf(page.locator('[aria-label="Now playing"] h2').first())

/**
 * A card of the page whose track neither plays nor waits in the queue. What Segue has chosen since the page was
 * opened may stand anywhere on it, and a press on the card of what plays is a pause: a place says nothing.
 */
export const cardOfAnother = async (page: Page): Promise<Locator> => {
  const waiting = await queueSection(page).locator('[data-row] h3').allTextContents()
  const heard = [await playedTitle(page), ...waiting]
  const cards = page.locator('main article')
  const titles = await cards.evaluateAll((all) => all.map((card) => card.getAttribute('aria-label') ?? ''))
  const place = titles.findIndex((title) => !heard.includes(title))
  if (place < 0) throw new Error('Every card of the page plays or waits in the queue.')
  return cards.nth(place).locator('[data-play]')
}

/** The one `<audio>` element: where it is, and whether it plays. */
export const audioOf = (page: Page) =>
  page.locator('audio').evaluate((audio: HTMLAudioElement) => ({
    seconds: audio.currentTime,
    paused: audio.paused,
    lengthSeconds: audio.duration,
    url: audio.currentSrc,
  }))

/** Resolves when sound really moves on: the element's own clock passes `pastSeconds`. */
export const hear = async (page: Page, pastSeconds = 0.3): Promise<void> => {
  await expect.poll(async () => (await audioOf(page)).seconds).toBeGreaterThan(pastSeconds)
  expect((await audioOf(page)).paused).toBe(false)
}

/** Holds back what the page asks of these addresses until the answer is called. */
export const holdBack = async (
  page: Page,
  addresses: string | ((url: URL) => boolean),
): Promise<() => void> => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  await page.route(addresses, async (route) => {
    await held
    await route.continue()
  })
  return letGo
}

/** What assistive technology would stumble over on the page as it stands; empty when nothing. */
export const accessibilityFaults = async (page: Page): Promise<readonly string[]> => {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  await session.detach()
  const named = new Set([
    'button',
    'link',
    'textbox',
    'searchbox',
    'slider',
    'combobox',
    'radio',
    'tab',
    'menuitem',
  ])
  const nameless = nodes
    .filter(({ ignored, role }) => !ignored && named.has(String(role?.value)))
    .filter(({ name }) => String(name?.value ?? '').trim() === '')
    .map(({ role, nodeId }) => `a ${String(role?.value)} without a name (node ${nodeId})`)
  const structure = await page.evaluate(() => {
    const faults: string[] = []
    const all = (selector: string) => [...document.querySelectorAll(selector)]
    if (all('h1').length !== 1) faults.push(`${all('h1').length} h1 instead of one`)
    if (all('main').length !== 1) faults.push(`${all('main').length} main instead of one`)
    if (document.documentElement.lang === '') faults.push('no language')
    const ids = all('[id]').map(({ id }) => id)
    faults.push(...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `id ${id} twice`))
    faults.push(...all('img:not([alt])').map(() => 'an image without alt'))
    // A phone zooms out to what is too wide, so the window is as wide as it; the page is not.
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth) faults.push('it scrolls sideways')
    return faults
  })
  return [...nameless, ...structure]
}

/** WCAG 2.2 contrast of every text token on every ground it stands on, in the theme the page shows. */
export const contrasts = (
  page: Page,
): Promise<readonly { readonly pair: string; readonly ratio: number }[]> =>
  page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('span'))
    const luminance = (token: string) => {
      probe.style.color = `var(${token})`
      const [red = 0, green = 0, blue = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? [])
        .map((part) => Number(part) / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const ratio = (a: string, b: string) => {
      const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other)
      return (light + 0.05) / (dark + 0.05)
    }
    const texts = ['--ink', '--ink-soft', '--ink-faint', '--accent', '--enter', '--leave', '--caution']
    const pairs = texts.flatMap((text) =>
      ['--paper', '--surface', '--raised'].map((ground) => [text, ground] as const),
    )
    return [...pairs, ['--on-accent', '--accent-fill'] as const].map(([text, ground]) => ({
      pair: `${text} on ${ground}`,
      ratio: ratio(text, ground),
    }))
  })
