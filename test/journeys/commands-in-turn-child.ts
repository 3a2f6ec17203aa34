import { z } from 'zod'

/** The other half of `commands-in-turn.ts`: words in, what is written and the exit code out. */
for (const heard of [process, process.stdout]) heard.setMaxListeners(0)
const [node = '', child = ''] = process.argv
const wordsSchema = z.array(z.string())
let turn = 0
process.on('message', async (sent) => {
  process.argv = [node, child, ...wordsSchema.parse(sent)]
  process.exitCode = 0
  // Another address is another module: it is run again, and what it imports is there already.
  await import(`../../src/main.ts?turn=${turn++}`)
  for (const stream of [process.stdout, process.stderr]) stream.write('\0')
  process.send?.(process.exitCode)
})
