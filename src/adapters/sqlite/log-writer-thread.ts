import type { DatabaseSync } from 'node:sqlite'
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { createLogWriter, type LogWriter } from './log-writer.ts'
import { openLogDatabase } from './log-writer-database.ts'
import { logOpenFailure } from './log-writer-failure.ts'
import {
  type AppendRequest,
  buffersIn,
  type LogToWrite,
  type Outcome,
  openingTicket,
  type WriterReply,
  type WriterRequest,
} from './log-writer-messages.ts'

/**
 * The log's own thread: SQLite waits for the disk here and nobody else waits with it. Everything that arrived
 * while a commit was under way is taken at once into the next one (group commit), so the more callers there
 * are, the fewer disk flushes each of them pays for.
 */
const drain = (port: MessagePort, first: readonly WriterRequest[]): readonly WriterRequest[] => {
  const requests = [...first]
  for (;;) {
    const next: { message: readonly WriterRequest[] } | undefined = receiveMessageOnPort(port)
    if (next === undefined) return requests
    requests.push(...next.message)
  }
}

const performOne = (
  writer: LogWriter,
  request: Exclude<WriterRequest, { readonly kind: 'append' | 'close' }>,
): Outcome => {
  if (request.kind === 'check') return writer.check(request)
  if (request.kind === 'redact') return writer.redact(request)
  if (request.kind === 'end-redaction') return writer.endRedaction(request)
  if (request.kind === 'fit') return writer.fit(request)
  return request.kind === 'prune' ? writer.prune(request) : writer.giveBack(request)
}

/** Neighbouring appends in one transaction; anything else between two appends keeps its place. */
const perform = (writer: LogWriter, requests: readonly WriterRequest[]): readonly Outcome[] => {
  const outcomes: Outcome[] = []
  let appends: AppendRequest[] = []
  const flush = (): void => {
    outcomes.push(...writer.commit(appends))
    appends = []
  }
  for (const request of requests) {
    if (request.kind === 'append') appends.push(request)
    if (request.kind === 'append' || request.kind === 'close') continue
    flush()
    outcomes.push(performOne(writer, request))
  }
  flush()
  return outcomes
}

const serve = (port: MessagePort, database: DatabaseSync, { path, generation }: LogToWrite): void => {
  const writer = createLogWriter(database, path, undefined, generation)
  port.on('message', (first: readonly WriterRequest[]) => {
    const requests = drain(port, first)
    reply(port, { outcomes: perform(writer, requests), buffers: buffersIn(requests) })
    if (!requests.some((request) => request.kind === 'close')) return
    database.close()
    port.close()
  })
  reply(port, { outcomes: [{ ticket: openingTicket, positions: [] }], buffers: [] })
}

const reply = (port: MessagePort, said: WriterReply): void => {
  if (said.outcomes.length > 0) port.postMessage(said, [...said.buffers])
}

const start = (port: MessagePort, log: LogToWrite): void => {
  try {
    serve(port, openLogDatabase(log.path), log)
  } catch (thrown) {
    reply(port, {
      outcomes: [{ ticket: openingTicket, failure: logOpenFailure(thrown, log.path) }],
      buffers: [],
    })
    port.close()
  }
}

const log: LogToWrite = workerData
if (parentPort !== null) start(parentPort, log)
