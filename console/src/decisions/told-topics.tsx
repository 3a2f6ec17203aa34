import { counted, exact, signed } from '../formatting.ts'
import type { Candidate } from '../segue.ts'
import { type Scale, type Told, told } from './told-score.ts'

/**
 * What was read of a candidate, in words, and what it came to: a bar to the right speaks for it, one to the left against it, as long as
 * it is beside the strongest of the run. What came to nothing has no bar.
 */
export const ToldTopics = ({
  candidate,
  scale,
  address,
  atFirst = Number.POSITIVE_INFINITY,
}: {
  candidate: Candidate
  scale: Scale
  /** Words to whose decision it is. */
  address: (text: string) => string
  atFirst?: number
}) => {
  const { topics, rest, total } = told(candidate, scale)
  const later = topics.slice(atFirst)
  const more = later.length + (rest === 0 ? 0 : 1)
  const isCut = later.length > 0
  return (
    <>
      <Rows topics={topics.slice(0, atFirst)} rest={isCut ? 0 : rest} scale={scale} address={address} />
      {isCut && (
        <details className="mt-1.5 text-xs">
          <summary className="w-fit cursor-pointer text-[0.6875rem] text-faint hover:text-ink">
            {more} more
          </summary>
          <div className="mt-1.5">
            <Rows topics={later} rest={rest} scale={scale} address={address} />
          </div>
        </details>
      )}
      {total !== undefined && (
        <p className="mt-1.5 flex justify-between gap-3 border-line border-t pt-1.5 text-xs">
          <span className="text-soft">{totalText(scale, total)}</span>
          <span className="font-mono text-[0.6875rem] tabular-nums" data-total>
            {scale.kind === 'sum' ? exact(total, 2) : signed(total)}
          </span>
        </p>
      )}
    </>
  )
}

const totalText = ({ kind, ranked }: Scale, total: number): string =>
  kind === 'sum'
    ? 'Score'
    : `${total < 0 ? 'Below' : 'Above'} the average of the ${counted(ranked, 'track')} ranked`

const Rows = ({
  topics,
  rest,
  scale,
  address,
}: Pick<Told, 'topics' | 'rest'> & { scale: Scale; address: (text: string) => string }) => (
  <dl className="grid grid-cols-[minmax(0,1fr)_3.5rem_2.75rem] items-center gap-x-3 gap-y-2 text-xs">
    {topics.map(({ label, reading, amount }) => (
      <div key={label} className="col-span-3 grid grid-cols-subgrid items-center">
        <dt className="text-soft leading-snug">
          {address(label)}
          {reading !== '' && (
            <span className="block text-[0.6875rem] text-faint" data-reading>
              {address(reading)}
            </span>
          )}
        </dt>
        <Amount amount={amount} strongest={scale.strongest} />
      </div>
    ))}
    {rest !== 0 && (
      <div className="col-span-3 grid grid-cols-subgrid items-center">
        <dt className="text-soft">Everything else</dt>
        <Amount amount={rest} strongest={scale.strongest} />
      </div>
    )}
  </dl>
)

const Amount = ({ amount, strongest }: { amount: number | undefined; strongest: number }) => (
  <dd className="col-span-2 grid grid-cols-subgrid items-center">
    {amount !== undefined && (
      <>
        <span className="relative h-1.5 rounded-full bg-ink/8" aria-hidden="true">
          <span
            className={`absolute inset-y-0 ${amount > 0 ? 'left-1/2 rounded-r-full bg-enter' : 'right-1/2 rounded-l-full bg-leave'}`}
            style={{ width: `${50 * Math.min(1, Math.abs(amount) / strongest)}%` }}
          />
        </span>
        <span className="text-right font-mono text-[0.6875rem] text-soft tabular-nums" data-amount>
          {signed(amount)}
        </span>
        <span className="sr-only">speaks {amount > 0 ? 'for' : 'against'} it</span>
      </>
    )}
  </dd>
)
