import { brief, words } from '../formatting.ts'

/**
 * Features as small bars. Each bar is measured against the strongest candidate of the same run, because raw
 * feature values have different units and say nothing next to each other.
 */
export const FeatureBars = ({
  features,
  strongest,
}: {
  features: Readonly<Record<string, number>>
  strongest: Readonly<Record<string, number>>
}) => (
  <dl className="grid grid-cols-[minmax(0,auto)_1fr_auto] items-center gap-x-3 gap-y-1.5 text-xs">
    {Object.entries(features).map(([name, value]) => (
      <div key={name} className="col-span-3 grid grid-cols-subgrid items-center">
        <dt className="truncate text-soft">{words(name)}</dt>
        <dd className="col-span-2 grid grid-cols-subgrid items-center">
          <span className="h-1.5 overflow-hidden rounded-full bg-ink/8" aria-hidden="true">
            <span
              className={`block h-full rounded-full ${value < 0 ? 'bg-leave' : 'bg-enter'}`}
              style={{ width: `${share(value, strongest[name])}%` }}
            />
          </span>
          <span className="text-right font-mono text-[0.6875rem] text-soft tabular-nums">{brief(value)}</span>
        </dd>
      </div>
    ))}
  </dl>
)

const share = (value: number, top: number | undefined): number =>
  top === undefined || top === 0 ? 0 : Math.min(100, (Math.abs(value) / top) * 100)

/** The largest magnitude of every feature over a run's candidates. */
export const strongestFeatures = (
  candidates: readonly { readonly features: Readonly<Record<string, number>> }[],
): Record<string, number> => {
  const strongest: Record<string, number> = {}
  for (const { features } of candidates)
    for (const [name, value] of Object.entries(features))
      strongest[name] = Math.max(strongest[name] ?? 0, Math.abs(value))
  return strongest
}
