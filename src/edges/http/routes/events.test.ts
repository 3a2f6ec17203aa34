import { expect, it } from 'vitest'
import { openSampleApp } from '../app.sample.ts'

it('counts a request of which everything was refused as answered with an error, once', async () => {
  const { app } = await openSampleApp()
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/events',
    payload: [{ type: 'x' }, { type: 'y' }],
  })
  expect(answer.statusCode).toBe(400)
  const { code } = answer.json().refused[0]
  expect((await app.inject('/metrics')).body).toContain(`segue_errors_total{code="${code}"} 1\n`)
})
