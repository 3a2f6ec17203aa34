import type { Bench, Figure } from './claim.ts'
import { claims } from './claims.ts'

/**
 * One claim in a process of its own, so that its memory and its compiled code are its own. Started by `run.ts`,
 * and gone when `run.ts` is.
 */
export type Message =
  | { readonly kind: 'said'; readonly words: string }
  | { readonly kind: 'measured'; readonly figures: readonly Figure[] }
  | { readonly kind: 'failed'; readonly why: string }

const tell = (message: Message) => process.send?.(message)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))
process.on('disconnect', () => process.exit(130))

process.once('message', async (asked: { readonly name: string } & Omit<Bench, 'say'>) => {
  try {
    const claim = await claims[asked.name]?.()
    const figures = await claim?.run({ ...asked, say: (words) => void tell({ kind: 'said', words }) })
    tell({ kind: 'measured', figures: figures ?? [] })
  } catch (thrown) {
    tell({ kind: 'failed', why: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) })
  }
})
