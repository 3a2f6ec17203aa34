import { useNavigate } from '@tanstack/react-router'
import {
  ArrowDown,
  ArrowUp,
  Ban,
  ChevronLeft,
  ChevronRight,
  Ellipsis,
  Heart,
  ListPlus,
  Music,
  Radio,
  Scale,
  Sparkles,
  ThumbsDown,
  Undo2,
  UserRound,
} from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { IconButton } from '../design/icon-button.tsx'
import { useBlocking } from '../listener/use-blocking.ts'
import { giveBackPlace, moveInQueue } from '../player/arranging.ts'
import { playNext, rate, startSession } from '../player/playback.ts'
import { type Entry, playerStore } from '../player/player-store.ts'
import { idOf } from '../player/queue-order.ts'
import { useRating } from '../player/use-player.ts'
import type { Target } from '../segue.ts'

/**
 * Everything one can do with a track. What needs a choice (which artist, which tag) opens as a second step in
 * the same menu: submenus beside it have no room on a phone and close under a hurried pointer.
 */
type Step = 'all' | 'session' | 'block'

interface NamedTarget extends Target {
  readonly name: string
}

/** Everything about a track that can be a session's seed or be blocked. */
const targetsOf = ({ track }: Entry): NamedTarget[] => [
  { kind: 'track', id: track.id, name: track.title },
  ...[...track.artists, ...track.featured].map((artist) => ({ kind: 'artist' as const, ...artist })),
  ...track.tags.slice(0, 6).map((tag) => ({ kind: 'tag' as const, id: tag, name: tag })),
]

const icon = 'size-4 shrink-0 text-soft'

const stay = (event: Event) => event.preventDefault()

const Choices = ({
  entry,
  title,
  verb,
  choose,
  back,
}: {
  entry: Entry
  title: string
  verb: string
  choose: (target: NamedTarget) => void
  back: () => void
}) => (
  <DropdownMenu.Group
    aria-label={title}
    onKeyDown={(event) => {
      if (event.key === 'ArrowLeft') back()
    }}
  >
    <DropdownMenu.Item
      className="menu-row font-medium"
      aria-label={`Back from ${title}`}
      onSelect={(event) => {
        stay(event)
        back()
      }}
    >
      <ChevronLeft className={icon} aria-hidden="true" /> {title}
    </DropdownMenu.Item>
    <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
    {targetsOf(entry).map((target) => (
      <DropdownMenu.Item
        key={`${target.kind}/${target.id}`}
        className="menu-row"
        aria-label={`${verb} ${target.kind} ${target.name}`}
        onSelect={() => choose(target)}
      >
        <span className="min-w-0 flex-1 truncate">{target.name}</span>
        <span className="text-faint text-xs">{target.kind}</span>
      </DropdownMenu.Item>
    ))}
  </DropdownMenu.Group>
)

/** For a row of the queue, what dragging does: not everybody can drag. */
const Moves = ({ entry }: { entry: Entry }) => {
  const { queue } = playerStore.get()
  const place = queue.indexOf(entry)
  if (place < 0) return null
  return (
    <>
      {place > 0 && (
        <DropdownMenu.Item className="menu-row" onSelect={() => moveInQueue(idOf(entry), place - 1)}>
          <ArrowUp className={icon} aria-hidden="true" /> Move up
        </DropdownMenu.Item>
      )}
      {place < queue.length - 1 && (
        <DropdownMenu.Item className="menu-row" onSelect={() => moveInQueue(idOf(entry), place + 1)}>
          <ArrowDown className={icon} aria-hidden="true" /> Move down
        </DropdownMenu.Item>
      )}
      {entry.byHand && (
        <DropdownMenu.Item className="menu-row" onSelect={() => giveBackPlace(entry)}>
          <Undo2 className={icon} aria-hidden="true" /> Let Segue choose its place
        </DropdownMenu.Item>
      )}
    </>
  )
}

/** Where the links of a row lead, for fingers that are too big for them. */
const Pages = ({ entry: { track } }: { entry: Entry }) => {
  const navigate = useNavigate()
  return (
    <>
      <DropdownMenu.Item
        className="menu-row"
        onSelect={() => void navigate({ to: '/tracks/$id', params: { id: track.id } })}
      >
        <Music className={icon} aria-hidden="true" /> Open track
      </DropdownMenu.Item>
      {[...track.artists, ...track.featured].map(({ id, name }) => (
        <DropdownMenu.Item
          key={id}
          className="menu-row"
          onSelect={() => void navigate({ to: '/artists/$id', params: { id } })}
        >
          <UserRound className={icon} aria-hidden="true" />
          <span className="min-w-0 truncate">Open {name}</span>
        </DropdownMenu.Item>
      ))}
    </>
  )
}

