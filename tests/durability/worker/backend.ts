/** Classes that exist on several backends are defined once, for any of these. */
export type Backend = { sqlite: true } | { sqlite: false } | { sqlite?: never }

export const sqlite: Backend = { sqlite: true }
/** SQLite-backed as well, without tables of its own. */
export const plain: Backend = {}
export const keyValue: Backend = { sqlite: false }
