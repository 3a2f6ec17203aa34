import type { KeyboardEvent } from 'react'

/**
 * Whether a key is for the element whose handler asks: pressed inside it, without a key that makes it another word
 * (Alt and an arrow is the browser's way back), and answered by nobody yet. The trap closed here: React hands the
 * keys of a menu or a popover on to what it was opened from, though it stands elsewhere on the page.
 */
export const isOwnKey = (event: KeyboardEvent): boolean =>
  !event.defaultPrevented &&
  !(event.altKey || event.ctrlKey || event.metaKey) &&
  event.target instanceof Node &&
  event.currentTarget.contains(event.target)