/** Leads to a step; the sign at its end promises that the right arrow does as well. */
const Opener = ({ step, go, children }: { step: Step; go: (step: Step) => void; children: ReactNode }) => (
  <DropdownMenu.Item
    className="menu-row"
    aria-haspopup="menu"
    data-opens={step}
    onSelect={(event) => {
      stay(event)
      go(step)
    }}
    onKeyDown={(event) => {
      if (event.key === 'ArrowRight') go(step)
    }}
  >
    {children}
    <ChevronRight className="size-3.5 text-faint" aria-hidden="true" />
  </DropdownMenu.Item>
)

const AllActions = ({ entry, go }: { entry: Entry; go: (step: Step) => void }) => {
  const navigate = useNavigate()
  const liked = useRating(entry.track) === 'liked'
  return (
    <>
      <DropdownMenu.Item className="menu-row" onSelect={() => playNext(entry)}>
        <ListPlus className={icon} aria-hidden="true" /> Play next
      </DropdownMenu.Item>
      <Moves entry={entry} />
      <DropdownMenu.Item className="menu-row" onSelect={() => rate(entry, liked ? 'unrated' : 'liked')}>
        <Heart className={icon} fill={liked ? 'currentColor' : 'none'} aria-hidden="true" />
        {liked ? 'Take the like back' : 'Like'}
      </DropdownMenu.Item>
      <Opener step="session" go={go}>
        <Radio className={icon} aria-hidden="true" />
        <span className="flex-1">Start session</span>
      </Opener>
      <DropdownMenu.Item
        className="menu-row"
        onSelect={() => void navigate({ to: '/catalogue', search: { similar: entry.track.id } })}
      >
        <Sparkles className={icon} aria-hidden="true" /> Similar tracks
      </DropdownMenu.Item>
      <Pages entry={entry} />
      {entry.track.licenceUrl && (
        <DropdownMenu.Item className="menu-row" asChild>
          <a href={entry.track.licenceUrl} target="_blank" rel="noreferrer">
            <Scale className={icon} aria-hidden="true" /> Licence
          </a>
        </DropdownMenu.Item>
      )}
      <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
      <DropdownMenu.Item className="menu-row" onSelect={() => rate(entry, 'disliked')}>
        <ThumbsDown className={icon} aria-hidden="true" /> Dislike
      </DropdownMenu.Item>
      <Opener step="block" go={go}>
        <Ban className={icon} aria-hidden="true" />
        <span className="flex-1">Block</span>
      </Opener>
    </>
  )
}

const Steps = ({ entry }: { entry: Entry }) => {
  const [step, setStep] = useState<Step>('all')
  const { block } = useBlocking()
  const list = useRef<HTMLDivElement>(null)
  const left = useRef<Step>('all')
  // The row that had the focus is gone after a step; without this the arrow keys would be dead.
  useEffect(() => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
    const opener = rows.find((row) => row.dataset.opens === left.current)
    const [first, second] = rows
    const row = step === 'all' ? (opener ?? first) : second
    row?.focus()
    left.current = step
  }, [step])
  const back = () => setStep('all')
  return (
    <div ref={list}>
      {step === 'all' ? (
        <AllActions entry={entry} go={setStep} />
      ) : step === 'session' ? (
        <Choices
          entry={entry}
          title="Start session"
          verb="Start session from"
          back={back}
          choose={({ kind, id }) => void startSession({ kind, id })}
        />
      ) : (
        <Choices
          entry={entry}
          title="Block"
          verb="Block"
          back={back}
          choose={({ kind, id, name }) => void block({ kind, id }, name)}
        />
      )}
    </div>
  )
}

export const TrackMenu = ({
  entry,
  tabIndex,
  className,
}: {
  entry: Entry
  tabIndex?: number
  className?: string
}) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>
      <IconButton label={`More for ${entry.track.title}`} tabIndex={tabIndex} className={className ?? ''}>
        <Ellipsis className="size-[1.125rem]" />
      </IconButton>
    </DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        collisionPadding={12}
        className="floating z-[60] max-h-(--radix-dropdown-menu-content-available-height) w-60 overflow-y-auto p-1.5"
      >
        <Steps entry={entry} />
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)
