import { throwProblems } from '../app/problems.ts'
import { readConfig } from '../config/parse-config.ts'
import { scanProject } from '../config/scan-project.ts'
import { typesFolder } from '../paths.ts'
import { generateTypes, writeTsconfig } from './generate-types.ts'

/**
 * Writes the types of an app, for `cloudwerk types`. Returns a sentence for the terminal.
 *
 * @throws UserError for problems in the app; with `check` also for those that the compiler finds in
 * objects. The types are written in that case, too.
 */
export async function writeTypes(root: string, options: { check: boolean }): Promise<string> {
  // First: the app's own tsconfig.json extends it, even when the app has problems.
  await writeTsconfig(root)
  const manifest = await scanProject(root)
  const { raw } = await readConfig(root)
  throwProblems(await generateTypes(manifest, { ...options, config: raw }))
  const { length } = manifest.objects
  return `${typesFolder} is up to date with ${length} ${length === 1 ? 'object' : 'objects'}.`
}
