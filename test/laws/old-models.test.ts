import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { home, nowPlaying } from '#surfaces'
import { openGoldenWorld } from '../golden/golden-world.ts'

/** Models are tens of megabytes of typed arrays: whoever kept those of before would keep more with every training. */
test('a training lets go of the models of before, whatever was asked of them', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage: () => void = runInNewContext('gc')
  const { ask, catalog, services, serving, world } = await openGoldenWorld()
  const listenerId = world.listeners[0]?.id ?? expect.fail('a world without listeners')
  const [track] = catalog.tracks()
  const askEverything = async (): Promise<WeakRef<object>> => {
    await ask(home, { listenerId, limit: 12 })
    await ask(nowPlaying, { listenerId, limit: 12, currentKey: track?.key })
    await services.orders.popular()
    return new WeakRef(serving.current())
  }
  const ofBefore: WeakRef<object>[] = []
  for (let training = 0; training < 2; training++) {
    ofBefore.push(await askEverything())
    await serving.train(() => {}, new AbortController().signal)
  }
  await askEverything()
  // A reference that was looked at lives until its turn of the event loop is over.
  await new Promise((resolve) => setImmediate(resolve))
  collectGarbage()
  expect(ofBefore.filter((models) => models.deref() !== undefined)).toEqual([])
  expect(serving.isTrained()).toBe(true)
})
