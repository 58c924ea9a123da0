import { isUndefined, type ObjectShape, type Property, shapeOf } from './expressions.ts'
import type { Source } from './source.ts'

/** A property with its name. */
export type Named = Property & { key: string }

/** The properties that the source shows, in its order. */
export function namedProperties({ properties }: ObjectShape): Named[] {
  return [...properties].map(([key, property]) => ({ key, ...property }))
}

/** The object behind a key of a definition. Undefined where the source does not show an object. */
export function groupOf(
  source: Source,
  { properties }: ObjectShape,
  group: string,
): ObjectShape | undefined {
  const value = properties.get(group)?.value
  return value?.type === 'ObjectExpression' ? shapeOf(source, value) : undefined
}

/** The names in a group of a definition, such as its methods; undefined where the source does not show them. */
export function namesIn(source: Source, shape: ObjectShape, group: string): string[] | undefined {
  if (shape.open) return undefined
  if (!isGiven(shape, group)) return []
  const functions = groupOf(source, shape, group)
  return !functions || functions.open ? undefined : [...functions.properties.keys()]
}

export function isGiven({ properties }: ObjectShape, key: string): boolean {
  return properties.has(key) && !isUndefined(properties.get(key)?.value)
}
