import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { samplePlay, samplePlays } from '../../log/event-log.sample.ts'
import { createLogWriterClient } from './log-writer-client.ts'

/** A thread that says it is open and then does as told with each request. */
const threadThat = (onRequest: string): Worker =>
  new Worker(
    `const { parentPort } = require('node:worker_threads')
     const reply = (outcome) => parentPort.postMessage({ outcomes: [outcome], buffers: [] })
     reply({ ticket: 0, positions: [] })
     parentPort.on('message', (requests) => { for (const request of requests) { ${onRequest} } })`,
    { eval: true },
  )

describe('the log writer client', () => {
  it.each([
    ['throws', 'setImmediate(() => { throw new Error("broken") })'],
    ['exits', 'process.exit(3)'],
  ])('rejects all pending and later appends when the thread %s', async (_, onRequest) => {
    const client = createLogWriterClient(threadThat(onRequest))
    await client.opened
    const pending = [client.append(samplePlays(0, 2)), client.append(samplePlays(2, 1))]
    for (const answer of await Promise.allSettled(pending)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'maybe-stored' } })
    }
    await expect(client.append(samplePlays(0, 1))).rejects.toMatchObject({
      code: 'storage-failed',
      message: expect.stringContaining('restart Segue'),
    })
    await expect(client.check()).rejects.toThrow('restart Segue')
    await client.close()
  })

  it.each(['repeats', 'about'] as const)(
    'turns away what is more than may wait for the disk, its %s counted',
    async (column) => {
      const client = createLogWriterClient(threadThat("if (request.kind === 'close') process.exit()"))
      await client.opened
      const [play] = samplePlays(0, 1)
      if (play === undefined) throw new Error('no sample')
      const large = { ...play, record: new Uint8Array(1), [column]: ['x'.repeat(40 * 1_048_576)] }
      const both = Promise.allSettled([client.append([large]), client.append([large])])
      await client.close()
      expect(await both).toMatchObject([
        { reason: { code: 'storage-failed' } },
        { reason: { code: 'overloaded' } },
      ])
    },
  )

  it('lends no buffer for an append that it turns away', async () => {
    const client = createLogWriterClient(
      threadThat(`
        if (request.kind === 'close') process.exit()
        const buffers = request.attachments.map(({ bytes }) => bytes.buffer)
        const positions = buffers.map(({ byteLength }) => byteLength)
        // Those without a record wait for ever.
        if (buffers.length > 0)
          parentPort.postMessage({ outcomes: [{ ticket: request.ticket, positions }], buffers }, buffers)
      `),
    )
    await client.opened
    const event = samplePlay(0)
    expect(await client.append([{ event, record: new Uint8Array(100_000) }])).toEqual([100_000])
    const most = { ...event, tags: ['x'.repeat(63 * 1_048_576)] }
    const waits = expect(client.append([{ event: most }])).rejects.toMatchObject({ code: 'storage-failed' })
    const large = { event, record: new Uint8Array(1), about: ['x'.repeat(2 * 1_048_576)] }
    await expect(client.append([large])).rejects.toMatchObject({ code: 'overloaded' })
    expect(await client.append([{ event, record: new Uint8Array(1) }])).toEqual([100_000])
    await client.close()
    await waits
  })

  it('rejects an append with the failure the thread reports, and goes on', async () => {
    const client = createLogWriterClient(
      threadThat(`
        if (request.kind === 'close') parentPort.close()
        else if (request.ids.length === 1) reply({ ticket: request.ticket, positions: [41] })
        else reply({ ticket: request.ticket, failure: { code: 'disk-full', message: 'full' } })
      `),
    )
    await expect(client.append(samplePlays(0, 2))).rejects.toMatchObject({
      code: 'disk-full',
      message: 'full',
    })
    expect(await client.append(samplePlays(0, 1))).toEqual([41])
    await client.close()
  })
})
