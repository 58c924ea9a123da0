import { getNodeValue } from 'jsonc-parser'
import { UserError } from '../user-error.ts'
import type { ClassRecord } from './class-record.ts'
import { type ConfigFile, configName, findConfigFile, isToml } from './config-file.ts'
import { parseJsonc } from './parse-jsonc.ts'
import { readRecords } from './read-records.ts'
import { readViteSettings } from './vite-settings.ts'

export interface WrittenConfig {
  /** Undefined where the app has no Wrangler configuration yet. */
  file: ConfigFile | undefined
  /** The values in the file, unchecked. */
  raw: unknown
}

export interface RecordedConfig extends WrittenConfig {
  /** That of the top level first. */
  records: ClassRecord[]
}

/**
 * Reads the Wrangler configuration as it is written.
 *
 * @throws UserError for a damaged file.
 */
export async function readConfig(root: string): Promise<WrittenConfig> {
  const { configPath } = await readViteSettings(root)
  const file = findConfigFile(root, configPath)
  if (!file) return { file, raw: undefined }
  const raw = isToml(file)
    ? await readToml(file)
    : getNodeValue(parseJsonc(file.text.replace(/^\uFEFF/, ' '), file.name))
  return { file, raw }
}

/**
 * As `readConfig`, with the records of classes.
 *
 * @throws UserError for a damaged file, and for an invalid record.
 */
export async function readRecordedConfig(root: string): Promise<RecordedConfig> {
  const { file, raw } = await readConfig(root)
  return { file, raw, records: readRecords(raw, configName(file)) }
}

async function readToml({ path, name }: ConfigFile): Promise<unknown> {
  // Wrangler brings the parser, and takes a second to load.
  const { experimental_readRawConfig: readRawConfig } = await import('wrangler')
  try {
    return readRawConfig({ config: path }, { useRedirectIfAvailable: false }).rawConfig
  } catch (cause) {
    throw new UserError(`${name} is damaged: ${(cause as Error).message}`, {
      file: name,
      hint: 'Fix it by hand. Nothing was changed.',
      cause,
    })
  }
}
