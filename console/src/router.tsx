import {
  createRootRoute,
  createRoute,
  createRouter,
  parseSearchWith,
  stringifySearchWith,
} from '@tanstack/react-router'
import { ArtistPage } from './catalogue/artist-page.tsx'
import { BrowsePage, type Browsing, orders } from './catalogue/browse-page.tsx'
import { CataloguePage } from './catalogue/catalogue-page.tsx'
import { ReleasePage } from './catalogue/release-page.tsx'
import { TrackPage } from './catalogue/track-page.tsx'
import { DecisionPage } from './decisions/decision-page.tsx'
import { type DecisionSearch, surfaceIn } from './decisions/decision-search.ts'
import { DecisionsPage } from './decisions/decisions-page.tsx'
import { NotFound } from './layout/not-found.tsx'
import { Shell } from './layout/shell.tsx'
import { HistoryPage } from './listen/history-page.tsx'
import { LikesPage } from './listen/likes-page.tsx'
import { ListenPage } from './listen/listen-page.tsx'

/**
 * The pages, all of them in what is loaded first. The trap closed here: a page fetched only when it is opened can't be
 * opened once the line is gone, and what plays would go with the app; together they are a fifteenth of its size.
 */
const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

/** What stands in the address is text, even where it looks like a number: "1984" may be a name. */
const text = (value: unknown): string | undefined => {
  const said = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  return typeof said === 'string' && said !== '' ? said : undefined
}

export interface CatalogueSearch {
  q?: string
  artist?: string
  tag?: string
  /** A track id: shows what is similar to it. */
  similar?: string
}

const pick = (input: Record<string, unknown>, keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(keys.flatMap((key) => (text(input[key]) ? [[key, text(input[key]) ?? '']] : [])))

/** 0 for what is no whole number. */
const count = (value: unknown): number => (Number.isSafeInteger(Number(value)) ? Number(value) : 0)

const orderIn = (value: unknown): Pick<Browsing, 'order'> => {
  const order = orders.find((one) => one === value)
  return order === undefined ? {} : { order }
}

const listen = createRoute({ getParentRoute: () => root, path: '/', component: ListenPage })
const catalogue = createRoute({
  getParentRoute: () => root,
  path: '/catalogue',
  component: CataloguePage,
  validateSearch: (input): CatalogueSearch => pick(input, ['q', 'artist', 'tag', 'similar']),
})
const browse = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/browse/$kind',
  component: BrowsePage,
  validateSearch: (input): Browsing => ({
    ...pick(input, ['q']),
    ...orderIn(input.order),
    ...(count(input.page) > 1 && { page: count(input.page) }),
    ...(count(input.year) > 0 && { year: count(input.year) }),
    ...pick(input, ['tag']),
  }),
})
const artist = createRoute({
  getParentRoute: () => root,
  path: '/artists/$id',
  component: ArtistPage,
})
const release = createRoute({
  getParentRoute: () => root,
  path: '/releases/$id',
  component: ReleasePage,
})
const track = createRoute({ getParentRoute: () => root, path: '/tracks/$id', component: TrackPage })
const likes = createRoute({
  getParentRoute: () => root,
  path: '/likes',
  component: LikesPage,
})
const history = createRoute({
  getParentRoute: () => root,
  path: '/history',
  component: HistoryPage,
})
const decisions = createRoute({
  getParentRoute: () => root,
  path: '/decisions',
  component: DecisionsPage,
  validateSearch: (input): DecisionSearch => ({
    ...pick(input, ['listener', 'track', 'from', 'until']),
    // Named even where it is none: what is left out here stays as it stands in the address.
    surface: surfaceIn(input.surface),
    ...(input.everyone === true && { everyone: true }),
  }),
})
const decision = createRoute({
  getParentRoute: () => root,
  path: '/decisions/$requestId',
  component: DecisionPage,
  validateSearch: (input): { track?: string } => pick(input, ['track']),
})

export const router = createRouter({
  routeTree: root.addChildren([
    listen,
    catalogue,
    browse,
    artist,
    release,
    track,
    likes,
    history,
    decisions,
    decision,
  ]),
  parseSearch: parseSearchWith((said) => said),
  stringifySearch: stringifySearchWith(String),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** On the page of a decision: the search it was opened from, for the way back. */
    decisions?: DecisionSearch
    /** On a phone: the player covers the page. */
    isPlayerOpen?: true
  }
}
