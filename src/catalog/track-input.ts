import { z } from 'zod'
import {
  type Availability,
  explainIssue,
  faultsIn,
  type Instant,
  instant,
  namesMarket,
  recordingId,
  releaseId,
  type Track,
  trackId,
} from '#domain'
import { type Credits, isNoRelease, type NamedCredit, readCredits, releaseBy } from './credits.ts'
import { cleanText, nameKey, tagKey } from './names.ts'

/**
 * A track as people send it, and the one way from there to a `Track`. Everything that enters the catalogue
 * (HTTP, tables, folders, freemusi.cc) passes here, so names, tags and credits are written alike whoever
 * sent them. The traps closed: lengths in seconds, `javascript:` addresses, misspelt fields lost in silence.
 */
const longestMs = 86_400_000
const mostPeople = 50
const mostTags = 50
const longestName = 300
const longestTag = 100
/**
 * All of a track as JSON: a hundred people of a hundred letters fit. The fields alone would allow six times as much in
 * some scripts, and every answer and its decision record hold the words of a hundred tracks; see `maxAttachmentBytes`.
 */
const mostTrackBytes = 32_768

const idText = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters')

const nameText = z
  .string()
  .max(longestName)
  .refine((text) => nameKey(text) !== '', 'must not be blank')
  .refine((text) => cleanText(text).length <= longestName, `must have at most ${longestName} characters`)

const webAddress = z.string().max(2_000).refine(isWebAddress, 'must be an http or https address')

function isWebAddress(text: string): boolean {
  const protocol = URL.parse(text)?.protocol
  return protocol === 'http:' || protocol === 'https:'
}

const creditSchema = z.union([nameText, z.strictObject({ id: idText.optional(), name: nameText })], {
  error: 'must be a name or {"id": …, "name": …}, not blank and at most 300 characters',
})

const tagText = z
  .string()
  .max(longestTag)
  .refine((text) => tagKey(text).length <= longestTag, `must have at most ${longestTag} characters`)

const zeroToOne = z.number().min(0, 'must be between 0 and 1').max(1, 'must be between 0 and 1')

const market = z
  .string()
  .refine(namesMarket, 'must be a country of ISO 3166-1 in two letters, such as SE; the United Kingdom is GB')

const momentError = 'must be a moment such as 2026-11-20T00:00:00Z, or milliseconds since 1970'
const moment = z.union(
  [
    z.iso.datetime({ offset: true, error: momentError }),
    z.int({ error: momentError }).min(0, momentError).max(8.64e15, momentError),
  ],
  { error: momentError },
)
const momentOf = (sent: string | number): Instant =>
  instant(typeof sent === 'number' ? sent : Date.parse(sent))

const availabilitySchema = z
  .strictObject({
    markets: z.array(market).max(300).optional().describe('In these alone; none at all is nowhere'),
    notMarkets: z.array(market).max(300).optional(),
    from: moment.optional(),
    until: moment.optional().describe('Not at this moment any more'),
  })
  .refine(
    ({ from, until }) => from === undefined || until === undefined || momentOf(from) < momentOf(until),
    { path: ['until'], error: 'must be after from' },
  )

/** `PUT /v1/catalog/tracks`, one track. Lengths in milliseconds; unknown fields are refused. */
export const trackInputSchema = z
  .strictObject({
    id: idText,
    title: nameText.describe('A "(feat. X)" in it becomes a featured artist'),
    artists: z
      .array(creditSchema)
      .max(mostPeople)
      .optional()
      .describe('Main artists, as names or {id, name}; "X feat. Y" is read, "A & B" stays one'),
    featured: z.array(creditSchema).max(mostPeople).optional(),
    release: z
      .union([nameText, z.strictObject({ id: idText, title: nameText })], {
        error: 'must be a title or {"id": …, "title": …}, not blank and at most 300 characters',
      })
      .optional(),
    discNumber: z.int().min(1).max(999).optional(),
    trackNumber: z.int().min(1).max(9_999).optional().describe('Place on the release, from 1'),
    label: nameText.optional(),
    year: z.int().min(1000).max(2100).optional(),
    releasedAt: z.iso.date('must be a date such as "2026-11-20"').optional(),
    durationMs: z
      .number()
      .positive()
      .max(longestMs, 'must be at most a day')
      .refine((value) => value >= 1_000, 'looks like seconds: send milliseconds')
      .optional(),
    tags: z.array(tagText).max(mostTags).optional(),
    energy: zeroToOne.optional(),
    rating: zeroToOne.optional(),
    licenceUrl: webAddress.optional(),
    audioUrl: webAddress.optional(),
    availability: availabilitySchema
      .optional()
      .describe(
        'Where and when it may be served; absent: everywhere and always. Asked without a market, what is limited to some is not served',
      ),
    recordingId: idText
      .optional()
      .describe(
        'Shared by all versions of one performance. Absent, a track keeps the one it had while artist, title and length are the same; a new one joins tracks of the same main artist and title whose length differs by at most two seconds',
      ),
  })
  .meta({ id: 'IncomingTrack' })

