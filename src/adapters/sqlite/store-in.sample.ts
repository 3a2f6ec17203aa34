import { DatabaseSync } from 'node:sqlite'

/** Puts a body at the end of a log's file, as another Segue would have stored it. */
export const storeIn = (path: string, body: string): void => {
  const { id, listenerId, type } = JSON.parse(body)
  const database = new DatabaseSync(path)
  database
    .prepare('INSERT INTO events SELECT coalesce(max(position), 0) + 1, ?, ?, ?, ? FROM events')
    .run(id, listenerId, type, body)
  database.close()
}
