import type { Instant } from './instants.ts'

/**
 * Where and when a track may be served. The trap is a question that says no market: a track that is limited to some
 * may not be served to it, for it may come from any other.
 */
export interface Availability {
  /** ISO 3166-1 alpha-2, in order, each once: in these alone; none at all is nowhere. Absent: in all but `notMarkets`. */
  readonly markets?: readonly string[]
  readonly notMarkets?: readonly string[]
  /** From this instant on, and until the one before this. */
  readonly from?: Instant
  readonly until?: Instant
}

/** 0 available, 1 not in this market, 2 not yet, 3 no more; the market is asked before the time. */
export type Unavailable = 0 | 1 | 2 | 3

/** `market` undefined: asked from nobody knows where. */
export const whyUnavailable = (
  availability: Availability | undefined,
  market: string | undefined,
  at: Instant,
): Unavailable => {
  if (availability === undefined) return 0
  const { markets, notMarkets = [], from, until } = availability
  if (market === undefined ? markets !== undefined || notMarkets.length > 0 : notMarkets.includes(market))
    return 1
  if (market !== undefined && markets?.includes(market) === false) return 1
  if (from !== undefined && at < from) return 2
  return until !== undefined && at >= until ? 3 : 0
}

/** Whether it is a country or territory of ISO 3166-1, as its two letters. */
export const isMarket = (text: string): boolean => known.has(text)

/** Whether it is one in either case. Letters first: `ß` is SS in capitals, which is a country that nobody named. */
export const namesMarket = (text: string): boolean =>
  /^[A-Za-z]{2}$/.test(text) && isMarket(text.toUpperCase())

const known: ReadonlySet<string> = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
  CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
  GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
  KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
  MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
  SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
  UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`.split(/\s+/),
)
