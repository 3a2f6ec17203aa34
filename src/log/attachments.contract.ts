import { expect, it } from 'vitest'
import { eventId, listenerId } from '#domain'
import { samplePlay, samplePlays, sampleSlate } from './event-log.sample.ts'
import type { EventLog } from './event-log.ts'
import { maxAttachmentBytes } from './refuse-large-attachments.ts'

/** What every event log keeps of attachments; a part of `eventLogContract`. */
export const attachmentsContract = (log: () => EventLog): void => {
  it('gives an attachment back byte for byte, large, small or empty', async () => {
    const sizes = [0, 1, 63, 64, 10_000, 1_048_576]
    const attachments = sizes.map((size) => Uint8Array.from({ length: size }, (_, at) => (at * at) >> 3))
    await log().append(
      attachments.map((attachment, number) => ({
        event: sampleSlate(number),
        attachment,
        repeats: ['', 'not in it', String.fromCharCode(...attachment.subarray(0, 3))],
      })),
    )
    for (const [number, attachment] of attachments.entries()) {
      const found = await log().attachment(sampleSlate(number).id)
      expect(found && Buffer.compare(found.bytes, attachment)).toBe(0)
    }
  })

  it('keeps one as large as any may be', async () => {
    const attachment = new Uint8Array(maxAttachmentBytes).fill(7)
    await log().append([{ event: sampleSlate(1), attachment }])
    const found = await log().attachment(sampleSlate(1).id)
    expect(found && Buffer.compare(found.bytes, attachment)).toBe(0)
  })

  it('has no attachment for an event that came without one, nor for one it does not know', async () => {
    await log().append(samplePlays(0, 1))
    expect(await log().attachment(eventId('play-0'))).toBeUndefined()
    expect(await log().attachment(eventId('play-1'))).toBeUndefined()
  })

  it("finds an attachment whatever other listeners' events have its id", async () => {
    const { id } = sampleSlate(1)
    await log().append([{ event: { ...samplePlay(1), id, listenerId: listenerId('before') } }])
    await log().append([{ event: sampleSlate(1), attachment: Uint8Array.of(1) }])
    await log().append([{ event: { ...samplePlay(1), id, listenerId: listenerId('after') } }])
    expect((await log().attachment(id))?.bytes).toEqual(Uint8Array.of(1))
  })

  it('keeps the first attachment when an event comes twice', async () => {
    await log().append([{ event: sampleSlate(1), attachment: Uint8Array.of(1) }])
    await log().append([{ event: sampleSlate(1), attachment: Uint8Array.of(2) }])
    expect((await log().attachment(sampleSlate(1).id))?.bytes).toEqual(Uint8Array.of(1))
  })

  it('tells what an attachment is about with the newest events, of one listener too, and nothing of other events', async () => {
    const about = ['track-1', 'ü 音', 'track-2']
    await log().append([
      { event: samplePlay(1) },
      { event: sampleSlate(1), attachment: Uint8Array.of(1), about },
      { event: sampleSlate(2), attachment: Uint8Array.of(2), about: [] },
      { event: sampleSlate(3) },
    ])
    const { listenerId: owner } = sampleSlate(1)
    for (const within of [{}, { listenerId: owner }]) {
      const slates = await log().latest('slate.served', 9, within)
      expect(slates.map((one) => one.about)).toEqual([[], [], about])
    }
    expect((await log().latest('track.played', 9)).map((one) => one.about)).toEqual([[]])
  })

  it('is not touched by what the caller does to an attachment afterwards', async () => {
    const shared = Buffer.from('a record within a larger buffer')
    const attachment = shared.subarray(2, 8)
    await log().append([{ event: sampleSlate(1), attachment }])
    shared.fill(0)
    expect(Buffer.from((await log().attachment(sampleSlate(1).id))?.bytes ?? []).toString()).toBe('record')
  })
}
