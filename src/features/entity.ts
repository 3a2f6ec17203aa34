import { AppError, type ListenerId, type SessionId } from '#domain'

/**
 * The names under which states are kept: `track:<id>`, `artist:<id>`, `tag:<tag>`, `listener:<id>`,
 * `session:<id>`. They are made and read here only; a name spelt by hand elsewhere would read as "no state".
 * An id may itself contain colons: the kind ends at the first one.
 */
const kinds = ['track', 'artist', 'tag', 'listener', 'session'] as const

export type EntityKind = (typeof kinds)[number]

export interface Entity {
  readonly kind: EntityKind
  readonly id: string
}

/**
 * The newest name of each kind: several features ask for the names of one event, and a text that is made anew is hashed anew by
 * each table that it is looked up in.
 */
const newest: Readonly<Record<EntityKind, { id: string; name: string }>> = {
  track: { id: '', name: 'track:' },
  artist: { id: '', name: 'artist:' },
  tag: { id: '', name: 'tag:' },
  listener: { id: '', name: 'listener:' },
  session: { id: '', name: 'session:' },
}

export const entity = (kind: EntityKind, id: string): string => {
  const known = newest[kind]
  if (known.id !== id) {
    known.id = id
    known.name = `${kind}:${id}`
  }
  return known.name
}

/**
 * What a listener does in a session. An event may name any session, so the id alone would let anybody change
 * somebody else's; as JSON, which no id can break out of.
 */
export const listenerInSession = (listenerId: ListenerId, sessionId: SessionId): string => {
  if (newestInSession.listener !== listenerId || newestInSession.session !== sessionId)
    newestInSession = {
      listener: listenerId,
      session: sessionId,
      name: entity('session', JSON.stringify([listenerId, sessionId])),
    }
  return newestInSession.name
}

/** As `newest`. */
let newestInSession = { listener: '', session: '', name: 'session:["",""]' }

/** The kind and id of a name that `entity` made. Throws `corrupt-record` for any other text. */
export const parseEntity = (name: string): Entity => {
  const colon = name.indexOf(':')
  const kind = kinds.find((known) => known === name.slice(0, colon))
  if (kind === undefined) {
    throw new AppError('corrupt-record', 'A feature state has a name of an unknown kind: rebuild the states.')
  }
  return { kind, id: name.slice(colon + 1) }
}
