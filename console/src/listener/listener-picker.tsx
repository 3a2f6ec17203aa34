import { useQuery } from '@tanstack/react-query'
import { Ban, Check, ChevronsUpDown, MonitorSmartphone } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type SimulatedListener, segue } from '../segue.ts'
import { openBlocks } from './blocks-dialog.tsx'
import { openDevices } from './devices-dialog.tsx'
import { ownListenerId, switchListener, useListenerId } from './listener-store.ts'

export const useAbout = () =>
  useQuery({ queryKey: ['about'], queryFn: ({ signal }) => segue.about({ signal }), staleTime: 300_000 })

/** The listener's name for headings and menus: "You", or a simulated listener's own. */
export const useListenerName = (): { name: string; simulated: boolean } => {
  const id = useListenerId()
  const { data } = useAbout()
  if (id === ownListenerId) return { name: 'You', simulated: false }
  return { name: data?.simulated?.listeners.find((one) => one.id === id)?.name ?? id, simulated: true }
}

/** Multiplied by a large odd number at the end: ids that differ in their last digit must differ in hue. */
const hueOf = (id: string): number =>
  (Math.imul(
    [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7),
    0x9e3779b1,
  ) >>>
    0) %
  360

export const Avatar = ({ id, name }: { id: string; name: string }) => (
  <span
    aria-hidden="true"
    className="grid size-8 shrink-0 place-items-center rounded-full font-semibold text-[0.8125rem] text-white"
    style={{
      background: `linear-gradient(135deg, oklch(0.62 0.13 ${hueOf(id)}), oklch(0.46 0.12 ${(hueOf(id) + 50) % 360}))`,
    }}
  >
    {name.charAt(0).toUpperCase()}
  </span>
)

export const SimulatedBadge = () => (
  <span className="rounded border border-caution/40 px-1 py-px font-medium text-[0.625rem] text-caution leading-tight">
    simulated
  </span>
)

const Choice = ({ listener }: { listener: SimulatedListener }) => (
  <DropdownMenu.RadioItem value={listener.id} className="menu-row">
    <Avatar id={listener.id} name={listener.name} />
    <span className="min-w-0 flex-1">
      <span className="flex items-center gap-2 font-medium">
        <span className="truncate">{listener.name}</span> <SimulatedBadge />
      </span>
      <span className="block truncate text-faint text-xs">{listener.favourites.slice(0, 3).join(', ')}</span>
    </span>
    <DropdownMenu.ItemIndicator>
      <Check className="size-4 text-accent" aria-hidden="true" />
    </DropdownMenu.ItemIndicator>
  </DropdownMenu.RadioItem>
)

/** Chooses whose ears to use. Also the way to this listener's blocks. */
export const ListenerPicker = ({ compact = false }: { compact?: boolean }) => {
  const id = useListenerId()
  const { data } = useAbout()
  const { name, simulated } = useListenerName()
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={`Listener: ${name}${simulated ? ', simulated' : ''}`}
        className={
          compact
            ? 'rounded-full'
            : 'flex w-full items-center gap-3 rounded-xl border border-line bg-surface p-2.5 text-left transition hover:bg-raised'
        }
      >
        <Avatar id={id} name={name} />
        {!compact && (
          <>
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium text-sm leading-tight">{name}</span>
              {simulated ? (
                <SimulatedBadge />
              ) : (
                <span className="block truncate text-faint text-xs">Your history</span>
              )}
            </span>
            <ChevronsUpDown className="size-4 text-faint" aria-hidden="true" />
          </>
        )}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={8}
          collisionPadding={12}
          className="floating z-50 max-h-[70vh] w-72 overflow-y-auto p-1.5"
        >
          <DropdownMenu.RadioGroup value={id} onValueChange={switchListener}>
            <DropdownMenu.RadioItem value={ownListenerId} className="menu-row">
              <Avatar id={ownListenerId} name="You" />
              <span className="flex-1">
                <span className="block font-medium">You</span>
                <span className="block text-faint text-xs">Starts with no history</span>
              </span>
              <DropdownMenu.ItemIndicator>
                <Check className="size-4 text-accent" aria-hidden="true" />
              </DropdownMenu.ItemIndicator>
            </DropdownMenu.RadioItem>
            {data?.simulated?.listeners.map((listener) => (
              <Choice key={listener.id} listener={listener} />
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
          <DropdownMenu.Item className="menu-row" onSelect={openBlocks}>
            <Ban className="mx-2 size-4 text-soft" aria-hidden="true" /> Manage blocks
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-row" onSelect={openDevices}>
            <MonitorSmartphone className="mx-2 size-4 text-soft" aria-hidden="true" /> Listen on another
            device
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
