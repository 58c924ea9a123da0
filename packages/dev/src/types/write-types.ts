import { throwProblems } from '../app/problems.ts'
import { scanApp } from '../app/scan-app.ts'
import { readConfig } from '../config/read-config.ts'
import { typesFolder } from '../paths.ts'
import { generateTypes, writeTsconfig } from './generate-types.ts'

/**
 * What `cloudwerk types` does. Gives a sentence for the terminal.
 *
 * @throws UserError for what is wrong in the app; with `check` also for what the compiler finds in
 * objects. The types are written all the same.
 */
export async function writeTypes(root: string, options: { check: boolean }): Promise<string> {
  // First, since the app's own tsconfig.json extends it, whatever else is wrong.
  await writeTsconfig(root)
  const manifest = await scanApp(root)
  const { raw } = await readConfig(root)
  throwProblems(await generateTypes(manifest, { ...options, config: raw }))
  const { length } = manifest.objects
  return `${typesFolder} is up to date with ${length} ${length === 1 ? 'object' : 'objects'}.`
}
