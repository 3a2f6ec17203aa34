import type { TakedownTarget } from '#catalog'
import { counted, toIso } from '#domain'
import { withPlatform } from './commands.ts'
import { expectDataFolder } from './data-folder.ts'
import type { Outside } from './platform.ts'

/** Taking music down where no server runs, and what is taken down where one does: a server is asked over HTTP. */
export const runTakedownAdd = (
  { kind, ids }: { readonly kind: TakedownTarget['kind']; readonly ids: readonly string[] },
  { data, note }: { data: string; note?: string | undefined },
  outside: Outside,
): Promise<void> => {
  expectDataFolder(data)
  return withPlatform(data, outside, async ({ services: { catalog } }) => {
    const made = await catalog.takeDown(
      ids.map((id) => ({ kind, id, note })),
      outside.clock(),
    )
    for (const { id, tracks } of made)
      outside.out(`${kind} ${id} is taken down: ${counted(tracks, 'track')} kept away`)
  })
}

export const runTakedownLift = (
  { kind, ids }: { readonly kind: TakedownTarget['kind']; readonly ids: readonly string[] },
  { data }: { data: string },
  outside: Outside,
): Promise<void> => {
  expectDataFolder(data)
  return withPlatform(data, outside, async ({ services: { catalog } }) => {
    const tracks = await catalog.lift(ids.map((id) => ({ kind, id })))
    outside.out(`${counted(tracks, 'track')} there again`)
  })
}

export const runTakedownList = (
  { data, json }: { data: string; json?: boolean | undefined },
  outside: Outside,
): void => {
  expectDataFolder(data)
  const all = outside.readTakedowns(data)
  if (json) outside.out(JSON.stringify(all.map(({ at, ...one }) => ({ ...one, since: toIso(at) }))))
  else if (all.length === 0) outside.out('Nothing is taken down.')
  for (const { kind, id, at, note, tracks } of json ? [] : all)
    outside.out(
      `${kind} ${id}: ${counted(tracks, 'track')} since ${toIso(at)}${note === undefined ? '' : ` (${note})`}`,
    )
}
