import type { Manifest } from '../app/manifest.ts'
import { isToml } from '../config/config-file.ts'
import { readRecordedConfig } from '../config/parse-config.ts'
import { formatSnippet } from '../config/snippet.ts'
import { UserError } from '../user-error.ts'
import { additionsTo } from './record-build.ts'

/**
 * Checks that the record has all objects of the app, before they are deployed.
 *
 * @throws UserError with what to add by hand, where the build could not record them.
 */
export async function assertRecorded({ root, objects }: Manifest): Promise<void> {
  const { file, records } = await readRecordedConfig(root)
  const code = { objects, exported: undefined }
  const additions = records.map((record) => additionsTo(record, code))
  if (!file || !isToml(file) || additions.every(({ changes }) => changes.length === 0)) return
  throw new UserError(`${file.name} does not list all objects of the app.`, {
    file: file.name,
    hint: formatSnippet(file.name, additions),
  })
}
