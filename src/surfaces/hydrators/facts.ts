import { z } from 'zod'
import { trackKey } from '#domain'
import type { Presenter } from '#pipeline'
import { trackViewSchema } from '../answers.ts'
import type { Found } from '../candidate.ts'
import { createEvidence, type Evident, evidenceSchema } from '../evidence.ts'
import type { Live } from '../query.ts'
import { timeoutMs } from '../recipes/parameters.ts'
import { shownTrack, textOfTrack } from '../shown-tracks.ts'

/**
 * The words of the few that were selected: the track as it is shown, and what can be said of it.
 * Recorded as they were read, so a replay shows yesterday's title although the catalogue has a new one.
 */
export const factsSchema = z.object({
  track: trackViewSchema,
  /** Absent in records from before it was kept. */
  evidence: evidenceSchema.optional(),
})
export type Facts = z.infer<typeof factsSchema>

export const facts = z.strictObject({ timeoutMs }).transform(
  ({ timeoutMs }): Presenter<Evident & Live, Found, Facts> => ({
    name: 'facts',
    timeoutMs,
    parse: (value) => factsSchema.parse(value),
    text: ({ track, evidence }) =>
      `{"track":${textOfTrack(track)}${evidence === undefined ? '' : `,"evidence":${JSON.stringify(evidence)}`}}`,
    present(query, candidates) {
      const evidence = createEvidence(query)
      return candidates.map(({ key }) => {
        const track = query.reads.catalog.byKey(trackKey(key))
        return track && { track: shownTrack(track), evidence: evidence(key) }
      })
    },
  }),
)
