/** Whether something is a Standard Schema. ArkType's schemas are functions. */
export function isSchema(given: unknown): boolean {
  return Object(given) === given && '~standard' in (given as object)
}
