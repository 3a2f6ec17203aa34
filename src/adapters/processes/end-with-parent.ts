/**
 * Of a process that another one started with `runApart`: it ends when that one is gone, however it went. The
 * system closes the channel between them even after `kill -9`, and it may have done so before anybody listened.
 */
export const endWithParent = (): void => {
  // Started by hand: nobody's child.
  if (process.send === undefined) return
  if (!process.connected) process.exit(130)
  process.once('disconnect', () => process.exit(130))
  // Listening is no reason to stay.
  process.channel?.unref()
}
