import { Search, X } from 'lucide-react'
import { type KeyboardEvent, type Ref, useEffect, useState } from 'react'
import { IconButton } from '../design/icon-button.tsx'

const pauseMs = 140

/** Asks after a short pause in typing; Enter and the arrows are handed to the page. */
export const SearchField = ({
  query,
  search,
  onKeyDown,
  label = 'Search tracks, artists and tags',
  placeholder = label,
  ref,
}: {
  query: string
  search: (query: string) => void
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void
  label?: string
  placeholder?: string
  ref: Ref<HTMLInputElement>
}) => {
  const [text, setText] = useState(query)
  const [sent, setSent] = useState(query)
  if (query !== sent) {
    setSent(query)
    setText(query)
  }
  useEffect(() => {
    if (text === sent) return
    const timer = setTimeout(() => {
      setSent(text)
      search(text)
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [text, sent, search])
  return (
    <search aria-label="Catalogue" className="block">
      <form onSubmit={(event) => event.preventDefault()} className="relative">
        <Search
          className="pointer-events-none absolute top-1/2 left-5 size-5 -translate-y-1/2 text-faint"
          aria-hidden="true"
        />
        <input
          ref={ref}
          type="search"
          aria-label={label}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="h-15 w-full rounded-2xl border border-line bg-surface pr-14 pl-14 text-ellipsis text-lg outline-none transition placeholder:text-faint focus:border-ink/40 focus:bg-raised [&::-webkit-search-cancel-button]:hidden"
        />
        {text === '' ? (
          <kbd className="absolute top-1/2 right-5 hidden -translate-y-1/2 rounded border border-line px-1.5 font-mono text-faint text-xs sm:block">
            /
          </kbd>
        ) : (
          <IconButton
            label="Clear search"
            onClick={() => setText('')}
            className="absolute top-1/2 right-3 -translate-y-1/2"
          >
            <X className="size-4" />
          </IconButton>
        )}
      </form>
    </search>
  )
}
