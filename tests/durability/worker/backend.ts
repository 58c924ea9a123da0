/** The definition keys that choose the backend of an object. */
export type Backend = { sqlite: true } | { sqlite: false } | { sqlite?: never }

export const sqlite: Backend = { sqlite: true }
/** SQLite-backed, but without access to SQL. */
export const plain: Backend = {}
export const keyValue: Backend = { sqlite: false }
