import { expect, it } from 'vitest'
import { z } from 'zod'
import { nobody } from '#log'
import { openSampleApp } from '../app.sample.ts'

/** Answers to requests without a listener are booked under one id, which is nobody's else. */
const apiSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({ parameters: z.array(z.object({ in: z.string(), name: z.string() })).default([]) }),
    ),
  ),
})
const methodSchema = z.enum(['GET', 'PUT', 'POST', 'DELETE'])
const problemSchema = z.object({ detail: z.string() })
const called = /must not be "anonymous"/

it('no route knows a listener by the id that guests are booked under, but the decisions, which tell those of guests [promise: listener-redacted]', async () => {
  const { app } = await openSampleApp()
  const { paths } = apiSchema.parse((await app.inject({ url: '/openapi.json' })).json())
  const asked = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters }]) => {
      const inPath = path.startsWith('/v1/listeners/{id}')
      const inQuery = parameters.some((one) => one.in === 'query' && one.name === 'listenerId')
      if (!(inPath || inQuery)) return []
      const url = path
        .replace('{id}', nobody)
        .replace('{kind}', 'artist')
        .replace(/\{.*?\}/g, 'x')
      return [
        {
          method: methodSchema.parse(method.toUpperCase()),
          url: inQuery ? `${url}?listenerId=${nobody}&q=x` : url,
        },
      ]
    }),
  )
  expect(asked.length).toBeGreaterThan(10)
  for (const { method, url } of asked) {
    const payload = method === 'POST' ? { payload: {} } : {}
    const answer = await app.inject({ method, url, ...payload })
    const refused = answer.statusCode === 400 && called.test(problemSchema.parse(answer.json()).detail)
    expect(refused, `${method} ${url} ${answer.body}`).toBe(!url.startsWith('/v1/decisions'))
  }
})

it('nobody begins a session, or sends what was heard, under the id that guests are booked under [promise: listener-redacted]', async () => {
  const { app } = await openSampleApp()
  const seed = { kind: 'tag', id: 'dub' }
  const begun = await app.inject({
    method: 'POST',
    url: '/v1/sessions',
    payload: { listenerId: nobody, seed },
  })
  expect([begun.statusCode, problemSchema.parse(begun.json()).detail]).toEqual([
    400,
    expect.stringMatching(called),
  ])
  const event = {
    id: 'e1',
    type: 'track.played',
    at: '2026-11-20T12:00:00Z',
    listenerId: nobody,
    trackId: 'song',
  }
  const sent = await app.inject({ method: 'POST', url: '/v1/events', payload: event })
  expect(sent.json()).toMatchObject({
    accepted: 0,
    refused: [{ detail: expect.stringMatching(called) }],
  })
})
