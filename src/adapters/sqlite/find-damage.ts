import { DatabaseSync } from 'node:sqlite'
import { isReadDamage, sqliteCodeOf } from './damage.ts'

const cannotOpen = 14

/**
 * What is wrong with a database, in a word: its structure as SQLite finds it, then what `look` finds in it. For a
 * thread of its own, since it reads the whole file. Throws what says nothing about the file.
 */
export const findDamage = async (
  path: string,
  look: (database: DatabaseSync) => Promise<string | undefined> = async () => undefined,
): Promise<string | undefined> => {
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
    try {
      const [found] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})
      return found === 'ok' ? await look(database) : 'structure'
    } finally {
      database.close()
    }
  } catch (thrown) {
    if (sqliteCodeOf(thrown) === cannotOpen) return 'missing'
    if (isReadDamage(thrown)) return 'unreadable'
    throw thrown
  }
}
