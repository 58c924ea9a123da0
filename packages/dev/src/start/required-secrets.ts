import { UserError } from '../user-error.ts'

/**
 * Refuses to serve an app without the secrets that its configuration requires.
 *
 * @throws UserError that names all missing secrets.
 */
export function assertSecrets(
  config: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): void {
  const missing = requiredSecrets(config).filter((name) => given[name] === undefined)
  if (missing.length === 0) return
  const [names, are] =
    missing.length === 1 ? [`secret ${missing[0]}`, 'is'] : [`secrets ${missing.join(', ')}`, 'are']
  throw new UserError(`The app requires the ${names}, which ${are} not set.`, {
    hint: `Write ${missing.map((name) => `${name}=…`).join(', ')} into a file and pass it with --env-file.`,
  })
}

function requiredSecrets({ secrets }: Readonly<Record<string, unknown>>): string[] {
  const { required } = (secrets ?? {}) as { required?: unknown }
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []
}
