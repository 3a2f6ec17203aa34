import type { Decision } from '@segue/client'
import type { ReactNode } from 'react'
import { bytes, moment, took, whole, words } from '../formatting.ts'
import { ownListenerId } from '../listener/listener-store.ts'
import { TierBadge } from './tier-badge.tsx'

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt className="eyebrow">{name}</dt>
    <dd className="mt-1 text-[0.9375rem] [overflow-wrap:anywhere]">{children}</dd>
  </div>
)

const total = (decision: Decision) => {
  const stages = decision.runs.flatMap((run) => run.stages)
  return {
    tookMs: stages.reduce((sum, stage) => sum + stage.tookMs, 0),
    candidates: decision.runs.reduce((sum, run) => sum + run.candidates.length, 0),
    selected: decision.runs.reduce(
      (sum, run) => sum + run.candidates.filter((candidate) => candidate.fate.kind === 'selected').length,
      0,
    ),
  }
}

/** The decision at a glance: three big numbers, then what is needed to make it again. */
export const DecisionFacts = ({ decision }: { decision: Decision }) => {
  const { tookMs, candidates, selected } = total(decision)
  return (
    <>
      <dl className="flex flex-wrap gap-x-14 gap-y-5">
        {Object.entries({
          'candidates considered': whole(candidates),
          'tracks served': whole(selected),
          'in stages': took(tookMs),
        }).map(([label, value]) => (
          <div key={label} className="flex flex-col-reverse">
            <dt className="text-soft text-sm">{label}</dt>
            <dd className="display text-4xl tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      <dl className="panel grid grid-cols-2 gap-x-6 gap-y-5 p-5 sm:grid-cols-3 xl:grid-cols-4">
        <Fact name="Served">{moment(decision.servedAt)}</Fact>
        <Fact name="Tier">
          <TierBadge tier={decision.tier} />
        </Fact>
        <Fact name="Listener">{decision.listenerId === ownListenerId ? 'You' : decision.listenerId}</Fact>
        <Fact name="Recipe">
          <span className="font-mono text-[0.8125rem]">{decision.recipe}</span>
        </Fact>
        <Fact name="Record">{bytes(decision.recordBytes)}</Fact>
        <Fact name="Seed">
          <span className="font-mono text-[0.8125rem]">{decision.seed}</span>
        </Fact>
        <Fact name="Body SHA-256">
          <span className="font-mono text-[0.8125rem]" title={decision.bodySha256}>
            {decision.bodySha256.slice(0, 16)}…
          </span>
        </Fact>
        <Fact name="Models">
          {Object.entries(decision.models).map(([name, version]) => (
            <span key={name} className="block text-[0.8125rem]">
              {words(name)} <span className="font-mono text-faint text-xs">{version}</span>
            </span>
          ))}
        </Fact>
      </dl>
      {decision.degraded.length > 0 && (
        <ul aria-label="What went wrong" className="rounded-xl bg-caution/10 px-5 py-3 text-sm">
          {decision.degraded.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </>
  )
}
