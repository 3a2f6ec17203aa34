import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/**
 * Many commands in one process, one after another, each through `main.ts` as if it had been started: a start takes a
 * second, a command that only reads a hundredth of it. What happens at the end of a process is not seen here.
 */
export const startCommands = () => {
  const child: ChildProcess = fork(join(import.meta.dirname, 'commands-in-turn-child.ts'), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  afterAll(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code}`)))
  ended.catch(() => {})
  return async (words: readonly string[]): Promise<unknown> => {
    const answered = once(child, 'message')
    child.send(words)
    const [code] = await Promise.race([answered, ended])
    return code
  }
}
