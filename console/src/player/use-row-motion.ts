import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * Moves rows to their new places instead of jumping (first, last, invert, play), and lets rows that left slide
 * out as inert copies. Rows are the children that carry `data-row`. Does nothing where motion is unwelcome. Answers
 * a function to call before an order that the rows on the page show already, such as one made by dragging them.
 */
interface Seen {
  readonly node: HTMLElement
  readonly top: number
  readonly height: number
}

const spring = 'cubic-bezier(0.2, 0.8, 0.2, 1)'

export const useRowMotion = (container: RefObject<HTMLElement | null>, order: string): (() => void) => {
  const seen = useRef(new Map<string, Seen>())
  const shown = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order of rows is what this effect follows
  useLayoutEffect(() => {
    const list = container.current
    if (!list) return
    const before = seen.current
    const now = new Map<string, Seen>()
    for (const node of list.querySelectorAll<HTMLElement>(':scope > [data-row]'))
      now.set(node.dataset.row ?? '', { node, top: node.offsetTop, height: node.offsetHeight })
    seen.current = now
    const alreadyShown = shown.current
    shown.current = false
    if (before.size === 0 || alreadyShown || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    for (const [id, { node, top }] of now) {
      const old = before.get(id)
      if (!old) arrive(node)
      else if (old.top !== top)
        node.animate([{ transform: `translateY(${old.top - top}px)` }, { transform: 'none' }], {
          duration: 480,
          easing: spring,
        })
    }
    for (const [id, old] of before) if (!now.has(id)) depart(list, old)
  }, [order])
  return () => {
    shown.current = true
  }
}

const arrive = (node: HTMLElement) =>
  node.animate(
    [
      { opacity: 0, transform: 'translateX(24px)' },
      { opacity: 1, transform: 'none' },
    ],
    {
      duration: 520,
      delay: 120,
      fill: 'backwards',
      easing: spring,
    },
  )

const depart = (list: HTMLElement, { node, top, height }: Seen) => {
  const ghost = node.cloneNode(true)
  if (!(ghost instanceof HTMLElement)) return
  ghost.inert = true
  ghost.ariaHidden = 'true'
  ghost.removeAttribute('data-row')
  Object.assign(ghost.style, {
    position: 'absolute',
    left: '0',
    right: '0',
    top: `${top}px`,
    height: `${height}px`,
    zIndex: '0',
    pointerEvents: 'none',
  })
  list.append(ghost)
  const leaving = ghost.animate([{ opacity: 0.8 }, { opacity: 0, transform: 'translateX(-32px)' }], {
    duration: 340,
    easing: 'ease-in',
  })
  leaving.onfinish = () => ghost.remove()
  leaving.oncancel = () => ghost.remove()
}
