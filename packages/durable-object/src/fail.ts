import { DurableObjectConfigError } from './errors.ts'

/** Throws what is wrong with the definition `where`, and what to do about it. */
export function fail(where: string, what: string, advice: string): never {
  throw new DurableObjectConfigError(`${where} ${what}. ${advice}`)
}
