import { AppError } from '#domain'
import { type Column, numbersIn, type UnpackedArtifact, wordsOf } from '../packed-artifact.ts'
import { type Play, playsOf, type Sessions, sessionCount } from './sessions.ts'

/**
 * Sessions as columns of an artifact. Whose they were is left out: a model that remembers sessions keeps no listener. Of
 * more than `mostPlays` the latest sessions stay.
 */
const mostPlays = 1_000_000

export const packSessions = ({ starts, itemOf, artistOf, times }: Sessions): Record<string, Column> => {
  const last = starts.at(-1) ?? 0
  const first = starts.findIndex((start) => last - start <= mostPlays)
  const from = starts[first] ?? 0
  return {
    starts: starts.subarray(first).map((start) => start - from),
    items: itemOf.subarray(from),
    artists: artistOf.subarray(from),
    times: wordsOf(times.slice(from)),
  }
}

/** Each session's plays. Throws `corrupt-record` where the columns don't fit together. */
export const unpackSessions = (kind: string, artifact: UnpackedArtifact<unknown>): (readonly Play[])[] => {
  const columns = {
    starts: artifact.u32('starts'),
    itemOf: artifact.u32('items'),
    artistOf: artifact.u32('artists'),
    times: numbersIn(artifact.u32('times')),
  }
  const { starts, itemOf, artistOf, times } = columns
  const ascending = starts.every((start, s) => s === 0 || start >= (starts[s - 1] ?? 0))
  if (
    !ascending ||
    starts[0] !== 0 ||
    starts.at(-1) !== itemOf.length ||
    artistOf.length !== itemOf.length ||
    times.length !== itemOf.length
  )
    throw new AppError(
      'corrupt-record',
      `The sessions of model "${kind}" don't fit together. Train it again.`,
    )
  return Array.from({ length: sessionCount(columns) }, (_, session) => playsOf(columns, session))
}
