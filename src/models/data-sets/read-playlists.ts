import { z } from 'zod'
import { createNumbering, type Numbering } from '../numbering.ts'
import type { Playlists, TrackFacts } from './playlists.ts'
import { idCell, idsCell, optionalIdCell, type RowsRead, readRows } from './read-rows.ts'
import type { Table } from './table.ts'

/** Playlists `name, tracks` by the numbers of their tracks, and what a table of tracks says of these. */
export interface NamedPlaylists {
  readonly lists: readonly NamedPlaylist[]
  readonly tracks: Numbering
  readonly rows: RowsRead
}

export interface NamedPlaylist {
  /** Its place among the rows that were taken, from 1: titles are no names, many playlists have one. */
  readonly row: number
  readonly title: string
  readonly tracks: Uint32Array
}

const playlistRow = z.object({
  name: optionalIdCell,
  tracks: idsCell,
})

/** Numbers go on from `after`. A track that stands twice in a playlist counts once, where it stood first. */
export const readPlaylists = async (
  table: Table,
  breathe: (fraction: number) => Promise<void>,
  after?: Numbering,
): Promise<NamedPlaylists> => {
  const tracks = createNumbering(after?.names())
  const lists: NamedPlaylist[] = []
  const take = (row: z.infer<typeof playlistRow>): void => {
    const numbers = new Set(row.tracks.map((id) => tracks.numberOf(id)))
    lists.push({ row: lists.length + 1, title: row.name ?? '', tracks: Uint32Array.from(numbers) })
  }
  const rows = await readRows(table, playlistRow, take, breathe)
  return { lists, tracks, rows }
}

const trackRow = z.preprocess(
  (row) => {
    if (typeof row !== 'object' || row === null) return row
    const cells: Readonly<Record<string, unknown>> = { ...row }
    return { ...cells, id: cells.uri ?? cells.track_id ?? cells.item_id }
  },
  z.object({ id: idCell, artist: optionalIdCell, title: optionalIdCell }),
)

export interface NamedTracks {
  readonly tracks: Numbering
  readonly told: ReadonlyMap<number, { readonly artist: string; readonly title: string }>
  readonly rows: RowsRead
}

/** A table `uri` (or `track_id`, or `item_id`)`, artist, title`. The first row of a track counts. */
export const readTracks = async (
  table: Table,
  breathe: (fraction: number) => Promise<void>,
): Promise<NamedTracks> => {
  const tracks = createNumbering()
  const told = new Map<number, { artist: string; title: string }>()
  const take = ({ id, artist = '', title = '' }: z.infer<typeof trackRow>): void => {
    const number = tracks.numberOf(id)
    if (!told.has(number)) told.set(number, { artist, title })
  }
  const rows = await readRows(table, trackRow, take, breathe)
  return { tracks, told, rows }
}

/** What is known of `count` tracks. A track of nobody has an artist of its own: two of them have nothing in common. */
export const factsOf = (count: number, told: NamedTracks['told']): TrackFacts => {
  const artists = createNumbering()
  const artistOf = Uint32Array.from({ length: count }, (_, track) =>
    artists.numberOf(told.get(track)?.artist || ` ${track}`),
  )
  return {
    artistOf,
    artistNames: artists.names().map((name) => (name.startsWith(' ') ? '' : name)),
    titles: Array.from({ length: count }, (_, track) => told.get(track)?.title ?? ''),
  }
}

export const playlistsOf = (lists: readonly NamedPlaylist[], facts: TrackFacts): Playlists => ({
  lists,
  facts,
})
