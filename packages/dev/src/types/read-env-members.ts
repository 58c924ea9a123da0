import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type EnvMember, envMembers } from './env-members.ts'

/** The names in `env`: those of the Wrangler configuration, and the secrets of the app's own files. */
export function readEnvMembers(root: string, config: unknown): EnvMember[] {
  return envMembers(config, readSecretNames(root))
}

/** As wrangler takes them in dev: from `.dev.vars`, and from `.env` where there is none. */
function readSecretNames(root: string): string[] {
  const file = ['.dev.vars', '.env'].map((name) => join(root, name)).find(existsSync)
  if (file === undefined) return []
  const lines = readFileSync(file, 'utf8').matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/gm)
  return [...lines].flatMap(([, name]) => name ?? [])
}
