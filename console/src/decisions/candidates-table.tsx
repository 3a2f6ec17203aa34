import type { Decision } from '@segue/client'
import { clsx } from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useMemo, useState } from 'react'
import { brief, counted, exact, whole, words } from '../formatting.ts'
import {
  type Candidate,
  type CandidateQuery,
  fateText,
  type SortKey,
  selectCandidates,
  tally,
} from './candidate-query.ts'
import { heldBackText } from './held-back-text.ts'
import { ScoreParts } from './score-parts.tsx'
import { type Scale, scaleOf, told } from './told-score.ts'
import { ToldTopics } from './told-topics.tsx'

const pageLength = 50
const columns: readonly { key: SortKey; label: string; className: string }[] = [
  { key: 'rank', label: '#', className: 'w-10 pl-5' },
  { key: 'title', label: 'Track', className: '' },
  { key: 'fate', label: 'Fate', className: '' },
  { key: 'score', label: 'Score', className: 'text-right' },
]

const Choice = ({
  label,
  all,
  value,
  options,
  choose,
}: {
  label: string
  all: string
  value: string
  options: readonly [string, number][]
  choose: (value: string) => void
}) => (
  <select
    aria-label={label}
    value={value}
    onChange={(event) => choose(event.target.value)}
    className="h-9 max-w-56 rounded-full border border-line bg-surface px-3 text-[0.8125rem]"
  >
    <option value="">{all}</option>
    {options.map(([option, count]) => (
      <option key={option} value={option}>
        {words(option)} ({whole(count)})
      </option>
    ))}
  </select>
)

/** How probable it was that this one was taken at its place, given those before it. */
const chanceText = (propensity: number): string =>
  propensity === 1 ? 'certain here' : `probability here ${brief(propensity)}`

const Fate = ({ candidate }: { candidate: Candidate }) => {
  const { fate, heldBack, propensity } = candidate
  return (
    <span
      className={clsx(
        'text-[0.8125rem]',
        fate.kind === 'selected'
          ? 'font-medium text-enter'
          : fate.kind === 'dropped'
            ? 'text-leave'
            : 'text-faint',
      )}
    >
      {words(fateText(candidate))}
      {fate.kind === 'dropped' && (
        <span className="block text-[0.6875rem] text-faint">at {words(fate.stage)}</span>
      )}
      {heldBack && (
        <span className="block font-normal text-[0.6875rem] text-faint">{heldBackText(heldBack)}</span>
      )}
      {propensity !== undefined && (
        <span className="block font-normal text-[0.6875rem] text-faint">{chanceText(propensity)}</span>
      )}
    </span>
  )
}

interface Telling {
  candidate: Candidate
  scale: Scale
  /** Words to whose decision it is. */
  address: (text: string) => string
}

const Row = ({ candidate, scale, address, marked }: Telling & { marked: boolean }) => (
  <tr
    className={clsx('border-line border-t align-top', marked && 'bg-fill/10')}
    {...(marked ? { id: 'marked' } : {})}
  >
    <td className="py-3 pl-5 font-mono text-faint text-xs tabular-nums">
      {candidate.fate.kind === 'selected' ? candidate.fate.rank + 1 : '·'}
    </td>
    <td className="py-2.5 pr-4">
      <span className="block font-medium [overflow-wrap:anywhere]">{candidate.title}</span>
      <span className="block text-[0.8125rem] text-soft [overflow-wrap:anywhere]">{candidate.artist}</span>
      <span className="mt-1 block text-[0.6875rem] text-faint">
        {candidate.sources.map(words).join(' · ')}
      </span>
    </td>
    <td className="py-2.5 pr-4">
      <Fate candidate={candidate} />
    </td>
    <td className="py-3 pr-5 text-right font-mono text-xs tabular-nums">
      {candidate.score === undefined ? '' : brief(candidate.score)}
    </td>
    <td className="hidden w-80 py-3 pr-5 @4xl:table-cell">
      <ToldTopics candidate={candidate} scale={scale} address={address} atFirst={3} />
      <ScoreParts candidate={candidate} scale={scale} address={address} />
    </td>
  </tr>
)

