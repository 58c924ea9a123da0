import { handlerNames } from '@cloudwerk/durable-object'
import { checkDefinition } from './check-definition.ts'
import { findDefinitionObject } from './definition-object.ts'
import { type ObjectShape, shapeOf, staticString } from './expressions.ts'
import { featuresOf } from './features.ts'
import type { ObjectEntry } from './manifest.ts'
import { throwProblems } from './problems.ts'
import { isGiven, namesIn } from './properties.ts'
import { placeOf, problemAt, type Source } from './source.ts'

/** What the source shows of a definition; undefined where it does not show it. */
export interface Definition
  extends Pick<
    ObjectEntry,
    'storage' | 'sql' | 'handlers' | 'features' | 'methods' | 'named' | 'versionsAt'
  > {
  /** The class name, where the definition gives one. */
  name: string | undefined
}

/**
 * Reads the definition that a file of `app/objects` exports as default, without running it.
 *
 * @throws UserError for what is evidently wrong; `problemsOf` takes several apart.
 */
export function readDefinition(source: Source): Definition {
  const object = findDefinitionObject(source)
  const shape = object ? shapeOf(source, object) : { properties: new Map(), open: true }
  throwProblems(checkDefinition(source, shape).map((problem) => problemAt(source, problem)))
  return {
    name: staticString(shape.properties.get('name')?.value),
    ...storageOf(shape),
    handlers: shape.open ? undefined : handlerNames.filter((key) => isGiven(shape, key)),
    features: featuresOf(source, shape),
    methods: namesIn(source, shape, 'methods'),
    ...namedOf(source, shape),
    ...versionsOf(source, shape),
  }
}

function namedOf(source: Source, shape: ObjectShape): Pick<Definition, 'named'> {
  if (!isGiven(shape, 'jobs') && !isGiven(shape, 'schedules')) return {}
  const [jobs, schedules] = ['jobs', 'schedules'].map((group) => namesIn(source, shape, group))
  return { named: { jobs, schedules } }
}

function versionsOf(source: Source, shape: ObjectShape): Pick<Definition, 'versionsAt'> {
  const property = shape.properties.get('versions')
  return property ? { versionsAt: placeOf(source, property.offset) } : {}
}

function storageOf(shape: ObjectShape): Pick<Definition, 'storage' | 'sql'> {
  const sqlite = shape.properties.get('sqlite')?.value
  if (sqlite?.type === 'Literal' && sqlite.value === false) {
    return { storage: 'legacy-kv', sql: false }
  }
  // Written as an object it says how SQL is used.
  if (sqlite?.type === 'Literal' || sqlite?.type === 'ObjectExpression') {
    return { storage: 'sqlite', sql: true }
  }
  return { storage: 'sqlite', sql: shape.open ? undefined : false }
}