export type TrackReading =
  | {
      readonly track: Track
      /** The sender named no recording: the track's own stands for it until it is placed. */
      readonly isUnplaced?: true
      readonly refused?: never
    }
  | { readonly refused: string; readonly track?: never }

/**
 * Any JSON value as a track, or the sentence that says what to mend (field names and rules, never contents).
 * Pure and total: it never throws. A track read again, as `readTrack` gave it, reads the same.
 */
export const readTrack = (value: unknown): TrackReading => {
  const parsed = trackInputSchema.safeParse(value, { error: explainIssue })
  if (!parsed.success) return { refused: sentenceOf(parsed.error) }
  const track = toTrack(parsed.data)
  const bytes = Buffer.byteLength(JSON.stringify(track))
  if (bytes <= mostTrackBytes)
    return { track, ...(parsed.data.recordingId === undefined && { isUnplaced: true as const }) }
  return {
    refused: `the track takes ${bytes} bytes with the ids of its names, more than ${mostTrackBytes}: shorten its credits, names and addresses`,
  }
}

const sentenceOf = (error: z.ZodError): string =>
  faultsIn(error.issues)
    .slice(0, 3)
    .map(({ path, detail }) => (path === '' ? detail : `${path}: ${detail}`))
    .join('; ')

const toTrack = (input: z.output<typeof trackInputSchema>): Track => {
  const credits = readCredits(
    input.title,
    (input.artists ?? []).map(toCredit),
    (input.featured ?? []).map(toCredit),
  )
  const year = input.year ?? yearOf(input.releasedAt)
  return {
    id: trackId(input.id),
    recordingId: recordingId(input.recordingId ?? input.id),
    title: credits.title,
    artists: credits.artists,
    featured: credits.featured.slice(0, mostPeople),
    ...(isRelease(input.release) && { release: toRelease(input.release, credits) }),
    ...(input.discNumber !== undefined && { discNumber: input.discNumber }),
    ...(input.trackNumber !== undefined && { trackNumber: input.trackNumber }),
    ...(input.label !== undefined && { label: cleanText(input.label) }),
    ...(year !== undefined && { year }),
    ...(input.durationMs !== undefined && { durationMs: Math.round(input.durationMs) }),
    tags: readTags(input.tags ?? []),
    ...(input.energy !== undefined && { energy: input.energy }),
    ...(input.rating !== undefined && { rating: input.rating }),
    ...(input.licenceUrl !== undefined && { licenceUrl: canonical(input.licenceUrl) }),
    ...(input.audioUrl !== undefined && { audioUrl: canonical(input.audioUrl) }),
    ...(input.releasedAt !== undefined && { releasedAt: input.releasedAt }),
    ...(input.availability !== undefined && { availability: toAvailability(input.availability) }),
  }
}

/** In one order, so that equal ones are equal texts. */
const toAvailability = ({
  markets,
  notMarkets = [],
  from,
  until,
}: z.output<typeof availabilitySchema>): Availability => ({
  ...(markets !== undefined && { markets: toMarkets(markets) }),
  ...(notMarkets.length > 0 && { notMarkets: toMarkets(notMarkets) }),
  ...(from !== undefined && { from: momentOf(from) }),
  ...(until !== undefined && { until: momentOf(until) }),
})

const toMarkets = (markets: readonly string[]): readonly string[] =>
  [...new Set(markets.map((one) => one.toUpperCase()))].sort()

const toCredit = (credit: string | NamedCredit): NamedCredit =>
  typeof credit === 'string' ? { name: credit } : credit

/** One with an id of its own is called as its sender calls it. */
const isRelease = <Release extends string | { id: string }>(
  release: Release | undefined,
): release is Release => release !== undefined && !(typeof release === 'string' && isNoRelease(release))

const toRelease = (release: string | { id: string; title: string }, credits: Credits) =>
  typeof release === 'string'
    ? releaseBy(release, credits.artists[0]?.name)
    : { id: releaseId(release.id), title: cleanText(release.title) }

/** Distinct, in the order given, blank ones dropped. */
const readTags = (tags: readonly string[]): readonly string[] => [
  ...new Set(tags.map(tagKey).filter((tag) => tag !== '')),
]

const yearOf = (date: string | undefined): number | undefined => {
  const year = Number(date?.slice(0, 4))
  return year >= 1000 && year <= 2100 ? year : undefined
}

const canonical = (address: string): string => new URL(address).href
