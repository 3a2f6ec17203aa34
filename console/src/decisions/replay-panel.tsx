import type { Replay } from '@segue/client'
import { useMutation } from '@tanstack/react-query'
import { CircleCheck, CircleX, RefreshCw } from 'lucide-react'
import { failureWords } from '../failure-words.ts'
import { bytes } from '../formatting.ts'
import { segue } from '../segue.ts'

const Outcome = ({ replay }: { replay: Replay }) => (
  <div role="status" className="mt-4 space-y-3 motion-safe:animate-[rise_300ms]">
    <p className={`flex items-center gap-2 font-semibold ${replay.same ? 'text-enter' : 'text-leave'}`}>
      {replay.same ? (
        <CircleCheck className="size-5" aria-hidden="true" />
      ) : (
        <CircleX className="size-5" aria-hidden="true" />
      )}
      {replay.same ? 'Same bytes' : 'Different bytes: this is a bug, please report it with the request id'}
    </p>
    <dl className="grid gap-2 text-xs">
      {Object.entries({ Served: replay.servedSha256, Replayed: replay.replayedSha256 }).map(
        ([name, hash]) => (
          <div key={name} className="grid grid-cols-[4.5rem_1fr] gap-3">
            <dt className="text-faint">{name}</dt>
            <dd className="font-mono [overflow-wrap:anywhere]">{hash}</dd>
          </div>
        ),
      )}
    </dl>
    <details className="text-xs">
      <summary className="w-fit cursor-pointer text-faint hover:text-ink">
        The body, {bytes(new TextEncoder().encode(replay.body).length)}
      </summary>
      <pre className="mt-2 max-h-72 overflow-auto whitespace-pre-wrap rounded-lg bg-sunken p-3 font-mono text-[0.6875rem] [overflow-wrap:anywhere]">
        {replay.body}
      </pre>
    </details>
  </div>
)

/** Makes the answer again from its record alone and shows whether it has the very bytes that were served. */
export const ReplayPanel = ({ requestId }: { requestId: string }) => {
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => segue.decisions.replay(requestId),
  })
  return (
    <section aria-label="Replay" className="panel p-5">
      <div className="flex items-center justify-between gap-4">
        <div>
          <h2 className="heading text-lg">Replay</h2>
          <p className="mt-0.5 text-[0.8125rem] text-soft">
            Made again from the record alone, no old state needed.
          </p>
        </div>
        <button
          type="button"
          disabled={isPending}
          onClick={() => mutate()}
          className="inline-flex shrink-0 items-center gap-2 rounded-full bg-fill px-5 py-2.5 font-semibold text-on-accent text-sm transition hover:brightness-110 active:scale-97"
        >
          <RefreshCw className={`size-4 ${isPending ? 'animate-spin' : ''}`} aria-hidden="true" /> Replay
        </button>
      </div>
      {error && (
        <p role="alert" className="mt-3 text-leave text-sm">
          {failureWords(error)}
        </p>
      )}
      {data && <Outcome replay={data} />}
    </section>
  )
}
