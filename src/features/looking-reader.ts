import type { Features, OwnerReader } from './features-port.ts'

/** Reads from what is in service at that moment, which may be other states at the next. */
export type Look = <Read>(read: (from: Features) => Read) => Read

/** Bound to an owner and to no states: each read is a look of its own, for others may be in service since. */
export const lookingReader = (look: Look, owner: string): OwnerReader => {
  let bound: { readonly from: Features; readonly reader: OwnerReader } | undefined
  const ofOwner = <Read>(read: (from: OwnerReader) => Read): Read =>
    look((from) => {
      if (bound?.from !== from) bound = { from, reader: from.reader(owner) }
      return read(bound.reader)
    })
  return {
    grouped: () => ofOwner((from) => from.grouped()),
    value: (feature, about, asOf) => ofOwner((from) => from.value(feature, about, asOf)),
    state: (feature, about) => ofOwner((from) => from.state(feature, about)),
    entries: (feature) => ofOwner((from) => from.entries(feature)),
  }
}
