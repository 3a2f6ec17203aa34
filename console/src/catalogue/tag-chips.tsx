import { Link } from '@tanstack/react-router'

export const TagChips = ({ tags }: { tags: readonly string[] }) =>
  tags.length === 0 ? null : (
    <ul aria-label="Tags" className="flex flex-wrap gap-2">
      {tags.map((tag) => (
        <li key={tag} className="max-w-full">
          <Link
            to="/catalogue/browse/$kind"
            params={{ kind: 'tracks' }}
            search={{ tag }}
            className="chip min-h-11 max-w-full whitespace-normal px-4 [overflow-wrap:anywhere]"
          >
            {tag}
          </Link>
        </li>
      ))}
    </ul>
  )
