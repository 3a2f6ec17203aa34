/**
 * A moment is milliseconds since 1970 UTC, a length of time is a number whose name ends in `Ms`. Nothing below
 * `main.ts` reads the clock: `Clock` arrives as an argument, so that tests and replays own the time.
 */
declare const brand: unique symbol
export type Instant = number & { readonly [brand]: 'Instant' }
export type Clock = () => Instant

export const instant = (epochMs: number) => epochMs as Instant
export const toIso = (at: Instant): string => new Date(at).toISOString()

export const secondMs = 1_000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
