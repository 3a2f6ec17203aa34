import { expect, test } from 'vitest'
import { createClosers } from './closers.ts'

test('what was opened is closed in the opposite order and once, also behind one that fails, which is told', async () => {
  const closed: string[] = []
  const closers = createClosers()
  closers.add(() => closed.push('lock'))
  closers.add(async () => {
    throw new Error('the disk is full')
  })
  closers.add(() => closed.push('server'))
  await expect(closers.close()).rejects.toThrow('the disk is full')
  await expect(closers.close()).rejects.toThrow('the disk is full')
  expect(closed).toEqual(['server', 'lock'])
})
