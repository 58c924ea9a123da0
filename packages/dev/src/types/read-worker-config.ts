import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getNodeValue } from 'jsonc-parser'
import { findConfigFile, isToml } from '../lifecycle/config-file.ts'
import { parseJsonc } from '../lifecycle/parse-jsonc.ts'
import { type EnvMember, envMembers } from './env-members.ts'

/** Names in `env` as the app's own files tell them. */
export async function readEnvMembers(root: string): Promise<EnvMember[]> {
  return envMembers(await readWorkerConfig(root), readSecretNames(root))
}

async function readWorkerConfig(root: string): Promise<unknown> {
  const file = findConfigFile(root)
  if (!file) return undefined
  if (!isToml(file)) return getNodeValue(parseJsonc(file.text.replace(/^\uFEFF/, ' '), file.name))
  // Wrangler brings the parser, and takes a second to load.
  const { experimental_readRawConfig: readRawConfig } = await import('wrangler')
  return readRawConfig({ config: file.path }, { useRedirectIfAvailable: false }).rawConfig
}

/** As wrangler takes them in dev: from `.dev.vars`, and from `.env` where there is none. */
function readSecretNames(root: string): string[] {
  const file = ['.dev.vars', '.env'].map((name) => join(root, name)).find(existsSync)
  if (file === undefined) return []
  const lines = readFileSync(file, 'utf8').matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/gm)
  return [...lines].flatMap(([, name]) => name ?? [])
}
