import { expect, test } from 'vitest'
import { createRecipes } from './known-recipes.ts'
import { hashOf, type Recipe } from './recipe.ts'

/** Built in is one called `serving`; tells which texts were built. */
const open = () => {
  const built: string[] = []
  const read = (document: unknown): Recipe<string> => {
    const text = JSON.stringify(document)
    built.push(text)
    return { name: 'a', hash: hashOf(text), text, made: text }
  }
  const serving = read('serving')
  const find = createRecipes([serving], read)
  built.length = 0
  const replay = (text: string) => find({ name: 'a', text: JSON.stringify(text) }).made
  return { built, serving, replay }
}
const others = Array.from({ length: 300 }, (_, number) => `other ${number}`)

test('a recipe that is asked for again and again is built once, whatever else records bring in between', () => {
  const { built, serving, replay } = open()
  for (const other of others) {
    expect(replay(other)).toBe(JSON.stringify(other))
    expect(replay('serving')).toBe(serving.made)
    expect(replay('often')).toBe('"often"')
  }
  expect(built.toSorted()).toEqual(['"often"', ...others.map((other) => JSON.stringify(other))].toSorted())
})

test('of the recipes that records bring no more are kept than the last so many: one from before is built again [promise: caches-bounded]', () => {
  const { built, replay } = open()
  for (const other of others) replay(other)
  built.length = 0
  for (const other of ['other 299', 'other 250', 'other 0']) replay(other)
  expect(built).toEqual(['"other 0"'])
})
