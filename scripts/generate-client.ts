import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { trackInputSchema } from '#catalog'
import { incomingEventSchema } from '#log'
import { describeApi } from './describe-api.ts'

/**
 * Writes `client/src/schema.ts`: the types of the published client, from the OpenAPI document and the schemas
 * of what may be sent. A test makes them again and compares, so that client and server can't drift apart.
 */
interface JsonSchema {
  readonly $ref?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly description?: string
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>
}
interface ApiOperation {
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly schema: JsonSchema
  }[]
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content>>
}
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}

/** Bodies that the server reads itself, one value at a time, and that the document therefore can't describe. */
const ownBodies: Readonly<Record<string, string>> = {
  'POST /v1/events': 'readonly IncomingEvent[]',
  'POST /v1/sessions/{id}/events': "readonly Omit<IncomingEvent, 'listenerId' | 'sessionId'>[]",
  'PUT /v1/catalog/tracks': 'readonly IncomingTrack[]',
}

/** A schema with a name of its own comes as a reference to itself. */
const jsonSchemaOf = (schema: z.ZodType): JsonSchema => {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const { $defs = {}, ...root }: JsonSchema & { readonly $defs?: Record<string, JsonSchema> } = JSON.parse(
    JSON.stringify(made),
  )
  return $defs[root.$ref?.split('/').at(-1) ?? ''] ?? root
}

const literals = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join(' | ')

/** A JSON schema as a TypeScript type. Constraints on values are the server's to check and have no type. */
export const typeOf = (schema: JsonSchema): string => {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? 'unknown'
  if (schema.const !== undefined) return literals([schema.const])
  if (schema.enum !== undefined) return literals(schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return [...new Set(choices.map(typeOf))].join(' | ')
  switch (schema.type) {
    case 'array':
      return `readonly (${typeOf(schema.items ?? {})})[]`
    case 'object':
      return objectType(schema)
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type
    default:
      return 'unknown'
  }
}

const objectType = ({ properties, required = [], additionalProperties }: JsonSchema): string => {
  if (properties === undefined) {
    const value = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'
    return `Readonly<Record<string, ${value}>>`
  }
  if (Object.keys(properties).length === 0) return 'Readonly<Record<string, never>>'
  const members = Object.entries(properties).map(([name, schema]) => {
    const optional = !required.includes(name)
    return `${comment(schema.description)}readonly ${name}${optional ? '?' : ''}: ${typeOf(schema)}${optional ? ' | undefined' : ''}`
  })
  return `{\n${members.join('\n')}\n}`
}

const comment = (text: string | undefined): string => (text === undefined ? '' : `/** ${text} */\n`)

const schemaIn = (content: Content | undefined): JsonSchema | undefined =>
  content?.content?.['application/json']?.schema

const operationType = (name: string, { parameters = [], requestBody, responses }: ApiOperation): string => {
  const given = (place: string) => {
    const members = parameters.filter((parameter) => parameter.in === place)
    return objectType({
      properties: Object.fromEntries(members.map((member) => [member.name, member.schema])),
      required: members.filter(({ required }) => required).map((member) => member.name),
    })
  }
  const sent = schemaIn(requestBody)
  const [answered] = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  const answer = answered?.[0] === '204' ? undefined : schemaIn(answered?.[1])
  return [
    `params: ${given('path')}`,
    `query: ${given('query')}`,
    `body: ${ownBodies[name] ?? (sent === undefined ? 'undefined' : typeOf(sent))}`,
    `answer: ${answer === undefined ? 'undefined' : typeOf(answer)}`,
  ]
    .map((member) => `readonly ${member}`)
    .join('\n')
}

/** Components that answers are made of, in the order of their names. */
const reachable = (document: ApiDocument): string[] => {
  const found = new Set<string>()
  const visit = (value: unknown) => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (found.has(name)) continue
      found.add(name)
      visit(document.components.schemas[name])
    }
  }
  visit(document.paths)
  return [...found].sort()
}

/** The whole file, unformatted. */
export const clientTypes = (document: ApiDocument): string => {
  const named = reachable(document).map(
    (name) => `export type ${name} = ${typeOf(document.components.schemas[name] ?? {})}`,
  )
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(
        ([, { responses }]) =>
          Object.values(responses).some((answer) => schemaIn(answer) !== undefined) || '204' in responses,
      )
      .map(([method, operation]) => {
        const name = `${method.toUpperCase()} ${path}`
        return `${comment(operation.summary)}readonly '${name}': {\n${operationType(name, operation)}\n}`
      }),
  )
  return [
    '/** Made from the schemas of the server by `node scripts/generate-client.ts`; changes here are lost. */',
    ...named,
    `/** A track as it is sent. */\nexport type IncomingTrack = ${typeOf(jsonSchemaOf(trackInputSchema))}`,
    `/** An event as it is sent; \`at\` is ISO 8601 or milliseconds since 1970. */\nexport type IncomingEvent = ${typeOf(jsonSchemaOf(incomingEventSchema))}`,
    `/** What each request takes and gives. */\nexport interface Operations {\n${operations.join('\n')}\n}`,
  ].join('\n\n')
}

/** The file as it is kept: formatted as every other. */
export const formattedClientTypes = async (): Promise<string> => {
  const document: ApiDocument = JSON.parse(JSON.stringify(await describeApi()))
  const biome = join(import.meta.dirname, '../node_modules/.bin/biome')
  const { stdout, stderr, status } = spawnSync(biome, ['format', '--stdin-file-path=client/src/schema.ts'], {
    input: clientTypes(document),
    encoding: 'utf8',
    cwd: join(import.meta.dirname, '..'),
  })
  if (status !== 0) throw new Error(`biome could not format the types: ${stderr}`)
  return stdout
}

export const clientTypesPath = join(import.meta.dirname, '../client/src/schema.ts')

if (process.argv[1] === import.meta.filename) {
  writeFileSync(clientTypesPath, await formattedClientTypes())
  process.stdout.write(`${clientTypesPath} is up to date\n`)
}
