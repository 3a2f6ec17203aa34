/**
 * A claim is one thing the README says about speed, memory or exactness, as a run that measures it. A figure
 * with a bar is a promise: `bench/run.ts` fails when the figure misses it.
 */
export interface Figure {
  readonly name: string
  readonly value: number
  /** As it is shown: "ms", "events/s", "MB"; empty for a bare number. */
  readonly unit: string
  readonly bar?: { readonly atMost?: number; readonly atLeast?: number }
  /** Where the true value lies with 95% confidence, had the samples been independent. */
  readonly interval?: readonly [low: number, high: number]
  /** How it went from the start of the run to its end, at even times; drawn beside the figures. */
  readonly course?: readonly number[]
  /** How many minutes the course took, where it is worth a picture on the page. */
  readonly pictureMinutes?: number
}

/** What a run is given. Every claim runs in a process of its own. */
export interface Bench {
  /** `quick` proves that a claim can be measured at all; its figures are not to be quoted. */
  readonly pace: 'full' | 'quick'
  /** A folder that the claims of one run share, deleted after the last. */
  readonly scratch: string
  /** Where servers under load leave CPU profiles; no profile when absent. */
  readonly profileFolder?: string | undefined
  /** Progress, in a few words. */
  readonly say: (words: string) => void
}

export interface Claim {
  readonly name: string
  /** What is measured, on how much, in one sentence. */
  readonly describe: string
  /** What its bars promise, and what its figures do not tell. */
  readonly meaning: string
  run(bench: Bench): Promise<readonly Figure[]>
}
