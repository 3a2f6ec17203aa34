import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSessionSoFar } from './session-so-far.ts'

const plays = fc.array(fc.record({ item: fc.nat(4), artist: fc.nat(2), at: fc.nat(9) }), { maxLength: 25 })

test('what is kept event by event is what counting over all plays says', () => {
  fc.assert(
    fc.property(plays, (all) => {
      const session = createSessionSoFar()
      for (const play of all) session.heard(play)
      const items = all.map(({ item }) => item)
      const pairs = all.slice(1).map((play, i) => ({ play, last: all[i] ?? play }))
      const count = (is: (pair: (typeof pairs)[number]) => boolean): number => pairs.filter(is).length
      expect(session.repeats).toBe(items.length - new Set(items).size)
      expect(session.again).toBe(count(({ play, last }) => play.item === last.item))
      expect(session.twiceAtOnce).toBe(count(({ play, last }) => play.at === last.at))
      expect(session.changes).toBe(count(({ play, last }) => play.artist !== last.artist))
      const other = all.toReversed().findIndex(({ artist }) => artist !== all.at(-1)?.artist)
      expect(session.run).toBe(other < 0 ? all.length : other)
      for (const item of new Set(items)) {
        expect(session.positions.get(item)).toEqual(items.flatMap((one, i) => (one === item ? [i] : [])))
        for (const to of new Set(items))
          expect(session.followers.get(item)?.get(to) ?? 0).toBe(
            count(({ play, last }) => last.item === item && play.item === to),
          )
      }
    }),
  )
})
