import { AppError } from '#domain'

/** For a place that an index or a store did not make. Places come back from outside, so this is a caller's mistake. */
export const unknownPlace = (): AppError =>
  new AppError('invalid-request', 'before is not the `next` of a page: send that as it was, or leave it out.')
