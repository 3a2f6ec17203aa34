import { useQuery } from '@tanstack/react-query'
import { Disc3, X } from 'lucide-react'
import { useState } from 'react'
import { Field, fieldClass } from '../design/field.tsx'
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

/** What the words of the field stand for: the track they find first; what none finds, such as one that left, an id. */
export const trackNamed = async (text: string): Promise<string | undefined> => {
  const q = text.trim()
  if (q === '') return undefined
  const { tracks } = await segue.search({ q, limit: offered })
  return tracks[0]?.id ?? q
}

/** A track that stood in the slate, found by its words or its id: the last field of the form it stands in. */
export const TrackFilter = ({
  name,
  trackId,
  choose,
}: {
  name: string
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
  return (
    <div className="space-y-2">
      <Field label="Track in the slate">
        <input
          name={name}
          type="search"
          placeholder="Title, artist or track id"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={fieldClass}
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
    </div>
  )
}
