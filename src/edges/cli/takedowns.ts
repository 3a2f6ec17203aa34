import type { Catalog, TakedownTarget } from '#catalog'
import { AppError, counted, toIso } from '#domain'
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
  return withCatalog(data, kind, outside, async (catalog) => {
    const made = await catalog.takeDown(
      ids.map((id) => ({ kind, id, note })),
      outside.clock(),
    )
    for (const { id, tracks } of made)
      outside.out(
        `${kind} ${id} is taken down: ${tracks === 0 ? notYet : `${counted(tracks, 'track')} kept away`}`,
      )
  })
}

/** Music may be taken down before it comes; a mistyped id looks the same. */
const notYet = 'nothing in the catalogue has this id yet, and what comes with it is kept away'

const withCatalog = async (
  data: string,
  kind: TakedownTarget['kind'],
  outside: Outside,
  work: (catalog: Catalog) => Promise<void>,
): Promise<void> => {
  try {
    await withPlatform(data, outside, ({ services }) => work(services.catalog))
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'folder-in-use') throw thrown
    const way = `A server that runs is asked over HTTP: PUT or DELETE /v1/catalog/takedowns/${kind}/<id>.`
    throw new AppError('folder-in-use', `${thrown.message} ${way}`, { cause: thrown })
  }
}

export const runTakedownLift = (
  { kind, ids }: { readonly kind: TakedownTarget['kind']; readonly ids: readonly string[] },
  { data }: { data: string },
  outside: Outside,
): Promise<void> => {
  expectDataFolder(data)
  return withCatalog(data, kind, outside, async (catalog) => {
    const known = new Set(catalog.takedowns().flatMap((one) => (one.kind === kind ? [one.id] : [])))
    for (const id of new Set(ids)) if (!known.has(id)) outside.out(`${kind} ${id} was not taken down`)
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
