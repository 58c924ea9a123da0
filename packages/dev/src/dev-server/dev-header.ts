import { randomUUID } from 'node:crypto'

/**
 * The header by which this process's dev server recognises its own Worker and the tools; a secret. It stays
 * when the server restarts with a new plugin.
 */
export const devHeader: string = `x-cloudwerk-${randomUUID()}`
