import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { normalizePath } from 'vite'
import { readAppConfig } from '../config/app-config.ts'
import { fieldsOf } from '../config/fields.ts'
import { buildPointer } from '../paths.ts'
import type { CompletedFramework } from './find-framework.ts'

/**
 * Names the framework's static files in the finished build, where Cloudflare's plugin (1.63) would only name
 * some of its own.
 */
export async function nameAssets(root: string, { built }: CompletedFramework): Promise<void> {
  const { raw, environment = '' } = await readAppConfig(root, 'production')
  const common = fieldsOf(raw)
  const given = fieldsOf(fieldsOf(fieldsOf(common.env)[environment]).assets ?? common.assets)
  const { directory = built.assets, binding = 'ASSETS', ...others } = given
  const file = findBuiltConfig(root)
  const config = JSON.parse(readFileSync(file, 'utf8')) as object
  const from = relative(dirname(file), resolve(root, String(directory)))
  const assets = { ...others, binding, directory: normalizePath(from) }
  writeFileSync(file, JSON.stringify({ ...config, assets }))
}

function findBuiltConfig(root: string): string {
  // The plugin has just written it.
  const { configPath } = JSON.parse(readFileSync(join(root, buildPointer), 'utf8')) as {
    configPath: string
  }
  return resolve(root, dirname(buildPointer), configPath)
}
