/** Classes that exist on both backends are defined once, for either of these. */
export type Backend = { sqlite: true } | { sqlite: false }

export const sqlite: Backend = { sqlite: true }
export const keyValue: Backend = { sqlite: false }
