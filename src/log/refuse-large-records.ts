import { AppError } from '#domain'
import type { Entry } from './event-log.ts'

/**
 * The most one event may carry beside it: more than the largest decision record there can be. A slate has at most
 * 500 tracks (`slate.served`), each with at most 32 KiB of words (the catalogue takes no longer track) and at most
 * 8 KiB of reason and evidence, which are a few titles and names of 300 characters: 19.5 MiB. The columns of a few
 * thousand candidates and the query take less than 4 MiB. Home and similar serve a hundred tracks of some 300 bytes.
 */
export const maxRecordBytes = 24 * 1_048_576

/** Throws `internal` when a record is larger: nothing that may be asked for leads there. Every adapter asks first. */
export const refuseLargeRecords = (entries: readonly Entry[]): void => {
  for (const { event, record } of entries) {
    if (record !== undefined && record.byteLength > maxRecordBytes) {
      throw new AppError(
        'internal',
        `The record of a ${event.type} event has ${record.byteLength} bytes, more than ${maxRecordBytes}: store it elsewhere and keep its name in the event.`,
      )
    }
  }
}
