import type { StandardSchemaV1 } from '@standard-schema/spec'

/** What a schema checks below itself: the fields of an object, or each element of an array. */
export interface SchemaParts {
  fields?: Readonly<Record<string, StandardSchemaV1>> | undefined
  element?: StandardSchemaV1 | undefined
}

/**
 * Takes a schema apart, so that only the changed part of a large state has to be checked. Undefined where
 * that could miss an issue: for libraries other than Zod 4 and Valibot, and for a schema that checks
 * more than its parts (a refinement, a pipe, a length).
 */
export function partsOf(schema: StandardSchemaV1): SchemaParts | undefined {
  // Neither library's types describe how its schemas are built.
  const { _zod: zod, ...valibot } = schema as { _zod?: { def: ZodDefinition } } & ValibotSchema
  if (zod) return partsOfZod(zod.def)
  return schema['~standard'].vendor === 'valibot' ? partsOfValibot(valibot) : undefined
}

interface ZodDefinition {
  type: string
  checks?: unknown[]
  shape?: Record<string, StandardSchemaV1>
  element?: StandardSchemaV1
}

function partsOfZod({ type, checks, shape, element }: ZodDefinition): SchemaParts | undefined {
  if (checks && checks.length > 0) return undefined
  if (type === 'object') return { fields: shape }
  return type === 'array' ? { element } : undefined
}

interface ValibotSchema {
  type?: string
  pipe?: unknown
  entries?: Record<string, StandardSchemaV1>
  item?: StandardSchemaV1
}

function partsOfValibot({ type, pipe, entries, item }: ValibotSchema): SchemaParts | undefined {
  if (pipe) return undefined
  if (type?.endsWith('object')) return { fields: entries }
  return type === 'array' ? { element: item } : undefined
}
