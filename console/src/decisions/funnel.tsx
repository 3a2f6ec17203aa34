import type { Decision } from '@segue/client'
import { clsx } from 'clsx'
import { took, whole, words } from '../formatting.ts'

/**
 * The run as a funnel: a stream as wide as what is left after each stage, with what a stage took away as wings
 * beside it. Sources stand above it, each with what it found. Widths are square roots, so that the last twelve
 * of five hundred can still be seen; the numbers beside them are the truth.
 */
type Stage = Decision['runs'][number]['stages'][number]

const shareOf = (count: number, widest: number): number =>
  count === 0 ? 0 : Math.max(0.8, Math.sqrt(count / widest) * 100)

const taper = (entered: number, left: number, widest: number): string => {
  const top = shareOf(entered, widest) / 2
  const bottom = shareOf(left, widest) / 2
  return `polygon(${50 - top}% 0, ${50 + top}% 0, ${50 + bottom}% 100%, ${50 - bottom}% 100%)`
}

const SourceBar = ({ stage, widest }: { stage: Stage; widest: number }) => (
  <span
    className="mx-auto block h-2.5 rounded-full bg-enter"
    style={{ width: `${shareOf(stage.left, widest)}%` }}
  />
)

const Stream = ({ stage, widest }: { stage: Stage; widest: number }) => (
  <span className="relative block h-full">
    {stage.left < stage.entered && (
      <span
        className={clsx(
          'absolute inset-y-0 left-1/2 -translate-x-1/2',
          stage.kind === 'select' ? 'bg-ink/6' : 'bg-leave/40',
        )}
        style={{ width: `${shareOf(stage.entered, widest)}%` }}
      />
    )}
    <span
      className="absolute inset-0 bg-surface"
      style={{ clipPath: taper(stage.entered, stage.left, widest) }}
    />
    <span
      className={clsx(
        'absolute inset-0',
        stage.kind === 'select' ? 'bg-fill' : stage.kind === 'score' ? 'bg-ink/28' : 'bg-ink/16',
      )}
      style={{ clipPath: taper(stage.entered, stage.left, widest) }}
    />
  </span>
)

const change = ({ kind, entered, left }: Stage): string => {
  if (kind === 'source') return left === 0 ? 'none' : `+${whole(left)}`
  return left === entered ? whole(left) : `${whole(entered)} → ${whole(left)}`
}

const Band = ({ stage, widest }: { stage: Stage; widest: number }) => (
  <li className="grid min-h-11 sm:min-h-8 grid-cols-[6.5rem_1fr_5.25rem] items-center gap-x-3 text-[0.8125rem] sm:grid-cols-[11rem_1fr_6rem_4.5rem] sm:gap-x-4">
    <span className="min-w-0 sm:flex sm:items-baseline sm:gap-2">
      <span className="block truncate font-medium" title={stage.name}>
        {words(stage.name)}
      </span>
      <span
        className={clsx(
          'block text-[0.6875rem]',
          stage.outcome === 'ok' ? 'text-faint' : 'font-medium text-leave',
        )}
      >
        {stage.outcome === 'ok' ? stage.kind : `${stage.kind}, ${stage.outcome}`}
        {stage.detail ? `: ${stage.detail}` : ''}
      </span>
    </span>
    <span className={clsx(stage.kind === 'source' ? 'block' : 'h-full')} aria-hidden="true">
      {stage.kind === 'source' ? (
        <SourceBar stage={stage} widest={widest} />
      ) : (
        <Stream stage={stage} widest={widest} />
      )}
    </span>
    <span className="text-right tabular-nums">{change(stage)}</span>
    <span className="hidden text-right font-mono text-[0.6875rem] text-faint sm:block">
      {took(stage.tookMs)}
    </span>
  </li>
)

const Key = ({ className, children }: { className: string; children: string }) => (
  <span className="flex items-center gap-1.5">
    <span className={`size-2 rounded-sm ${className}`} aria-hidden="true" /> {children}
  </span>
)

export const Funnel = ({ stages }: { stages: readonly Stage[] }) => {
  const widest = Math.max(1, ...stages.flatMap((stage) => [stage.entered, stage.left]))
  return (
    <section aria-label="Stages" className="panel p-5">
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2 className="heading text-lg">From candidates to slate</h2>
        <p className="flex gap-4 text-faint text-xs">
          <Key className="bg-enter">found</Key>
          <Key className="bg-leave/50">dropped</Key>
          <Key className="bg-fill">selected</Key>
        </p>
      </div>
      <ol>
        {stages.map((stage) => (
          <Band key={`${stage.kind} ${stage.name}`} stage={stage} widest={widest} />
        ))}
      </ol>
    </section>
  )
}
