import { definitionKeys } from '@cloudwerk/durable-object'

/** Whether this version of the package can switch group commit off. */
export const hasGroupCommit: boolean = 'groupCommit' in definitionKeys
