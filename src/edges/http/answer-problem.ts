import type { FastifyReply } from 'fastify'
import { type Problem, problemMedia } from './problem.ts'

export const addHeaders = (request: { readonly id: string }, reply: FastifyReply): FastifyReply =>
  reply.header('request-id', request.id).header('x-content-type-options', 'nosniff')

/**
 * Also before the hooks: an address that can't be decoded ends there. Kept by nobody: a browser that is told nothing keeps a 410 for
 * ever, also where what was taken down is there again.
 */
export const answerProblem = (reply: FastifyReply, problem: Problem): void =>
  void addHeaders({ id: problem.requestId }, reply)
    .code(problem.status)
    .header('content-type', problemMedia)
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send(problem)
