import { DurableObjectConfigError } from './errors.ts'

/** Throws what is wrong with the definition of `where`, and what to do. */
export function fail(where: string, what: string, advice: string): never {
  throw new DurableObjectConfigError(`${where} ${what}. ${advice}`)
}
