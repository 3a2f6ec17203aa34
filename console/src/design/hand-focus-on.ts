/**
 * The `ref` of a card or row: one that goes while it has the focus hands it to the next of its list that stays, else to
 * the one before, else to what came in its place, else to the nearest of the page or to a control of its section. The trap closed
 * here: the focus falls to the top of the page, and whoever uses a keyboard starts again from there. Of a page that is
 * left nothing stays, so nothing is focused.
 */
export const handFocusOn = (row: HTMLElement | null): (() => void) => {
  const goes = () => {
    if (!row?.contains(document.activeElement)) return
    const list = row.closest('ul, ol')
    const section = row.closest('section')
    const place = playButtons(list).findIndex((button) => row.contains(button))
    const ofList = around(row, list)
    const ofPage = around(row, row.closest('main'))
    // Which of them stay is known only when the whole change stands in the document.
    queueMicrotask(() => {
      if (document.activeElement !== document.body) return
      const now = playButtons(list)
      const newcomer = now[Math.min(Math.max(0, place), now.length - 1)]
      const heirs = [...ofList, newcomer, ...ofPage, section?.querySelector('button')]
      heirs.find((heir) => heir?.isConnected)?.focus()
    })
  }
  return goes
}

const playButtons = (place: Element | null): readonly HTMLElement[] => [
  ...(place?.querySelectorAll<HTMLElement>('[data-play]') ?? []),
]

/** The play buttons of a place as one would look for them from a row: those behind it, then those before it. */
const around = (row: HTMLElement, place: Element | null): readonly HTMLElement[] => {
  const buttons = playButtons(place)
  const here = buttons.findIndex((button) => row.contains(button))
  return [...buttons.slice(here + 1), ...buttons.slice(0, Math.max(0, here)).reverse()]
}
