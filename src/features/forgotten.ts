import type { ListenerId } from '#domain'
import { entity } from './entity.ts'
import type { StateRow, StateStore } from './state-store.ts'

/** What of stored states names a listener: an owner, the owners whose names begin so, and those with a state about a name. */
export interface Forgotten {
  readonly owner: string
  readonly ownersFrom: string
  readonly about: string
}

/** As `entity` and `listenerInSession` spell them: a session begun by the listener says so, and what is done in one names them. */
export const namesOf = (listener: ListenerId): Forgotten => {
  const name = entity('listener', listener)
  const inSessions = `${JSON.stringify([listener]).slice(0, -1)},`
  return { owner: name, ownersFrom: entity('session', inSessions), about: name }
}

export const isNamedBy = ({ owner, ownersFrom }: Forgotten, name: string): boolean =>
  name === owner || name.startsWith(ownersFrom)

/**
 * Who was forgotten since the last save. The trap closed here is a store that remembers: until a save has taken their rows
 * away, whoever asks for them would have them back in process, and saved again.
 */
export const createForgotten = (store: Pick<StateStore, 'load' | 'loadNow'>) => {
  let pending: readonly Forgotten[] = []

  const rowsLeft = (rows: readonly StateRow[]): readonly StateRow[] => {
    if (pending.length === 0 || rows.length === 0) return rows
    const named = new Set(rows.filter((row) => pending.some(({ about }) => row.about === about)).map(ownerOf))
    return rows.filter(({ owner }) => !(named.has(owner) || pending.some((one) => isNamedBy(one, owner))))
  }

  return {
    /** Reads past them. */
    store: {
      load: async (owners: readonly string[]) => rowsLeft(await store.load(owners)),
      loadNow: (owner: string) => rowsLeft(store.loadNow(owner)),
    },
    /** Whose rows go with the next save. */
    pending: () => pending,
    add(one: Forgotten): void {
      pending = [...pending, one]
    },
    /** They are saved: no row of theirs is left. */
    gone(these: readonly Forgotten[]): void {
      pending = pending.filter((one) => !these.includes(one))
    },
    clear(): void {
      pending = []
    },
  }
}

const ownerOf = ({ owner }: StateRow): string => owner
