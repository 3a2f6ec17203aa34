import type { Page } from 'playwright-core'

/**
 * What a finger would miss: everything that takes a tap, is shown, and can be hit on less than 44 px of height or
 * width. A box says little, for what lies over its edge takes the tap; so each is asked for, point by point.
 */
export const smallTargets = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const least = 44
    const hitLength = (target: Element, x: number, y: number, stepX: number, stepY: number) => {
      const takes = (at: number) => {
        const hit = document.elementFromPoint(x + at * stepX, y + at * stepY)
        return hit !== null && (target.contains(hit) || hit.closest('label') === target)
      }
      let length = takes(0) ? 1 : 0
      if (length === 0) return 0
      for (let at = 1; at < least && takes(at); at++) length++
      for (let at = -1; at > -least && takes(at); at--) length++
      return length
    }
    return [...document.querySelectorAll('a, button, select, summary, input, [role="tab"]')].flatMap(
      (one) => {
        const target = one.closest('label') ?? one
        const shown = target.getBoundingClientRect()
        const hidden = !one.checkVisibility() || shown.width <= 1 || shown.height <= 1
        const forReaders = one.closest('[aria-hidden="true"], .sr-only') !== null
        if (hidden || forReaders || getComputedStyle(one).pointerEvents === 'none') return []
        target.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
        const { left, top, width, height } = target.getBoundingClientRect()
        const [x, y] = [left + width / 2, top + height / 2]
        const hit = [hitLength(target, x, y, 1, 0), hitLength(target, x, y, 0, 1)]
        // A fraction of a pixel at either edge belongs to nobody.
        if (hit.every((length) => length >= least - 1)) return []
        const name = one.getAttribute('aria-label') ?? one.textContent ?? ''
        return [`${one.tagName} “${name.slice(0, 40)}” ${hit.join('×')}`]
      },
    )
  })
