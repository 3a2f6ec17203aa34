import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listenerId, sessionId } from '#domain'
import { entity, listenerInSession } from './entity.ts'
import { isNamedBy, namesOf } from './forgotten.ts'
import { createNamedOwners } from './named-owners.ts'

/** Ids that try to break out of the names that are made of them. */
const who = fc
  .constantFrom('ann', 'an', 'ann"', '"', '\\', 'ann\\', '","', '["ann",', 'ann","x', '')
  .map(listenerId)
const where = fc.oneof(
  fc.tuple(who, who).map(([listener, session]) => listenerInSession(listener, sessionId(session))),
  fc.tuple(who, who).map((pair) => entity('session', JSON.stringify(pair).slice(0, -2))),
  who.map((id) => entity('listener', id)),
  who.map((id) => entity('session', id)),
)
const owner = fc.record({ name: where, startedBy: fc.option(who), isGone: fc.boolean() })

test('whoever is in process and names a listener is found, and nobody else, whatever both are called [promise: listener-redacted]', () => {
  const many = fc.uniqueArray(owner, { selector: ({ name }) => name, maxLength: 30 })
  fc.assert(
    fc.property(many, who, (owners, leaving) => {
      const named = createNamedOwners()
      for (const { name, startedBy } of owners) {
        named.came(name)
        named.has(name, 'track:t1')
        if (startedBy !== null) named.has(name, entity('listener', startedBy))
      }
      for (const { name, startedBy } of owners.filter(({ isGone }) => isGone)) {
        named.left(name)
        if (startedBy !== null) named.hasNot(name, entity('listener', startedBy))
      }
      const names = namesOf(leaving)
      const theirs = owners.filter(
        ({ name, startedBy, isGone }) => !isGone && (isNamedBy(names, name) || startedBy === leaving),
      )
      const expected = new Set([entity('listener', leaving), ...theirs.map(({ name }) => name)])
      expect(named.of(names).toSorted()).toEqual([...expected].toSorted())
    }),
    { numRuns: 500, seed: 20_261_123 },
  )
})
