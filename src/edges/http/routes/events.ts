import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '#domain'
import { type Intake, type IntakeContext, incomingEventSchema, type Taken } from '#log'
import type { Services } from '#operations'
import { ArrayText } from '../bodies.ts'
import { operation } from '../operation.ts'

/** The one door for events, simulated listeners' included. */
export const intakeAnswerSchema = z
  .object({
    accepted: z.number().int(),
    /** Known by listener and id from before; accepted and stored once. */
    duplicates: z.number().int(),
    /** Accepted, about tracks that the catalogue does not know (yet). */
    unknownTracks: z.number().int(),
    /** Accepted, about tracks that were taken down: drop them from what is queued. */
    takenDownTracks: z.number().int(),
    refused: z.array(
      z.object({ index: z.number().int(), id: z.string().optional(), code: z.string(), detail: z.string() }),
    ),
  })
  .meta({ id: 'EventsTaken' })

export const eventRoutes =
  (services: Services): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/v1/events',
      operation({
        id: 'sendEvents',
        summary: 'Send listening events',
        description:
          'A JSON array, one JSON object, or NDJSON; at most 4 MiB and 5,000 events. Answers once every accepted event is durable. An event is known by its listener and id: sending it again is harmless, and clients of different listeners may number theirs alike.',
        tag: 'events',
        answers: {
          200: intakeAnswerSchema,
          400: intakeAnswerSchema,
        },
        batchOf: incomingEventSchema,
        refuses: ['states-damaged'],
        writes: true,
      }),
      async (request, reply) => {
        const answer = await take(services, request.body)
        reply.code(statusOf(answer))
        return answer
      },
    )
  }

/** 200 when anything was taken or nothing was sent; 400 when all of it was refused. */
export const statusOf = ({ accepted, duplicates, refused }: Taken): 200 | 400 =>
  accepted + duplicates === 0 && refused.length > 0 ? 400 : 200

/** A body as the content-type parsers left it: text for NDJSON, an `ArrayText` or a value for JSON. */
export const take = async ({ intake, telemetry }: Services, body: unknown, context?: IntakeContext) => {
  const answer = await taken(intake, body, context)
  count(telemetry, answer)
  return { ...answer, refused: answer.refused.map((refusal) => ({ ...refusal })) }
}

const count = (telemetry: Services['telemetry'], answer: Taken) => {
  telemetry.eventsTaken(answer)
  for (const { code } of answer.refused) telemetry.eventRefused(code)
  const [first] = answer.refused
  // Answered as an error, in a form of its own that the door's own answers to errors don't see.
  if (first !== undefined && statusOf(answer) === 400) telemetry.errorAnswered(first.code)
}

const taken = async (intake: Intake, body: unknown, context?: IntakeContext): Promise<Taken> => {
  if (typeof body === 'string') return intake.acceptText(body, context)
  if (body instanceof ArrayText) return intake.acceptArray(body.text, context)
  if (body !== null && typeof body === 'object') return intake.acceptValues([body], context)
  throw new AppError('invalid-request', 'Send an event, an array of events, or NDJSON with one event a line.')
}
