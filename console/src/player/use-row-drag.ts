import { type PointerEvent as ReactPointerEvent, type RefObject, useEffect, useRef } from 'react'

/**
 * Rows that a mouse, a pen or a finger drags to another place. Nothing in the document moves until the row is let
 * go: a row taken out and put back would lose the pointer that holds it. Escape, or a list that changes under the
 * hand, puts the row back. Rows are the children of the list that carry `data-row`.
 */
interface Row {
  readonly id: string
  readonly node: HTMLElement
  readonly top: number
  readonly height: number
}
interface Rows {
  readonly all: readonly Row[]
  readonly from: number
  readonly dragged: Row
}
interface Pointer {
  readonly id: number
  readonly y: number
}

const edgePx = 56
const scrollPx = 9

const rowsOf = (list: HTMLElement, id: string | undefined): Rows | undefined => {
  const all = [...list.querySelectorAll<HTMLElement>(':scope > [data-row]')].map((node) => ({
    id: node.dataset.row ?? '',
    node,
    top: node.offsetTop,
    height: node.offsetHeight,
  }))
  const from = all.findIndex((row) => row.id === id)
  const dragged = all[from]
  return dragged && { all, from, dragged }
}

/** Shows the row at its pointer and the others making room for it; answers the place it would have. */
const showDragged = ({ all, from, dragged }: Rows, movedPx: number): number => {
  const last = all.at(-1) ?? dragged
  const lowestPx = last.top + last.height - dragged.height
  const topPx = Math.max(0, Math.min(lowestPx, dragged.top + movedPx))
  const middlePx = topPx + dragged.height / 2
  const to = all.filter((row, index) => index !== from && row.top + row.height / 2 < middlePx).length
  for (const [index, { node }] of all.entries()) {
    const up = index > from && index <= to
    const down = index < from && index >= to
    const byPx = index === from ? topPx - dragged.top : up ? -dragged.height : down ? dragged.height : 0
    node.style.transform = byPx === 0 ? '' : `translateY(${byPx}px)`
  }
  return to
}

const scrollerOf = (node: HTMLElement): HTMLElement => {
  for (let at = node.parentElement; at; at = at.parentElement)
    if (/auto|scroll/.test(getComputedStyle(at).overflowY) && at.scrollHeight > at.clientHeight) return at
  return document.documentElement
}

/** Scrolls on before every picture while the pointer is at an edge that it was moved towards. */
const scrollAtEdges = (scroller: HTMLElement, pointerPx: () => number, scrolled: () => void) => {
  const startPx = pointerPx()
  let frame = 0
  const step = () => {
    const whole = scroller === document.documentElement
    const { top, bottom } = whole ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect()
    const before = scroller.scrollTop
    if (pointerPx() < Math.min(startPx, top + edgePx)) scroller.scrollTop -= scrollPx
    else if (pointerPx() > Math.max(startPx, bottom - edgePx)) scroller.scrollTop += scrollPx
    if (scroller.scrollTop !== before) scrolled()
    frame = requestAnimationFrame(step)
  }
  step()
  return () => cancelAnimationFrame(frame)
}

/** Follows one pointer until it is let go; `ended` gets the place, or nothing when the row was put back. */
const follow = (list: HTMLElement, rows: Rows, pointer: Pointer, ended: (to?: number) => void) => {
  const scroller = scrollerOf(list)
  const startPx = pointer.y + scroller.scrollTop
  const stop = new AbortController()
  let pointerPx = pointer.y
  let to = rows.from
  const show = () => {
    to = showDragged(rows, pointerPx + scroller.scrollTop - startPx)
  }
  const stopScrolling = scrollAtEdges(scroller, () => pointerPx, show)
  const end = (place?: number) => {
    if (stop.signal.aborted) return
    stop.abort()
    stopScrolling()
    delete list.dataset.dragging
    delete rows.dragged.node.dataset.dragged
    for (const { node } of rows.all) node.style.transform = ''
    ended(place)
  }
  const on = (type: 'pointermove' | 'pointerup' | 'pointercancel', act: (y: number) => void) =>
    addEventListener(type, (event) => event.pointerId === pointer.id && act(event.clientY), {
      signal: stop.signal,
    })
  on('pointermove', (y) => {
    pointerPx = y
    show()
  })
  on('pointerup', () => end(to))
  on('pointercancel', () => end())
  addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      end()
    },
    { signal: stop.signal, capture: true },
  )
  list.dataset.dragging = ''
  rows.dragged.node.dataset.dragged = ''
  return { putBack: () => end() }
}

/** What a handle inside a row does when a pointer comes down on it. */
export const useRowDrag = (
  list: RefObject<HTMLElement | null>,
  order: string,
  drop: (id: string, to: number) => void,
): ((event: ReactPointerEvent<HTMLElement>) => void) => {
  const running = useRef<ReturnType<typeof follow>>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another order ends the drag
  useEffect(() => () => running.current?.putBack(), [order])

  return (event) => {
    if (!list.current || event.button !== 0 || !event.isPrimary || running.current) return
    const rows = rowsOf(list.current, event.currentTarget.closest<HTMLElement>('[data-row]')?.dataset.row)
    if (!rows) return
    event.currentTarget.setPointerCapture(event.pointerId)
    running.current = follow(list.current, rows, { id: event.pointerId, y: event.clientY }, (to) => {
      running.current = undefined
      if (to !== undefined && to !== rows.from) drop(rows.dragged.id, to)
    })
  }
}
