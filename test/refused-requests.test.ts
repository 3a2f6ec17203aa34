import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRawAsk, documentSchema } from './journeys/asking.ts'
import { type ServedInMemory, serveInMemory } from './served-in-memory.ts'

/** What is wrong with a request, in words for whoever wrote it rather than for whoever wrote the schema. */
const problemSchema = z.object({ code: z.string(), detail: z.string() })
const validatorWords =
  /invalid input|expected|received|too (small|big)|unrecogni[sz]ed|invalid option|undefined/i

const said: readonly (readonly [string, string, unknown, string])[] = [
  ['GET', '/v1/search?q=a&q=b', undefined, 'query is not valid: q: is given more than once: give it once'],
  ['GET', '/v1/search?q=a&limit=1&limit=2', undefined, 'limit: is given more than once: give it once'],
  ['GET', '/v1/tracks?role=main&role=guest', undefined, 'role: is given more than once: give it once'],
  ['GET', '/v1/tracks?market=%C3%9F', undefined, 'market: must be a country of ISO 3166-1 in two letters'],
  ['POST', '/v1/listeners/a/now-playing', { market: 'ﬁ' }, 'market: must be a country of ISO 3166-1'],
  ['GET', '/v1/tracks?role=x', undefined, 'query is not valid: role: must be one of main, guest'],
  [
    'PUT',
    '/v1/listeners/a/blocks/song/x',
    undefined,
    'path is not valid: kind: must be one of artist, track',
  ],
  ['POST', '/v1/sessions', undefined, 'The body is missing: send an object'],
  ['POST', '/v1/sessions', {}, 'body is not valid: listenerId: is missing'],
  ['POST', '/v1/sessions', [], 'The body must be an object, not a list'],
  ['POST', '/v1/sessions', { listenerId: 'a', seed: 3 }, 'seed: must be an object, not a number'],
  ['POST', '/v1/listeners/a/now-playing', { limit: '3' }, 'limit: must be a number, not a text'],
  ['POST', '/v1/listeners/a/now-playing', { limit: 51 }, 'limit: must be at most 50'],
  ['POST', '/v1/listeners/a/now-playing', { trakId: 'x' }, 'The body has "trakId", which is not known here'],
  ['POST', '/v1/library/scan', { withdrawMissing: 'yes' }, 'withdrawMissing: must be true or false'],
]
/** What every field is sent in turn; for each, some schema has another complaint. */
const strange = [null, true, 1.5, -1, 1e9, '', 'x', 'x'.repeat(9_999), [], [[]], {}, { x: 1 }]
const operationSchema = z.looseObject({
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).default([]),
  requestBody: z.unknown().optional(),
})

/** Every query field given twice and strangely, every body field as everything it may not be. */
const requestsTo = (path: string, given: unknown): readonly { path: string; body?: unknown }[] => {
  const { parameters, requestBody } = operationSchema.parse(given)
  const query = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
  const fields = Array.from(
    (JSON.stringify(requestBody) ?? '').matchAll(/"(\w+)":\{"(?:type|anyOf|oneOf|default|max|min|desc)/g),
    ([, name = '']) => name,
  )
  const filled = path.replaceAll(/\{\w+\}/g, 'x')
  return [
    { path: path.replaceAll(/\{\w+\}/g, 'x'.repeat(900)) },
    ...query.flatMap((name) =>
      [`${name}=1&${name}=2`, `${name}=`, `${name}=${'x'.repeat(2_000)}`].map((words) => ({
        path: `${filled}?${words}`,
      })),
    ),
    ...(requestBody === undefined ? [] : strange).map((body) => ({ path: filled, body })),
    ...[...new Set(fields)].flatMap((name) =>
      strange.flatMap((value) => {
        const body = { type: 'track.played', id: 'x', title: 'x', listenerId: 'x', [name]: value }
        return [
          { path: filled, body },
          { path: filled, body: [body] },
        ]
      }),
    ),
  ]
}

describe('a request that is not valid', () => {
  let server: ServedInMemory
  let ask: ReturnType<typeof createRawAsk>
  beforeAll(async () => {
    server = await serveInMemory()
    ask = createRawAsk(server.url)
  })
  afterAll(() => server.close())

  it.each(said)('%s %s with %j is told what is wrong with it', async (method, path, body, words) => {
    const answer = await ask(method, path, { body })
    expect(answer.status).toBe(400)
    expect(problemSchema.parse(answer.body).detail).toContain(words)
  })

  it('is never told in the words of a validator, whatever is sent where [promise: errors-advise]', async () => {
    const document = documentSchema.parse((await ask('GET', '/openapi.json')).body)
    let refusals = 0
    for (const [path, verbs] of Object.entries(document.paths)) {
      for (const [verb, operation] of Object.entries(verbs)) {
        for (const sent of requestsTo(path, operation)) {
          const { status, text } = await ask(verb.toUpperCase(), sent.path, { body: sent.body })
          if (status !== 400) continue
          refusals += 1
          const asked = `${verb} ${sent.path.slice(0, 80)} ${JSON.stringify(sent.body)?.slice(0, 200)}`
          expect(text.replaceAll(/"id":"[^"]*"/g, ''), asked).not.toMatch(validatorWords)
        }
      }
    }
    expect(refusals).toBeGreaterThan(300)
  })
})
