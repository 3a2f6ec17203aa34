import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { CataloguePage } from './catalogue/catalogue-page.tsx'
import { NotFound } from './layout/not-found.tsx'
import { Shell } from './layout/shell.tsx'
import { ListenPage } from './listen/listen-page.tsx'

/** The pages. Decisions come in their own bundle: most visitors listen first. */
const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

export interface CatalogueSearch {
  q?: string
  artist?: string
  tag?: string
  /** A track id: shows what is similar to it. */
  similar?: string
}

const pick = (input: Record<string, unknown>, keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(keys.flatMap((key) => (text(input[key]) ? [[key, String(input[key])]] : [])))

const listen = createRoute({ getParentRoute: () => root, path: '/', component: ListenPage })
const catalogue = createRoute({
  getParentRoute: () => root,
  path: '/catalogue',
  component: CataloguePage,
  validateSearch: (input): CatalogueSearch => pick(input, ['q', 'artist', 'tag', 'similar']),
})
const decisions = createRoute({
  getParentRoute: () => root,
  path: '/decisions',
  component: lazyRouteComponent(() => import('./decisions/decisions-page.tsx'), 'DecisionsPage'),
})
const decision = createRoute({
  getParentRoute: () => root,
  path: '/decisions/$requestId',
  component: lazyRouteComponent(() => import('./decisions/decision-page.tsx'), 'DecisionPage'),
  validateSearch: (input): { track?: string } => pick(input, ['track']),
})

export const router = createRouter({
  routeTree: root.addChildren([listen, catalogue, decisions, decision]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
