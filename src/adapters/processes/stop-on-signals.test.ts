import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** A process that says when it was asked to stop, and ends half a second later by itself. */
const start = (worksForParent: boolean) => {
  const file = JSON.stringify(join(import.meta.dirname, 'stop-on-signals.ts'))
  const lines = `import { stopOnSignals } from ${file}
    const signal = stopOnSignals({ worksForParent: ${worksForParent} })
    const stay = setInterval(() => {}, 1_000)
    signal.addEventListener('abort', () => {
      console.log('asked')
      setTimeout(() => { console.log('saved'); clearInterval(stay) }, 500)
    })
    console.log('ready')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', lines], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const hears = async (word: string) => {
    while (!said.includes(word)) await once(child.stdout, 'data')
  }
  const ends = async () => {
    const [code] = await once(child, 'close')
    return { code, said: said.trim().split('\n') }
  }
  return { child, hears, ends }
}

it('goes at once when it is asked twice', async () => {
  const { child, hears, ends } = start(false)
  await hears('ready')
  child.kill('SIGINT')
  await hears('asked')
  child.kill('SIGTERM')
  expect(await ends()).toEqual({ code: 130, said: ['ready', 'asked'] })
})

it('saves in any case when it works for a parent, which asks after the terminal has asked both', async () => {
  const { child, hears, ends } = start(true)
  await hears('ready')
  child.kill('SIGINT')
  child.kill('SIGTERM')
  await hears('asked')
  // Of whoever ends a service, all its processes hear it.
  child.kill('SIGTERM')
  child.kill('SIGINT')
  expect(await ends()).toEqual({ code: 0, said: ['ready', 'asked', 'saved'] })
})
