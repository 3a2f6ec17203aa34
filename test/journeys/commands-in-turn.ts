import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { afterAll } from 'vitest'
import type { Ran } from './run-segue.ts'

/**
 * Many commands in one process, one after another, each through `main.ts` as if it had been started: a start takes a
 * second, a command that only reads a hundredth of it. What happens at the end of a process is not seen here.
 */
export const startCommands = () => {
  const child = fork(join(import.meta.dirname, 'commands-in-turn-child.ts'), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8')
  afterAll(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code}`)))
  ended.catch(() => {})
  return async (words: readonly string[]): Promise<Pick<Ran, 'code' | 'out' | 'screen'>> => {
    const all = Promise.all([once(child, 'message'), untilEnd(child.stdout), untilEnd(child.stderr)])
    child.send(words)
    const [[code], out, screen] = await Promise.race([all, ended])
    return { code: Number(code), out, screen }
  }
}

/** After all that a command wrote; no command writes it. */
const endOfCommand = '\0'

const untilEnd = (stream: Readable | null): Promise<string> =>
  new Promise((resolve) => {
    let text = ''
    const take = (piece: string): void => {
      text += piece
      if (!text.endsWith(endOfCommand)) return
      stream?.off('data', take)
      resolve(text.slice(0, -endOfCommand.length))
    }
    stream?.on('data', take)
  })
