/** Asks on while there are older plays: the newest that can be gone on from may lie behind thousands that can't. */
export const findLastStop = async <Page extends StopPage>(
  listenerId: string,
  signal: AbortSignal,
  look: (listenerId: string, query: { before?: string }, options: { signal: AbortSignal }) => Promise<Page>,
): Promise<Page> => {
  let page = await look(listenerId, {}, { signal })
  while (page.play === undefined && page.next !== undefined)
    page = await look(listenerId, { before: page.next }, { signal })
  return page
}

interface StopPage {
  readonly play?: unknown
  readonly next?: string | undefined
}
