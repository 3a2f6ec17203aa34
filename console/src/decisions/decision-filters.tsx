import { Link, useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import type { SubmitEvent } from 'react'
import { Field, fieldClass } from '../design/field.tsx'
import { toastFailure } from '../design/toasts.tsx'
import { useWide } from '../design/use-media-query.ts'
import { words } from '../formatting.ts'
import { useAbout, useListenerName } from '../listener/listener-picker.tsx'
import {
  type DecisionSearch,
  filtersIn,
  localMinute,
  ofEveryone,
  ofListener,
  surfaces,
  withForm,
  withTrack,
} from './decision-search.ts'
import { TrackFilter, trackNamed } from './track-filter.tsx'

const Whose = ({ search }: { search: DecisionSearch }) => {
  const { name } = useListenerName()
  const { listener, everyone } = search
  const chip = 'chip min-h-11 px-4'
  return (
    <fieldset aria-label="Whose decisions" className="flex flex-wrap gap-2">
      <Link
        to="/decisions"
        search={ofListener(search, undefined)}
        className={chip}
        aria-current={!everyone && listener === undefined ? 'true' : undefined}
        activeOptions={{ exact: true }}
      >
        {name === 'You' ? 'Yours' : name}
      </Link>
      <Link
        to="/decisions"
        search={ofEveryone(search)}
        className={chip}
        aria-current={everyone ? 'true' : undefined}
        activeOptions={{ exact: true }}
      >
        Everyone’s
      </Link>
      {listener !== undefined && (
        <span className={chip} aria-current="true">
          {listener}
        </span>
      )}
    </fieldset>
  )
}

const Listeners = () => {
  const { data } = useAbout()
  return (
    <datalist id="known-listeners">
      {data?.simulated?.listeners.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </datalist>
  )
}

const TimeField = ({ label, name, at }: { label: string; name: string; at: string }) => (
  <Field label={label}>
    <input name={name} type="datetime-local" defaultValue={localMinute(at)} className={fieldClass} />
  </Field>
)

/** What is looked for; it goes into the address, and the page reads it from there. */
export const DecisionFilters = ({ search }: { search: DecisionSearch }) => {
  const navigate = useNavigate()
  const wide = useWide()
  const go = (to: DecisionSearch) => void navigate({ to: '/decisions', search: to })
  const { listener = '', surface = '', from = '', until = '' } = search
  const used = filtersIn(search)
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    try {
      const track = await trackNamed(String(form.get('words') ?? ''))
      const asked = withForm(search, form)
      go(track === undefined ? asked : withTrack(asked, track))
    } catch (thrown) {
      toastFailure(thrown)
    }
  }
  return (
    <div className="mt-6 mb-6 space-y-4">
      <Whose search={search} />
      {/* On a phone it closes over what was asked, so that what was found is in sight. */}
      <details key={JSON.stringify(search)} className="panel p-4" open={wide}>
        <summary className="cursor-pointer font-medium text-sm lg:hidden">
          Filters{used > 0 && ` (${used} in use)`}
        </summary>
        <search aria-label="Decisions" className="grid gap-4 pt-3 lg:pt-0">
          <form
            onSubmit={(event) => void submit(event)}
            className="grid items-end gap-3 sm:grid-cols-2 xl:grid-cols-[1fr_1fr_1.2fr_1.2fr]"
          >
            <Field label="Listener id">
              <input
                name="listener"
                list="known-listeners"
                defaultValue={listener}
                autoComplete="off"
                spellCheck={false}
                className={fieldClass}
              />
            </Field>
            <Field label="Surface">
              <select
                name="surface"
                defaultValue={surface}
                onChange={(event) => event.target.form?.requestSubmit()}
                className={fieldClass}
              >
                <option value="">All surfaces</option>
                {surfaces.map((one) => (
                  <option key={one} value={one}>
                    {words(one)}
                  </option>
                ))}
              </select>
            </Field>
            <TimeField label="From" name="from" at={from} />
            <TimeField label="Until" name="until" at={until} />
            <div className="min-w-0 sm:col-span-2 xl:col-span-3">
              <TrackFilter
                name="words"
                trackId={search.track}
                choose={(track) => go(withTrack(search, track))}
              />
            </div>
            <button
              type="submit"
              className="chip min-h-11 justify-center px-5 font-medium sm:col-span-2 xl:col-span-1"
            >
              <Search className="size-4" aria-hidden="true" /> Search
            </button>
            <Listeners />
          </form>
          {used > 0 && (
            <button type="button" className="chip min-h-11 w-fit px-4" onClick={() => go({})}>
              Clear all filters
            </button>
          )}
        </search>
      </details>
    </div>
  )
}
