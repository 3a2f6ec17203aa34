import { describe, expect, it } from 'vitest'
import { modelToken } from './model-token.ts'
import { bound, releaseId, serveTogether } from './served-models.ts'

const loud = modelToken<{ readonly loudest: number }>('loud')
const version = { name: 'loud', version: 'aaaaaaaaaaaa' }
const other = { name: 'quiet', version: 'bbbbbbbbbbbb' }

describe('models that serve together', () => {
  it('answer by token, each set with its own, and with nothing where a model was not trained', () => {
    const first = serveTogether([version, other], [{ manifest: version, bind: bound(loud, { loudest: 1 }) }])
    const second = serveTogether([version], [{ manifest: version, bind: bound(loud, { loudest: 2 }) }])
    expect([first.predictor(loud)?.loudest, second.predictor(loud)?.loudest]).toEqual([1, 2])
    expect(serveTogether([], []).predictor(loud)).toBeUndefined()
    // Two tokens of one name are two: the name alone proves nothing of what lies under it.
    expect(first.predictor(modelToken<string>('loud'))).toBeUndefined()
    expect(first.versions).toEqual({ loud: 'aaaaaaaaaaaa' })
  })

  it('are known by one id, which is that of all versions in whatever order, and of no others', () => {
    const id = releaseId([version, other])
    expect(id).toMatch(/^[0-9a-f]{12}$/)
    expect(serveTogether([other, version], []).release).toBe(id)
    expect(releaseId([version])).not.toBe(id)
    expect(releaseId([version, { ...other, version: 'cccccccccccc' }])).not.toBe(id)
    expect(releaseId([])).toBeUndefined()
  })
})
