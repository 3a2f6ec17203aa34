import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import { useMediaQuery } from '../design/use-media-query.ts'

/**
 * A link within the lines of a row or card. Under a finger it is too low to be hit and a tap plays the row, so there
 * it is plain text, for readers too, and the menu beside it leads on.
 */
const Fine = (props: ComponentProps<'a'>) => {
  const finger = useMediaQuery('(pointer: coarse)')
  const { className, children } = props
  return finger ? <span className={className}>{children}</span> : <a {...props} />
}

export const FineLink = createLink(Fine)
