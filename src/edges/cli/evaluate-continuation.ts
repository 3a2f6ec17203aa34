import { AppError, counted } from '#domain'
import {
  createPlaylistLearners,
  evaluateContinuation,
  factsOf,
  metricsOf,
  type NamedPlaylists,
  type NamedTracks,
  type PlaylistLearner,
  playlistsOf,
  type Report,
  type RowsRead,
  readPlaylists,
  readTracks,
} from '#models'
import { learnerNamed } from './learner-named.ts'
import { createLongWork, type LongWork } from './long-work.ts'
import type { Outside } from './platform.ts'
import { printReport } from './print-report.ts'
import { createCsvWriter } from './write-csv.ts'
import { type OpenWhole, writingWhole } from './write-whole.ts'

/** `segue evaluate continuation`: learns from playlists, and judges how it goes on with others by what they went on with. */
export interface ContinuationArguments {
  readonly train: string
  readonly holdout: string
  readonly tracks?: string | undefined
  readonly seeds: readonly number[]
  readonly model?: string | undefined
  readonly seed: string
  readonly lists?: string | undefined
  readonly json?: boolean | undefined
}

export const runContinuation = async (asked: ContinuationArguments, outside: Outside): Promise<void> => {
  const learner = learnerNamed(createPlaylistLearners(), asked.model)
  const named = { read: [asked.train, asked.holdout, asked.tracks], written: [asked.lists] }
  const report = await writingWhole(named, outside.newId, (open) => judge(asked, learner, open, outside))
  if (asked.json) outside.out(JSON.stringify(report))
  else printReport(report, outside)
}

const judge = async (
  asked: ContinuationArguments,
  learner: PlaylistLearner,
  open: OpenWhole,
  outside: Outside,
): Promise<Report> => {
  const lists = asked.lists && createCsvWriter(await open(asked.lists), ['playlist', 'seeds', 'rank', 'uri'])
  const work = createLongWork(outside)
  const { told, train, holdout, read } = await readAll(asked, work, outside)
  const facts = factsOf(holdout.tracks.size, told)
  const scorer = learner.load(await work.run(learner.learn(playlistsOf(train.lists, facts), asked.seed)))
  const ids = holdout.tracks.names()
  const known = new Set(train.lists.flatMap(({ tracks }) => [...tracks]))
  const { values, ...counts } = await work.run(
    evaluateContinuation(
      scorer,
      {
        holdout: holdout.lists,
        seeds: asked.seeds,
        told: ({ row }, seeds, { items }) => {
          if (lists)
            items.forEach((item, rank) => {
              lists.write([row, seeds, rank + 1, ids[item]])
            })
        },
      },
      (track) => known.has(track),
    ),
  )
  if (counts.asked === 0)
    throw new AppError(
      'invalid-table',
      `Nothing of ${asked.holdout} can be judged: none of its playlists has more than ${asked.seeds[0]} tracks. Ask with fewer seeds.`,
    )
  const units = { ids: holdout.lists.map(({ row }) => String(row)), values }
  return {
    evaluation: 'continuation',
    data: read,
    model: { name: learner.name, code: learner.code, config: learner.config, facts: scorer.facts },
    seed: asked.seed,
    counts: { playlists: holdout.lists.length, ...counts },
    metrics: metricsOf(units, asked.seed),
    whole: {},
    cost: work.cost(),
    units,
  }
}

/** The tracks are numbered first, so that a playlist's are the same numbers as theirs. */
const readAll = async (asked: ContinuationArguments, work: LongWork, outside: Outside) => {
  const named = asked.tracks === undefined ? undefined : await readTold(asked.tracks, work, outside)
  const train = await readLists(asked.train, work, outside, named)
  const holdout = await readLists(asked.holdout, work, outside, train)
  const read: Record<string, RowsRead> = { train: train.rows, holdout: holdout.rows }
  return {
    train,
    holdout,
    told: named?.told ?? new Map(),
    read: named === undefined ? read : { ...read, tracks: named.rows },
  }
}

const readLists = async (
  path: string,
  work: LongWork,
  outside: Outside,
  after: Pick<NamedPlaylists, 'tracks'> | undefined,
): Promise<NamedPlaylists> => {
  const table = await outside.openTable(path)
  const { result, finish } = await work.read('Reading', (breathe) =>
    readPlaylists(table, breathe, after?.tracks),
  )
  finish(`${path}: ${counted(result.lists.length, 'playlist')}`)
  work.sayRefused(result.rows)
  return result
}

const readTold = async (path: string, work: LongWork, outside: Outside): Promise<NamedTracks> => {
  const table = await outside.openTable(path)
  const { result, finish } = await work.read('Reading', (breathe) => readTracks(table, breathe))
  finish(`${path}: ${counted(result.tracks.size, 'track')}`)
  work.sayRefused(result.rows)
  return result
}
