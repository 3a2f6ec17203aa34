import { brief } from '../formatting.ts'
import type { Candidate } from '../segue.ts'
import { relevanceOf, type TellingFeature, tellingFeatures } from './telling-features.ts'

/** Features as small bars, each against the strongest candidate of the same run, then what the ranker said by them; the rest folds away. */
export const FeatureBars = ({
  candidate: { features, parts },
  strongest,
  atFirst = Number.POSITIVE_INFINITY,
}: {
  candidate: Pick<Candidate, 'features' | 'parts'>
  strongest: Readonly<Record<string, number>>
  atFirst?: number
}) => {
  const told = tellingFeatures(features, strongest, parts)
  const rest = told.slice(atFirst)
  const relevance = relevanceOf(features)
  return (
    <>
      <Bars told={told.slice(0, atFirst)} />
      {rest.length > 0 && (
        <details className="mt-1.5 text-xs">
          <summary className="w-fit cursor-pointer text-[0.6875rem] text-faint hover:text-ink">
            {rest.length} more
          </summary>
          <div className="mt-1.5">
            <Bars told={rest} />
          </div>
        </details>
      )}
      {relevance !== undefined && (
        <p className="mt-1.5 flex justify-between border-line border-t pt-1.5 text-xs">
          <span className="text-soft">Relevance, ranked by these readings</span>
          <span className="font-mono text-[0.6875rem] tabular-nums">{brief(relevance)}</span>
        </p>
      )}
    </>
  )
}

const barColours = { for: 'bg-enter', against: 'bg-leave', neither: 'bg-ink/30' }

const Bars = ({ told }: { told: readonly TellingFeature[] }) => (
  <dl className="grid grid-cols-[minmax(0,9.5rem)_1fr_2.75rem] items-center gap-x-3 gap-y-1.5 text-xs">
    {told.map(({ name, label, value, share, counts }) => (
      <div key={name} className="col-span-3 grid grid-cols-subgrid items-center">
        <dt className="truncate text-soft" title={name}>
          {label}
        </dt>
        <dd className="col-span-2 grid grid-cols-subgrid items-center">
          <span className="h-1.5 overflow-hidden rounded-full bg-ink/8" aria-hidden="true">
            <span
              className={`block h-full rounded-full ${barColours[counts ?? 'neither']}`}
              style={{ width: `${share * 100}%` }}
            />
          </span>
          <span className="text-right font-mono text-[0.6875rem] text-soft tabular-nums">{brief(value)}</span>
          {counts && <span className="sr-only">counts {counts} it</span>}
        </dd>
      </div>
    ))}
  </dl>
)
