import type { Appended, Entry } from './event-log.ts'
import type { BlockTarget } from './events.ts'

/** The way of words about blocks into the log. */
export interface BlockWords {
  /** As the catalogue has it; undefined for what was never there, of which there is nothing to block. */
  find(target: BlockTarget): BlockTarget | undefined
  /**
   * As `Journal.append`, with each word about a block as the log takes it, made in the very turn in which it is stored: what is
   * taken back is taken back under all names that were said before it, folded or on their way. Rejects with
   * `states-damaged` while nobody can tell what is blocked.
   */
  append(entries: readonly Entry[]): Promise<Appended>
}
