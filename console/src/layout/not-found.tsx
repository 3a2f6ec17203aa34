import { Link } from '@tanstack/react-router'
import { EmptyState } from '../design/feedback.tsx'
import { usePageTitle } from './page-title.ts'

export const NotFound = () => {
  usePageTitle('No such page')
  return (
    <div className="px-5 sm:px-10">
      <EmptyState title="There is no page here.">
        <p>The address may be mistyped, or the page has moved.</p>
        <Link to="/" className="chip font-medium">
          To Listen
        </Link>
      </EmptyState>
    </div>
  )
}
