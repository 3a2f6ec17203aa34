import { useQuery } from '@tanstack/react-query'
import { Disc3, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Field, fieldClass } from '../design/field.tsx'
import { toastFailure } from '../design/toasts.tsx'
import { names } from '../formatting.ts'
import { segue } from '../segue.ts'

const offered = 5

const Chosen = ({ trackId, remove }: { trackId: string; remove: () => void }) => {
  const { data } = useQuery({
    queryKey: ['track', trackId],
    queryFn: ({ signal }) => segue.tracks.get(trackId, { signal }),
    retry: false,
  })
  const title = data?.title ?? trackId
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm">
      <span className="text-faint">With the track</span>
      <button
        type="button"
        className="chip min-h-11 px-4"
        aria-label={`Any track, not only ${title}`}
        onClick={remove}
      >
        <Disc3 className="size-4 text-accent" aria-hidden="true" /> {title}
        <X className="size-4" aria-hidden="true" />
      </button>
    </p>
  )
}

/** A track that stood in the slate, found by its words; what no word finds, such as one that left, by its id. */
export const TrackFilter = ({
  trackId,
  choose,
}: {
  trackId: string | undefined
  choose: (trackId: string | undefined) => void
}) => {
  const [text, setText] = useState('')
  const q = text.trim()
  const { data } = useQuery({
    queryKey: ['search', 'tracks', q],
    queryFn: ({ signal }) => segue.search({ q, limit: offered }, { signal }),
    enabled: q !== '',
  })
  if (trackId !== undefined) return <Chosen trackId={trackId} remove={() => choose(undefined)} />
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (q === '') return
    try {
      const { tracks } = data ?? (await segue.search({ q, limit: offered }))
      choose(tracks[0]?.id ?? q)
    } catch (thrown) {
      toastFailure(thrown)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-2">
      <Field label="Track in the slate">
        <input
          type="search"
          placeholder="Title, artist or track id"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={`${fieldClass} sm:max-w-md`}
        />
      </Field>
      {q !== '' && data && (
        <ul aria-label="Tracks to filter by" className="flex flex-wrap gap-2">
          {data.tracks.map((track) => (
            <li key={track.id} className="min-w-0">
              <button type="button" className="chip min-h-11 px-4" onClick={() => choose(track.id)}>
                {track.title} <span className="text-faint">{names(track.artists)}</span>
              </button>
            </li>
          ))}
          {data.tracks.length === 0 && (
            <li>
              <button type="button" className="chip min-h-11 px-4" onClick={() => choose(q)}>
                The track with the id “{q}”
              </button>
            </li>
          )}
        </ul>
      )}
    </form>
  )
}
