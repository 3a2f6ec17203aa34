import { expect, it } from 'vitest'
import { madeOnce } from './made-once.ts'

/** Something made of a number that changes, when the test says so. */
const watched = () => {
  let basis = 1
  const begun: { readonly of: number; end(): void; fail(): void }[] = []
  const ask = madeOnce(
    () => basis,
    (before: string | undefined) => {
      const of = basis
      return new Promise<string>((resolve, reject) => {
        begun.push({
          of,
          end: () => resolve(`${of} after ${before}`),
          fail: () => reject(new Error('no')),
        })
      })
    },
  )
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return { ask, begun, settle, change: () => (basis += 1) }
}

it('is made once for all who ask at once, and again only after a change, knowing what was before', async () => {
  const { ask, begun, settle, change } = watched()
  const both = Promise.all([ask(), ask()])
  await settle()
  begun[0]?.end()
  expect(await both).toEqual(['1 after undefined', '1 after undefined'])
  expect(await ask()).toBe('1 after undefined')
  change()
  const next = ask()
  await settle()
  begun[1]?.end()
  expect(await next).toBe('2 after 1 after undefined')
  expect(begun).toHaveLength(2)
})

it('never gives what was begun before a change to one who asks after it, and skips what nobody needs', async () => {
  const { ask, begun, settle, change } = watched()
  const first = ask()
  await settle()
  const late = [1, 2, 3].map(() => {
    change()
    return ask()
  })
  await settle()
  expect(begun.map(({ of }) => of)).toEqual([1])
  begun[0]?.end()
  expect(await first).toBe('1 after undefined')
  await settle()
  begun[1]?.end()
  expect(await Promise.all(late)).toEqual(Array(3).fill('4 after 1 after undefined'))
  expect(await ask()).toBe('4 after 1 after undefined')
  expect(begun).toHaveLength(2)
})

it('is tried again after a failure', async () => {
  const { ask, begun, settle } = watched()
  const failed = ask()
  await settle()
  begun[0]?.fail()
  await expect(failed).rejects.toThrow('no')
  await settle()
  const again = ask()
  await settle()
  begun[1]?.end()
  expect(await again).toBe('1 after undefined')
})
