import type { Shelf } from '@segue/client'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { IconButton } from '../design/icon-button.tsx'
import { isOwnKey } from '../design/own-key.ts'
import { TrackCard } from '../tracks/track-card.tsx'
import { TrackRow } from '../tracks/track-row.tsx'

/**
 * A shelf of home. Cards scroll sideways; one card at a time is in the tab order and the arrow keys move it,
 * so that Tab crosses a shelf in a few steps instead of eighty. Every third shelf is a list, for rhythm.
 */
export type ShelfShape = 'feature' | 'cards' | 'list'

const Heading = ({ shelf, scroll }: { shelf: Shelf; scroll?: (direction: 1 | -1) => void }) => (
  <div className="mb-5 flex items-end justify-between gap-6 px-5 sm:px-10">
    <div>
      <h2 className="heading text-[1.625rem]">{shelf.title}</h2>
      <p className="mt-1 text-[0.9375rem] text-soft">{shelf.why}</p>
    </div>
    {scroll && (
      <div className="hidden gap-1 sm:flex">
        <IconButton
          label={`Back along ${shelf.title}`}
          tabIndex={-1}
          onClick={() => scroll(-1)}
          className="border border-line"
        >
          <ChevronLeft className="size-4" />
        </IconButton>
        <IconButton
          label={`Forward along ${shelf.title}`}
          tabIndex={-1}
          onClick={() => scroll(1)}
          className="border border-line"
        >
          <ChevronRight className="size-4" />
        </IconButton>
      </div>
    )}
  </div>
)

const useRovingCards = () => {
  const [active, setActive] = useState(0)
  const scroller = useRef<HTMLUListElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const buttons = scroller.current?.querySelectorAll<HTMLElement>('[data-play]')
    if (step === 0 || !buttons || !isOwnKey(event)) return
    const target = buttons[Math.min(buttons.length - 1, Math.max(0, active + step))]
    event.preventDefault()
    target?.focus()
    target?.scrollIntoView({ block: 'nearest', inline: 'center', behavior: 'smooth' })
  }
  return { active, setActive, scroller, onKeyDown }
}

const Cards = ({ shelf, requestId, large }: { shelf: Shelf; requestId: string; large: boolean }) => {
  const { active, setActive, scroller, onKeyDown } = useRovingCards()
  const scroll = (direction: 1 | -1) =>
    scroller.current?.scrollBy({ left: direction * scroller.current.clientWidth * 0.8, behavior: 'smooth' })
  return (
    <>
      <Heading shelf={shelf} scroll={scroll} />
      <ul
        ref={scroller}
        onKeyDown={onKeyDown}
        className="shelf-scroller -my-3 flex gap-5 overflow-x-auto scroll-px-5 px-5 py-3 sm:scroll-px-10 sm:px-10"
      >
        {shelf.items.map((item, index) => (
          <li key={item.track.id} onFocus={() => setActive(index)}>
            <TrackCard
              entry={{ ...item, requestId }}
              large={large}
              active={index === Math.min(active, shelf.items.length - 1)}
            />
          </li>
        ))}
      </ul>
    </>
  )
}

const List = ({ shelf, requestId }: { shelf: Shelf; requestId: string }) => (
  <>
    <Heading shelf={shelf} />
    <ul className="grid gap-x-6 gap-y-0.5 px-3.5 sm:grid-cols-[repeat(auto-fill,minmax(19rem,1fr))] sm:px-8.5">
      {shelf.items.slice(0, 12).map((item) => (
        <li key={item.track.id} className="min-w-0">
          <TrackRow entry={{ ...item, requestId }} />
        </li>
      ))}
    </ul>
  </>
)

export const ShelfSection = ({
  shelf,
  requestId,
  shape,
}: {
  shelf: Shelf
  requestId: string
  shape: ShelfShape
}) => (
  <section aria-label={shelf.title} data-shelf={shelf.id}>
    {shape === 'list' ? (
      <List shelf={shelf} requestId={requestId} />
    ) : (
      <Cards shelf={shelf} requestId={requestId} large={shape === 'feature'} />
    )}
  </section>
)
