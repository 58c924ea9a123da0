import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findConfigFile } from '../config/config-file.ts'
import { readConfig } from '../config/read-config.ts'
import { type EnvMember, envMembers } from './env-members.ts'

/** Names in `env` as the app's own files tell them. */
export async function readEnvMembers(root: string): Promise<EnvMember[]> {
  const file = findConfigFile(root)
  return envMembers(file && (await readConfig(file)), readSecretNames(root))
}

/** As wrangler takes them in dev: from `.dev.vars`, and from `.env` where there is none. */
function readSecretNames(root: string): string[] {
  const file = ['.dev.vars', '.env'].map((name) => join(root, name)).find(existsSync)
  if (file === undefined) return []
  const lines = readFileSync(file, 'utf8').matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/gm)
  return [...lines].flatMap(([, name]) => name ?? [])
}
