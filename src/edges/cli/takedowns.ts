import type { Catalog, StoredTrack, TakedownTarget } from '#catalog'
import { AppError, counted, creditsOf, toIso } from '#domain'
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
        `${kind} ${id} is taken down: ${tracks === 0 ? notYet(catalog, { kind, id }) : `${counted(tracks, 'track')} kept away`}`,
      )
    // A script takes an end without a fault for music that is gone.
    if (made.every(({ tracks }) => tracks === 0))
      throw new AppError('not-found', 'No track was taken down: the catalogue has none of these.')
  })
}

/** Music may be taken down before it comes; a mistyped id, or a name in the place of one, looks the same. */
const notYet = (catalog: Catalog, { kind, id }: TakedownTarget): string => {
  const alike = foundByName(catalog, { kind, id })
  const hint =
    alike.length === 0
      ? `If it was to be one that is there: GET /v1/search tells ids, and the address of its page in the console ends with it.`
      : `Did you mean ${alike.map(({ id, name, by }) => `"${id}" (${name}${by ? ` by ${by}` : ''})`).join(', or ')}? Then lift this one and take that down.`
  return `nothing in the catalogue has this id yet, and what comes with it is kept away. ${hint}`
}

interface Named {
  readonly id: string
  readonly name: string
  readonly by?: string
}
const [mostSearched, mostNamed] = [20, 3]

/** What the catalogue's search finds by these words, best first. */
const foundByName = (catalog: Catalog, { kind, id }: TakedownTarget): readonly Named[] => {
  const tracks = catalog.search(id, mostSearched).trackIds.flatMap((found) => catalog.get(found) ?? [])
  const named = new Map(tracks.flatMap((track) => namedOn(track, kind)).map((one) => [one.id, one]))
  const isAsked = ({ name }: Named) => catalog.nameNumber(name) === catalog.nameNumber(id)
  const exact = [...named.values()].filter(isAsked)
  return (exact.length > 0 ? exact : [...named.values()]).slice(0, mostNamed)
}

const namedOn = (track: StoredTrack, kind: TakedownTarget['kind']): readonly Named[] => {
  const by = track.artists.map(({ name }) => name).join(', ')
  switch (kind) {
    case 'artist':
      return creditsOf(track)
    case 'release':
      return track.release === undefined ? [] : [{ id: track.release.id, name: track.release.title, by }]
    case 'recording':
      return [{ id: track.recordingId, name: track.title, by }]
    case 'track':
      return [{ id: track.id, name: track.title, by }]
  }
}

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
