import { createClient, ProblemError } from '../client/src/index.ts'

/**
 * From a play to the next song and the reason why: `node examples/first-steps.ts`, with Node 24, while `npm start`
 * runs. In an app of your own the first line reads `import { createClient, ProblemError } from '@segue/client'`.
 */
export const firstSteps = async (baseUrl: string, say: (line: string) => void): Promise<void> => {
  const segue = createClient({ baseUrl })
  const listenerId = `example-${crypto.randomUUID()}`

  const home = await segue.home(listenerId)
  for (const { title, items } of home.shelves) say(`${title}: ${items.length} tracks`)
  const first = home.shelves[0]?.items[0]?.track
  if (first === undefined) throw new Error('Home is empty: give the server a catalogue first.')

  // A play names the slate it came from, so that the two can be joined later.
  await segue.events.send([
    { type: 'track.played', listenerId, trackId: first.id, requestId: home.requestId },
  ])
  const slate = await segue.nowPlaying(listenerId, { trackId: first.id, limit: 3 })
  say(`After “${first.title}”:`)
  for (const { track, reason } of slate.items) say(`  “${track.title}”: ${reason.text}`)

  const replay = await segue.decisions.replay(slate.requestId)
  say(replay.same ? 'Replayed: the same bytes' : 'Replayed: other bytes')

  const artist = first.artists[0]
  if (artist !== undefined) {
    await segue.blocks.add(listenerId, { kind: 'artist', id: artist.id })
    const { tracks, hiddenByBlocks } = await segue.search({ artistId: artist.id, listenerId })
    say(`${artist.name} blocked: ${tracks.length} tracks shown, ${hiddenByBlocks} hidden`)
  }

  try {
    await segue.tracks.get('no-such-track')
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown
    say(`${thrown.status} ${thrown.code}: ${thrown.message}`)
  }
}

if (process.argv[1] === import.meta.filename) {
  await firstSteps(process.argv[2] ?? 'http://127.0.0.1:7700', (line) => process.stdout.write(`${line}\n`))
}
