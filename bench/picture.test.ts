import { expect, test } from 'vitest'
import { pictureOf } from './picture.ts'

test('a picture has a point for each value, higher for more, and its bar', () => {
  const figure = { name: 'memory & more', value: 3, unit: 'MiB', bar: { atMost: 4 }, course: [1, 2, 3] }
  const svg = pictureOf(figure, 10)
  const points =
    /points="([^"]+)"/
      .exec(svg)?.[1]
      ?.split(' ')
      .map((point) => point.split(',').map(Number)) ?? []
  expect(points).toHaveLength(3)
  expect(points.map(([x]) => x)).toEqual([...points.map(([x]) => x)].sort((a = 0, b = 0) => a - b))
  const heights = points.map(([, y = 0]) => y)
  expect(heights).toEqual([...heights].sort((a, b) => b - a))
  expect(svg).toContain('at most 4 MiB')
  expect(svg).toContain('memory &amp; more, MiB')
  expect(svg).not.toMatch(/NaN|undefined/)
})
