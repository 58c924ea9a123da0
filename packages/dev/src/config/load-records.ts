import type { ClassRecord } from './class-record.ts'
import { type ConfigFile, findConfigFile } from './config-file.ts'
import { readConfig } from './read-config.ts'
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
  const raw = file && (await readConfig(file))
  return { file, records: readRecords(raw, file?.name ?? '') }
}
