import { getNodeValue } from 'jsonc-parser'
import { UserError } from '../user-error.ts'
import type { ClassRecord } from './class-record.ts'
import { type ConfigFile, findConfigFile, isToml } from './config-file.ts'
import { parseJsonc } from './parse-jsonc.ts'
import { readRecords } from './read-records.ts'

export interface LoadedRecords {
  /** Undefined where the app has no Wrangler configuration yet. */
  file: ConfigFile | undefined
  /** That of the top level first. */
  records: ClassRecord[]
}

/** @throws UserError for a configuration that cannot be read as one. */
export async function loadRecords(root: string): Promise<LoadedRecords> {
  const file = findConfigFile(root)
  const raw = file && (isToml(file) ? await readToml(file) : readJsonc(file))
  return { file, records: readRecords(raw, file?.name ?? '') }
}

function readJsonc({ text, name }: ConfigFile): unknown {
  return getNodeValue(parseJsonc(text, name))
}

async function readToml({ path, name }: ConfigFile): Promise<unknown> {
  // Wrangler brings the parser, and takes a second to load.
  const { experimental_readRawConfig: readRawConfig } = await import('wrangler')
  try {
    return readRawConfig({ config: path }, { useRedirectIfAvailable: false }).rawConfig
  } catch (cause) {
    throw new UserError(`${name} is damaged: ${(cause as Error).message}`, {
      file: name,
      hint: 'Mend it by hand. Nothing was changed.',
      cause,
    })
  }
}
