import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { Decision } from '../../src/surfaces/answers.ts'
import { journeyInBrowser, phone } from './browser-journey.ts'
import { toneLibrary } from './library-for-browser.ts'
import {
  accessibilityFaults,
  audioOf,
  cardOfAnother,
  changeQueue,
  hear,
  playedTitle,
  queueOf,
  textOf,
} from './page-in-browser.ts'

/**
 * The order of the queue in a person's hands: rows put elsewhere by mouse, by finger, by keys and by menu;
 * shuffle; repeat. Each is said aloud, is what plays next, and is there after a reload.
 */
journeyInBrowser('the order of the queue', { library: toneLibrary, listeners: 30, days: 10 }, (venue) => {
  const spoken = (page: Page) => textOf(page.getByRole('status', { name: 'Queue change' }))
  const rows = (page: Page) => page.locator('section[aria-label="Queue"] [data-row]')
  const handle = (page: Page, place: number) =>
    rows(page)
      .nth(place)
      .getByRole('button', { name: /^Move / })
  const idsNow = (page: Page) =>
    rows(page).evaluateAll((all) => all.map((row) => row.getAttribute('data-row') ?? ''))
  const placed = (page: Page) => rows(page).filter({ has: page.getByRole('img', { name: 'Placed by you' }) })
  const button = (page: Page, name: string) =>
    page.locator('section[aria-label="Queue"]').getByRole('button', { name, exact: true })
  const middle = async (shown: Locator) => {
    const box = await shown.boundingBox()
    if (!box) throw new Error('What should be dragged is not on the page.')
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, height: box.height }
  }
  const playOne = async (page: Page): Promise<readonly string[]> => {
    await page.locator('main [data-play]').first().click()
    await hear(page)
    return queueOf(page)
  }
  /** Track ids of the slate that the queue came from, by the record of its decision. */
  const slateOf = async (page: Page): Promise<readonly string[]> => {
    const link = await page
      .locator('section[aria-label="Queue"]')
      .getByRole('link', { name: 'Decision' })
      .getAttribute('href')
    const answer = await fetch(`${venue.url}/v1${link}`)
    const decision: Decision = await answer.json()
    const ranked = (decision.runs[0]?.candidates ?? []).flatMap(({ trackId, fate }) =>
      fate.kind === 'selected' ? [{ trackId, rank: fate.rank }] : [],
    )
    return ranked.toSorted((one, other) => one.rank - other.rank).map(({ trackId }) => trackId)
  }
  const toTheEnd = async (page: Page) => {
    await hear(page)
    await page.getByRole('slider', { name: 'Position' }).press('End')
  }

  it('puts a row elsewhere by mouse; it plays next, and stays there after a reload', async () => {
    const { page, complaints, close } = await venue.visit()
    const [first, second, third, ...rest] = await playOne(page)
    await handle(page, 2).scrollIntoViewIfNeeded()
    const from = await middle(handle(page, 2))
    const top = await middle(rows(page).nth(0))
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(from.x, top.y, { steps: 6 })
    expect(await idsNow(page), 'nothing is moved before it is let go').toEqual([
      first,
      second,
      third,
      ...rest,
    ])
    await page.mouse.move(from.x, top.y - top.height / 2)
    await page.mouse.up()
    const moved = [third, first, second, ...rest]
    await expect.poll(() => idsNow(page)).toEqual(moved)
    expect(await spoken(page)).toMatch(new RegExp(` is now 1 of ${moved.length}$`))
    await page.reload()
    expect(await queueOf(page)).toEqual(moved)

    const title = await textOf(rows(page).first().locator('h3'))
    await page.getByRole('button', { name: 'Next', exact: true }).click()
    await expect.poll(() => playedTitle(page)).toBe(title)
    await hear(page)
    expect(complaints).toEqual([])
    await close()
  })

  it('puts a row back on Escape', async () => {
    const { page, close } = await venue.visit()
    const before = await playOne(page)
    await handle(page, 1).scrollIntoViewIfNeeded()
    const from = await middle(handle(page, 1))
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(from.x, from.y - 2 * from.height, { steps: 4 })
    await page.keyboard.press('Escape')
    await page.mouse.up()
    expect(await idsNow(page)).toEqual(before)
    await close()
  })

  it('puts a row elsewhere by finger', async () => {
    // Without the sheet's motion, so that a row is where it was measured.
    const { page, close } = await venue.visit({ ...phone, reducedMotion: 'reduce' })
    await page.locator('main [data-play]').first().tap()
    await hear(page)
    await page.getByRole('button', { name: /^Open player: / }).tap()
    const [first, second, third, ...rest] = await queueOf(page)
    await rows(page)
      .nth(1)
      .evaluate((row) => row.scrollIntoView({ block: 'center' }))
    const from = await middle(handle(page, 0))
    const to = await middle(rows(page).nth(2))
    const touch = await page.context().newCDPSession(page)
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: from.x, y }] })
    await send('touchStart', from.y)
    for (const share of [0.25, 0.5, 0.75, 1]) await send('touchMove', from.y + share * (to.y + 8 - from.y))
    await send('touchEnd')
    await expect.poll(() => idsNow(page)).toEqual([second, third, first, ...rest])
    expect(await spoken(page)).toContain(' is now 3 of ')
    await close()
  })

  it('puts a row elsewhere by keys and by its menu, and keeps the focus on it', async () => {
    const { page, close } = await venue.visit()
    const [first, second, third, ...rest] = await playOne(page)
    await handle(page, 2).focus()
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => idsNow(page)).toEqual([first, third, second, ...rest])
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => idsNow(page)).toEqual([third, first, second, ...rest])
    expect(await spoken(page)).toContain(' is now 1 of ')
    const focused = page.locator(':focus')
    expect(await focused.getAttribute('aria-label')).toBe(await handle(page, 0).getAttribute('aria-label'))
    await page.keyboard.press('End')
    await expect.poll(() => idsNow(page)).toEqual([first, second, ...rest, third])

    await rows(page)
      .first()
      .getByRole('button', { name: /^More for / })
      .click()
    await page.getByRole('menuitem', { name: 'Move down' }).click()
    await expect.poll(() => idsNow(page)).toEqual([second, first, ...rest, third])
    expect(await accessibilityFaults(page)).toEqual([])
    await close()
  })

  it('keeps one moved row and lets Segue choose the others anew, however often it is asked', async () => {
    const { page, close } = await venue.visit()
    const [first, ...others] = await playOne(page)
    await handle(page, 0).press('End')
    await expect.poll(() => idsNow(page)).toEqual([...others, first])
    await expect.poll(() => placed(page).count()).toBe(1)
    for (const _ of [1, 2]) {
      await changeQueue(page, () => page.getByRole('button', { name: 'Next', exact: true }).click())
      await hear(page)
      const open = (await idsNow(page)).filter((id) => id !== first)
      const slate = await slateOf(page)
      expect(open).toEqual(slate.filter((id) => open.includes(id)))
      expect(open.length, 'all but the one that plays').toBeGreaterThanOrEqual(slate.length - 1)
      await expect.poll(() => placed(page).count()).toBe(1)
      expect(await placed(page).first().getAttribute('data-row')).toBe(first)
    }

    const place = (await idsNow(page)).indexOf(first ?? '')
    const another = await cardOfAnother(page)
    await changeQueue(page, () => another.click())
    expect((await idsNow(page)).indexOf(first ?? ''), 'another start').toBeGreaterThanOrEqual(place - 1)
    await expect.poll(() => placed(page).count()).toBe(1)

    const before = await idsNow(page)
    const asked: string[] = []
    page.on('request', (request) => request.url().includes('/now-playing') && asked.push(request.url()))
    await button(page, 'Repeat: off').click()
    await button(page, 'Repeat: all').click()
    await button(page, 'Repeat: one').click()
    await expect.poll(() => spoken(page)).toBe('Nothing repeats')
    expect(await queueOf(page)).toEqual(before)
    expect(asked).toEqual([])
    await close()
  })

  it('lets Segue choose the place of a moved row again, by its menu and by keys alone', async () => {
    const { page, close } = await venue.visit()
    const [first, ...others] = await playOne(page)
    await handle(page, 0).press('End')
    await expect.poll(() => idsNow(page)).toEqual([...others, first])
    const more = placed(page).getByRole('button', { name: /^More for / })
    const name = await more.getAttribute('aria-label')
    await more.press('Enter')
    // Keys go to the page until the menu has the focus.
    await page.locator('[role="menuitem"]:focus').waitFor()
    await page.keyboard.type('Let Segue')
    await page.keyboard.press('Enter')
    await expect.poll(() => spoken(page)).toMatch(/^Segue may move or replace .+ again$/)
    expect(await placed(page).count()).toBe(0)
    expect(await idsNow(page), 'until Segue is asked').toEqual([...others, first])
    await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toBe(name)
    expect(await accessibilityFaults(page)).toEqual([])

    await page.reload()
    expect(await queueOf(page)).toEqual([...others, first])
    expect(await placed(page).count()).toBe(0)
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await hear(page)
    await changeQueue(page, () => page.getByRole('button', { name: 'Next', exact: true }).click())
    const now = await idsNow(page)
    expect(now).toEqual((await slateOf(page)).filter((id) => now.includes(id)))
    const anyRow = rows(page)
      .first()
      .getByRole('button', { name: /^More for / })
    await anyRow.click()
    await page.getByRole('menuitem', { name: 'Move down' }).waitFor()
    expect(await page.getByRole('menuitem', { name: 'Let Segue choose its place' }).count()).toBe(0)
    await close()
  })

  it('shuffles, keeps the shuffle over a reload, and gives the order back', async () => {
    const { page, close } = await venue.visit()
    const before = await playOne(page)
    await button(page, 'Shuffle').click()
    await expect.poll(() => spoken(page)).toBe('The queue is shuffled')
    const mixed = await idsNow(page)
    expect(mixed).not.toEqual(before)
    expect(mixed.toSorted()).toEqual(before.toSorted())
    await page.reload()
    expect(await queueOf(page)).toEqual(mixed)
    expect(await button(page, 'Shuffle').getAttribute('aria-pressed')).toBe('true')
    await button(page, 'Shuffle').click()
    await expect.poll(() => idsNow(page)).toEqual(before)
    expect(await spoken(page)).toBe('The queue is in order again')
    await close()
  })

  it('lets a release go round, then repeats one track, then neither', async () => {
    const { page, close } = await venue.visit()
    const { releases } = await (await fetch(`${venue.url}/v1/releases?limit=1`)).json()
    const { trackList } = await (
      await fetch(`${venue.url}/v1/releases/${encodeURIComponent(releases[0].id)}`)
    ).json()
    const titles: string[] = trackList.map(({ track }: { track: { title: string } }) => track.title)
    await page.goto(`${venue.url}/releases/${encodeURIComponent(releases[0].id)}`)
    await page.getByRole('button', { name: 'Play release' }).click()
    await expect.poll(() => playedTitle(page)).toBe(titles[0])
    await toTheEnd(page)
    await expect.poll(() => playedTitle(page)).toBe(titles[1])
    await queueOf(page)

    await button(page, 'Repeat: off').click()
    await expect.poll(() => spoken(page)).toBe(`These ${titles.length} tracks go round`)
    await page.reload()
    await button(page, 'Repeat: all').waitFor()
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    for (const title of [...titles.slice(2), ...titles.slice(0, 2)]) {
      await toTheEnd(page)
      await expect.poll(() => playedTitle(page)).toBe(title)
    }

    await button(page, 'Repeat: all').click()
    await expect.poll(() => spoken(page)).toBe('This track repeats')
    await expect.poll(async () => (await idsNow(page)).length).toBeGreaterThan(titles.length)
    await toTheEnd(page)
    await expect.poll(async () => (await audioOf(page)).seconds).toBeLessThan(5)
    await hear(page)
    expect(await playedTitle(page)).toBe(titles[1])
    await button(page, 'Repeat: one').click()
    await toTheEnd(page)
    await expect.poll(() => playedTitle(page)).toBe(titles[2])
    await close()
  })
})
