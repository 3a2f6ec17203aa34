import { expect, test } from 'vitest'
import { createRecipes } from './known-recipes.ts'
import { hashOf, type Recipe } from './recipe.ts'

test('a recipe that is asked for again and again is built once, whatever else records bring in between', () => {
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
  const others = Array.from({ length: 300 }, (_, number) => `other ${number}`)
  for (const other of others) {
    expect(replay(other)).toBe(JSON.stringify(other))
    expect(replay('serving')).toBe(serving.made)
    expect(replay('often')).toBe('"often"')
  }
  expect(built.toSorted()).toEqual(['"often"', ...others.map((other) => JSON.stringify(other))].toSorted())
})
