import { assertChanges, assertSchema } from '../schema.ts'
import type { SchemaFeature } from './features.ts'

/** For definitions with a `schema`. */
export const schema: SchemaFeature = {
  forSchema: (given) => ({
    parse: (value, object) => assertSchema(given, value, object),
    assertChanges: (live, object) => assertChanges(given, live, object),
  }),
}
