import type { Slate } from '@segue/client'

type SurfaceName = Slate['surface']

/** Which decisions are looked for, as it stands in the address: a search can be sent, kept and gone back to. */
export interface DecisionSearch {
  /** Whose; without it the listener of this browser, and with `everyone` no one in particular. */
  readonly listener?: string
  readonly everyone?: true
  readonly surface?: SurfaceName | undefined
  readonly track?: string
  /** ISO 8601 with a zone; `from` is included, `until` is not. */
  readonly from?: string
  readonly until?: string
}

/** Those of the server: one more or less there does not compile here. */
const served: Readonly<Record<SurfaceName, true>> = {
  home: true,
  'now-playing': true,
  session: true,
  similar: true,
}
const isSurface = (name: string): name is SurfaceName => Object.hasOwn(served, name)
export const surfaces: readonly SurfaceName[] = Object.keys(served).filter(isSurface)

/** Undefined for what is none: what the page shows is then all of them, and its filter says so. */
export const surfaceIn = (value: unknown): SurfaceName | undefined =>
  typeof value === 'string' && isSurface(value) ? value : undefined

/** The search as the server takes it. */
export const asked = (
  { listener, everyone, surface, track, from, until }: DecisionSearch,
  listenerId: string,
) => ({
  ...(!everyone && { listenerId: listener ?? listenerId }),
  ...(surface !== undefined && { surface }),
  ...(track !== undefined && { trackId: track }),
  ...(from !== undefined && { from }),
  ...(until !== undefined && { until }),
})

/** How many filters are in use; everyone's decisions are no narrower than one's own. */
export const filtersIn = ({ everyone: _, ...filters }: DecisionSearch): number =>
  Object.values(filters).filter((filter) => filter !== undefined).length

const without = (search: DecisionSearch, left: readonly (keyof DecisionSearch)[]): DecisionSearch =>
  Object.fromEntries(Object.entries(search).filter(([name]) => !left.some((one) => one === name)))

export const ofListener = (search: DecisionSearch, listener: string | undefined): DecisionSearch => ({
  ...without(search, ['listener', 'everyone']),
  ...(listener !== undefined && { listener }),
})

export const ofEveryone = (search: DecisionSearch): DecisionSearch => ({
  ...without(search, ['listener']),
  everyone: true,
})

export const withTrack = (search: DecisionSearch, track: string | undefined): DecisionSearch => ({
  ...without(search, ['track']),
  ...(track !== undefined && { track }),
})

/** As the form says it; a time that its field shows to the minute stays as precise as it came. */
export const withForm = (search: DecisionSearch, form: FormData): DecisionSearch => {
  const said = (name: string) => String(form.get(name) ?? '').trim()
  const time = (name: 'from' | 'until') => {
    const minute = said(name)
    const before = search[name]
    if (minute === '') return {}
    return { [name]: before && localMinute(before) === minute ? before : new Date(minute).toISOString() }
  }
  const [listener, surface] = [said('listener'), said('surface')]
  const others = without(search, ['listener', 'surface', 'from', 'until'])
  return {
    ...(listener === '' ? others : ofListener(others, listener)),
    surface: surfaceIn(surface),
    ...time('from'),
    ...time('until'),
  }
}

/** A time as a field for local times takes it; empty when it is none. */
export const localMinute = (iso: string): string => {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return ''
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
