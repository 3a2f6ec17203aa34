/**
 * Has a server collect what it no longer uses, through its inspector, so that what is left can be told from what V8
 * has not yet got round to: under load it lets hundreds of megabytes lie. Resolves when the collection is over.
 */
export const collectGarbage = async (inspector: string): Promise<void> => {
  const socket = new WebSocket(inspector)
  const next = (type: 'open' | 'message') =>
    new Promise<void>((resolve, reject) => {
      socket.addEventListener(type, () => resolve(), { once: true })
      socket.addEventListener('error', () => reject(new Error(`${inspector} can not be reached`)), {
        once: true,
      })
    })
  await next('open')
  socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }))
  await next('message')
  socket.close()
}
