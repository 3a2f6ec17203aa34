/**
 * The `ref` of a card or row: one that goes while it has the focus hands it to the next of its list that stays, else to
 * the one before, else to the nearest of the page. The trap closed here: the focus falls to the top of the page, and
 * whoever uses a keyboard starts again from there. Of a page that is left nothing stays, so nothing is focused.
 */
export const handFocusOn = (row: HTMLElement | null): (() => void) => {
  const goes = () => {
    if (!row?.contains(document.activeElement)) return
    const heirs = [row.closest('ul, ol'), row.closest('main')].flatMap((place) => around(row, place))
    // Which of them stay is known only when the whole change stands in the document.
    queueMicrotask(() => {
      if (document.activeElement === document.body) heirs.find(({ isConnected }) => isConnected)?.focus()
    })
  }
  return goes
}

/** The play buttons of a place as one would look for them from a row: those behind it, then those before it. */
const around = (row: HTMLElement, place: Element | null): readonly HTMLElement[] => {
  const buttons = [...(place?.querySelectorAll<HTMLElement>('[data-play]') ?? [])]
  const here = buttons.findIndex((button) => row.contains(button))
  return [...buttons.slice(here + 1), ...buttons.slice(0, Math.max(0, here)).reverse()]
}
