import { AppError } from '#domain'
import type { Entry } from './event-log.ts'

/**
 * The most one event may carry beside it: more than the largest decision record there can be. A slate has at most
 * 500 tracks (`slate.served`), each with at most 32 KiB of words (the catalogue takes no longer track) and at most
 * 8 KiB of reason and evidence, which are a few titles and names of 300 characters: 19.5 MiB. The columns of a few
 * thousand candidates and the query take less than 4 MiB. Home and similar serve a hundred tracks of some 300 bytes.
 */
export const maxAttachmentBytes = 24 * 1_048_576

/** Throws `internal` when an attachment is larger: nothing that may be asked for leads there. Every adapter asks first. */
export const refuseLargeAttachments = (entries: readonly Entry[]): void => {
  for (const { event, attachment } of entries) {
    if (attachment !== undefined && attachment.byteLength > maxAttachmentBytes) {
      throw new AppError(
        'internal',
        `The attachment of a ${event.type} event has ${attachment.byteLength} bytes, more than ${maxAttachmentBytes}: store it elsewhere and keep its name in the event.`,
      )
    }
  }
}
