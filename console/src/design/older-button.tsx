import { failureWords } from '../failure-words.ts'

interface Pages {
  readonly data: unknown
  readonly error: Error | null
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
}

/** The way to what is older, below a list that grows at its head; what failed is said here, and the list stays. */
export const OlderButton = ({
  pages: { data, error, hasNextPage, isFetchingNextPage, fetchNextPage },
}: {
  pages: Pages
}) =>
  data === undefined || !(hasNextPage || error) ? null : (
    <div className="flex flex-wrap items-center gap-4">
      {hasNextPage && (
        <button
          type="button"
          className="chip min-h-11 px-4"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {isFetchingNextPage ? 'Looking further back' : 'Older'}
        </button>
      )}
      {error && (
        <p role="alert" className="text-leave text-sm">
          {failureWords(error)}
        </p>
      )}
    </div>
  )
