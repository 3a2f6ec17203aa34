/**
 * Asked to stop by Ctrl-C or by whatever runs it, a process ends what it does and saves. Asked twice, it goes at once: everything
 * acknowledged is durable anyway. The trap: a terminal asks every process of its group, and so do those who end a service, and
 * then the parent asks its child again, which is nobody's hurry. So one that works for a parent is asked by that one
 * alone, as often as it comes; who can't wait ends the parent, and the child goes with it (`end-with-parent.ts`).
 */
export const stopOnSignals = ({ worksForParent }: { readonly worksForParent: boolean }): AbortSignal => {
  const stopping = new AbortController()
  const stop = () => {
    if (stopping.signal.aborted && !worksForParent) process.exit(130)
    stopping.abort()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return stopping.signal
}
