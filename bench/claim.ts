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
}

export interface Claim {
  readonly name: string
  /** What is measured, on how much, in one sentence. */
  readonly describe: string
  run(): Promise<readonly Figure[]>
}
