/** Whoever reads the output may have had enough of it, as `head` has: no fault, and nothing to write to any more. */
export const endWithReader = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
}
