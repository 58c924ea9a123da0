import { createBuilder } from 'vite'
import { missingPlugins } from './load-plugins.ts'

/** Builds the app into `dist/`; the Worker and its configuration are in `dist/worker`. */
export async function buildApp({ root }: { root: string }): Promise<void> {
  const plugins = await missingPlugins(root, 'build')
  const builder = await createBuilder({ root, plugins })
  await builder.buildApp()
}