/** The features under the row, where there is no room for them beside it. */
const NarrowFeatures = ({ candidate, scale, address }: Telling) => {
  const { topics } = told(candidate, scale)
  return topics.length === 0 ? null : (
    <tr className="@4xl:hidden">
      <td />
      <td colSpan={3} className="pr-5 pb-3">
        <details>
          <summary className="w-fit cursor-pointer text-[0.6875rem] text-faint hover:text-ink">
            {counted(topics.length, 'reading')}
          </summary>
          <div className="mt-2 max-w-md">
            <ToldTopics candidate={candidate} scale={scale} address={address} />
          </div>
        </details>
        <ScoreParts candidate={candidate} scale={scale} address={address} />
      </td>
    </tr>
  )
}

const learntScores = ({ average, ranked }: Scale): string =>
  `Scores are of a ranker that learnt from what was chosen: only how far two are apart says something. The ${counted(ranked, 'track')} ranked have ${exact(average.score, 2)} on average.`

/** Every candidate of a run with its fate; sortable, filterable, fifty at a time. */
export const CandidatesTable = ({
  run,
  address,
  markedId,
}: Pick<Telling, 'address'> & {
  run: Decision['runs'][number]
  markedId: string | undefined
}) => {
  const [query, setQuery] = useState<CandidateQuery>({
    text: '',
    fate: '',
    source: '',
    sort: 'rank',
    descending: false,
  })
  const [shown, setShown] = useState(pageLength)
  const { candidates } = run
  const scale = useMemo(() => scaleOf(run), [run])
  const selected = useMemo(() => selectCandidates(candidates, query), [candidates, query])
  const change = (part: Partial<CandidateQuery>) => {
    setQuery({ ...query, ...part })
    setShown(pageLength)
  }
  const sortBy = (key: SortKey) =>
    change(
      query.sort === key ? { descending: !query.descending } : { sort: key, descending: key === 'score' },
    )
  return (
    <section aria-label="Candidates" className="panel @container overflow-hidden">
      <div className="flex flex-wrap items-center gap-2 p-5">
        <h2 className="heading mr-auto text-lg">Candidates</h2>
        <input
          type="search"
          aria-label="Filter candidates by title or artist"
          placeholder="Title or artist"
          value={query.text}
          onChange={(event) => change({ text: event.target.value })}
          className="h-9 w-44 rounded-full border border-line bg-surface px-4 text-[0.8125rem] placeholder:text-faint"
        />
        <Choice
          label="Fate"
          all="Every fate"
          value={query.fate}
          options={tally(candidates.map(fateText))}
          choose={(fate) => change({ fate })}
        />
        <Choice
          label="Source"
          all="Every source"
          value={query.source}
          options={tally(candidates.flatMap((one) => one.sources))}
          choose={(source) => change({ source })}
        />
      </div>
      <p role="status" className="px-5 pb-3 text-faint text-xs">
        {whole(selected.length)} of {counted(candidates.length, 'candidate')}
      </p>
      {scale.kind === 'beside' && <p className="px-5 pb-3 text-faint text-xs">{learntScores(scale)}</p>}
      <table className="w-full text-left text-sm">
        <thead>
          <tr>
            {columns.map(({ key, label, className }) => (
              <th
                key={key}
                aria-sort={query.sort === key ? (query.descending ? 'descending' : 'ascending') : 'none'}
                className={clsx('pr-4 pb-2', className, key === 'score' && 'pr-5')}
              >
                <button
                  type="button"
                  onClick={() => sortBy(key)}
                  className="touch eyebrow inline-flex items-center gap-1 hover:text-ink"
                >
                  {label}
                  {query.sort === key &&
                    (query.descending ? (
                      <ArrowDown className="size-3" aria-hidden="true" />
                    ) : (
                      <ArrowUp className="size-3" aria-hidden="true" />
                    ))}
                </button>
              </th>
            ))}
            <th className="eyebrow hidden pr-5 pb-2 @4xl:table-cell">Readings</th>
          </tr>
        </thead>
        <tbody>
          {selected
            .slice(0, shown)
            .flatMap((candidate) => [
              <Row
                key={candidate.trackId}
                candidate={candidate}
                scale={scale}
                address={address}
                marked={candidate.trackId === markedId}
              />,
              <NarrowFeatures
                key={`${candidate.trackId} features`}
                candidate={candidate}
                scale={scale}
                address={address}
              />,
            ])}
        </tbody>
      </table>
      {selected.length > shown && (
        <div className="border-line border-t p-4 text-center">
          <button type="button" className="chip" onClick={() => setShown(shown + pageLength)}>
            Show {whole(Math.min(pageLength, selected.length - shown))} more
          </button>
        </div>
      )}
    </section>
  )
}
