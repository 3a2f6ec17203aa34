import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { AppError } from '#domain'
import type { Followers } from '#features'
import type { Booked, Tier } from '#surfaces'
import { createCounter, createHistogram } from './metrics.ts'

/**
 * What the service counts, in Prometheus form. Labels are closed sets (surface, tier, stage, code): never a
 * listener, track or query text, which would leak and would grow without bound.
 */
export interface Telemetry {
  readonly contentType: string
  /** All that is counted, and what the process tells of itself. */
  text(): Promise<string>
  eventsTaken(counts: {
    readonly accepted: number
    readonly duplicates: number
    readonly unknownTracks: number
    readonly takenDownTracks: number
  }): void
  eventRefused(code: string): void
  tracksTaken(counts: {
    readonly added: number
    readonly changed: number
    readonly unchanged: number
    readonly refused: readonly unknown[]
  }): void
  slateServed(surface: string, tier: Tier, runs: readonly Booked[], passedOver: readonly AppError[]): void
  requestAnswered(route: string, status: number, seconds: number): void
  errorAnswered(code: string): void
  /** Asked whenever metrics are. */
  observeLags(lags: Followers['lags']): void
}

const latencyBuckets = [0.0005, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1, 2]
const stageBuckets = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05]

export const createTelemetry = (): Telemetry => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counter = (name: string, help: string, labels: readonly string[]) =>
    createCounter({ name, help, labels })
  const events = counter('segue_events_total', 'Events offered at the door, by outcome.', ['outcome'])
  const refused = counter('segue_events_refused_total', 'Events refused, by code.', ['code'])
  const tracks = counter('segue_tracks_total', 'Tracks offered to the catalogue, by outcome.', ['outcome'])
  const slates = counter('segue_slates_total', 'Slates served, by surface and tier.', ['surface', 'tier'])
  const degraded = counter('segue_degraded_total', 'Stages that did not answer.', ['stage', 'outcome'])
  const passed = counter('segue_tiers_passed_over_total', 'Tiers that failed, by error code.', [
    'surface',
    'code',
  ])
  const fates = counter(
    'segue_candidates_total',
    'Where candidates ended: selected, not-selected, or the stage that dropped them.',
    ['surface', 'end'],
  )
  const errors = counter('segue_errors_total', 'Requests answered with an error, by code.', ['code'])
  const stages = createHistogram(
    { name: 'segue_stage_seconds', help: 'Time of a pipeline stage.', labels: ['stage', 'kind'] },
    stageBuckets,
  )
  const requests = createHistogram(
    {
      name: 'segue_http_request_seconds',
      help: 'Time from request to answer.',
      labels: ['route', 'status'],
    },
    latencyBuckets,
  )
  const counted = [events, refused, tracks, slates, degraded, passed, fates, errors, stages, requests]
  return {
    contentType: registry.contentType,
    text: async () => [...counted.map((metric) => metric.text()), await registry.metrics()].join('\n\n'),
    eventsTaken({ accepted, duplicates, unknownTracks, takenDownTracks }) {
      events.add(accepted, 'accepted')
      events.add(duplicates, 'duplicate')
      events.add(unknownTracks, 'unknown-track')
      events.add(takenDownTracks, 'taken-down')
    },
    eventRefused(code) {
      events.add(1, 'refused')
      refused.add(1, code)
    },
    tracksTaken({ added, changed, unchanged, refused: unfit }) {
      tracks.add(added, 'added')
      tracks.add(changed, 'changed')
      tracks.add(unchanged, 'unchanged')
      tracks.add(unfit.length, 'refused')
    },
    slateServed(surface, tier, runs, passedOver) {
      slates.add(1, surface, tier)
      for (const { code } of passedOver) passed.add(1, surface, code)
      for (const { stages: timed, ends } of runs) {
        for (const { name, kind, tookMs, outcome } of timed) {
          stages.observe(tookMs / 1000, name, kind)
          if (outcome === 'timeout' || outcome === 'failed') degraded.add(1, name, outcome)
        }
        for (const [end, count] of ends) fates.add(count, surface, end)
      }
    },
    requestAnswered: (route, status, seconds) => requests.observe(seconds, route, `${status}`),
    errorAnswered: (code) => errors.add(1, code),
    observeLags(lags) {
      new Gauge({
        name: 'segue_follower_lag_events',
        help: 'Events of the log that a follower has still to fold.',
        labelNames: ['follower'],
        registers: [registry],
        async collect() {
          // A log that can't be read is told elsewhere: what else is counted must be told all the same.
          for (const { follower, events } of await lags().catch(() => [])) this.set({ follower }, events)
        },
      })
    },
  }
}
