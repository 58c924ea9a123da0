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

/** The names of a definition's methods; undefined where the source does not show them. */
export function methodsOf(source: Source, shape: ObjectShape): string[] | undefined {
  if (shape.open) return undefined
  if (!isGiven(shape, 'methods')) return []
  const methods = groupOf(source, shape, 'methods')
  return !methods || methods.open ? undefined : [...methods.properties.keys()]
}

export function isGiven({ properties }: ObjectShape, key: string): boolean {
  return properties.has(key) && !isUndefined(properties.get(key)?.value)
}
