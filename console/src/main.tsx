import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { connectPageTitle } from './layout/page-title.ts'
import { followRatings } from './listener/follow-ratings.ts'
import { connectMediaSession } from './player/media-session.ts'
import { router } from './router.tsx'
import { isNotOpen, isProblem } from './segue.ts'
import './styles.css'

const secondMs = 1_000
const whileOpeningMs = secondMs

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // A browser that thinks it is offline asks all the same: what can't be reached is said, and not waited for.
      networkMode: 'always',
      // A caller's mistake stays one; only what may heal is asked again.
      retry: (failures, error) =>
        isNotOpen(error) || (failures < 2 && isProblem(error) && (error.status === 0 || error.status >= 500)),
      retryDelay: (failures, error) => (isNotOpen(error) ? whileOpeningMs : secondMs * 2 ** failures),
    },
  },
})

connectPageTitle()
connectMediaSession()
followRatings(queries)

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
