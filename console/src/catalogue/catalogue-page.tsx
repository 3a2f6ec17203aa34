import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Ban, Radio, Tag, User, X } from 'lucide-react'
import { type KeyboardEvent, useCallback, useRef } from 'react'
import { ErrorState } from '../design/feedback.tsx'
import { isOwnKey } from '../design/own-key.ts'
import { counted } from '../formatting.ts'
import { usePageTitle } from '../layout/page-title.ts'
import { openBlocks } from '../listener/blocks-dialog.tsx'
import { useAbout } from '../listener/listener-picker.tsx'
import { useListenerId } from '../listener/listener-store.ts'
import { found, startSession } from '../player/playback.ts'
import { segue } from '../segue.ts'
import { BrowseLinks } from './browse-links.tsx'
import { HiddenByBlocks, People, ResultsLoading, TrackList } from './results.tsx'
import { SearchField } from './search-field.tsx'
import { SimilarTracks } from './similar-tracks.tsx'

/** Before anything is asked: how much there is, and some ways in. */
const WaysIn = () => {
  const { data } = useAbout()
  if (!data) return null
  const tags = [...new Set(data.simulated?.listeners.flatMap((listener) => listener.favourites) ?? [])].slice(
    0,
    18,
  )
  const { tracks, artists, tags: tagCount } = data.catalogue
  return (
    <div className="space-y-10 pt-4">
      <BrowseLinks counts={{ tracks, artists, tags: tagCount }} />
      {tags.length > 0 && (
        <section aria-label="Ways in">
          <h2 className="eyebrow mb-3">Ways in</h2>
          <ul className="flex flex-wrap gap-2">
            {tags.map((tag) => (
              <li key={tag}>
                <Link to="/catalogue" search={{ tag }} className="chip px-4 py-2">
                  {tag}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="text-faint text-xs">Catalogue: {data.catalogue.label}</p>
    </div>
  )
}

const Filter = ({ kind, id, name }: { kind: 'artist' | 'tag'; id: string; name: string }) => {
  const Icon = kind === 'artist' ? User : Tag
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="chip border-transparent bg-ink font-medium text-paper">
        <Icon className="size-3.5" aria-hidden="true" /> {name}
        <Link
          to="/catalogue"
          search={{}}
          aria-label={`Remove filter ${name}`}
          className="touch justify-center"
        >
          <X className="size-3.5" aria-hidden="true" />
        </Link>
      </span>
      <button type="button" className="chip" onClick={() => void startSession({ kind, id })}>
        <Radio className="size-3.5 text-accent" aria-hidden="true" /> Start session
      </button>
    </div>
  )
}

const playButtons = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('#results [data-play]')]

/** Down and up move through the results; up from the first one goes back to the field. */
const moveThroughResults = (event: KeyboardEvent, field: HTMLInputElement | null) => {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  const buttons = playButtons()
  const here = document.activeElement?.closest('li')?.querySelector<HTMLElement>('[data-play]')
  if (step === 0 || !here || !isOwnKey(event)) return
  event.preventDefault()
  const target = buttons[buttons.indexOf(here) + step]
  if (target) target.focus()
  else if (step === -1) field?.focus()
}

export const CataloguePage = () => {
  const { q, artist, tag, similar } = useSearch({ from: '/catalogue' })
  const navigate = useNavigate()
  const listenerId = useListenerId()
  const field = useRef<HTMLInputElement>(null)
  const asked = artist ? { artistId: artist } : tag ? { tag } : q?.trim() ? { q } : undefined
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['search', listenerId, asked],
    queryFn: ({ signal }) => segue.search({ ...asked, limit: 50, listenerId }, { signal }),
    enabled: asked !== undefined && similar === undefined,
    placeholderData: keepPreviousData,
  })
  const search = useCallback(
    (text: string) =>
      void navigate({ to: '/catalogue', search: text.trim() ? { q: text.trim() } : {}, replace: true }),
    [navigate],
  )
  const fieldKey = (event: KeyboardEvent) => {
    const first = playButtons()[0]
    if (!first || !isOwnKey(event) || (event.key !== 'ArrowDown' && event.key !== 'Enter')) return
    event.preventDefault()
    if (event.key === 'Enter') first.click()
    else first.focus()
  }
  const artistName = data?.artists.find((one) => one.id === artist)?.name
  const creditName = data?.tracks[0]?.artists
    .concat(data.tracks[0].featured)
    .find((one) => one.id === artist)?.name
  const asking = similar ? 'Similar tracks' : artist ? (artistName ?? creditName) : (tag ?? q)
  usePageTitle(asking ? `${asking} · Catalogue` : 'Catalogue')

  return (
    <div className="max-w-[76rem] px-5 pt-7 sm:px-10 sm:pt-12">
      <div className="mb-7 flex items-end justify-between gap-4">
        <h1 className="display text-[2.625rem] sm:text-[3.5rem]">Catalogue</h1>
        <button type="button" className="chip" onClick={openBlocks}>
          <Ban className="size-3.5" aria-hidden="true" /> Blocks
        </button>
      </div>
      <SearchField
        ref={field}
        query={q ?? ''}
        search={search}
        onKeyDown={fieldKey}
        placeholder="Tracks, artists, tags"
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons inside */}
      <div
        id="results"
        onKeyDown={(event) => moveThroughResults(event, field.current)}
        className="mt-6 space-y-6"
      >
        {similar ? (
          <SimilarTracks trackId={similar} />
        ) : !asked ? (
          <WaysIn />
        ) : error ? (
          <ErrorState what="results" error={error} retry={() => void refetch()} />
        ) : !data ? (
          <ResultsLoading />
        ) : (
          <div className={`space-y-5 transition-opacity ${isPlaceholderData ? 'opacity-60' : ''}`}>
            {artist && <Filter kind="artist" id={artist} name={artistName ?? creditName ?? artist} />}
            {tag && <Filter kind="tag" id={tag} name={tag} />}
            {data.corrected && (
              <p className="text-[0.9375rem] text-soft">
                Did you mean{' '}
                <Link
                  to="/catalogue"
                  search={{ q: data.corrected }}
                  className="font-semibold text-accent hover:underline"
                >
                  {data.corrected}
                </Link>
                ? Showing what matches it.
              </p>
            )}
            {q && <People answer={data} />}
            <p role="status" className="sr-only">
              {counted(data.tracks.length, 'track')} found
            </p>
            {data.tracks.length > 0 ? (
              <TrackList entries={data.tracks.map(found)} label="Tracks" tag={tag} />
            ) : (
              <p className="py-6 text-soft">
                Nothing matches{q ? ` “${q}”` : ''}. Try fewer letters, another spelling, or a tag.
              </p>
            )}
            <HiddenByBlocks count={data.hiddenByBlocks} />
          </div>
        )}
      </div>
    </div>
  )
}
