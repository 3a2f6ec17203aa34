import { AppError } from '#domain'
import type { Entry } from './event-log.ts'

/** The most one event may carry beside it. A decision record is about 10 KB; what is larger is a mistake. */
const maxAttachmentBytes = 1_048_576

/** Throws `invalid-request` when an attachment is larger than `maxAttachmentBytes`; every adapter asks first. */
export const refuseLargeAttachments = (entries: readonly Entry[]): void => {
  for (const { event, attachment } of entries) {
    if (attachment !== undefined && attachment.byteLength > maxAttachmentBytes) {
      throw new AppError(
        'invalid-request',
        `The attachment of a ${event.type} event has ${attachment.byteLength} bytes, more than ${maxAttachmentBytes}: store it elsewhere and keep its name in the event.`,
      )
    }
  }
}
