import type { Rolldown } from 'vite'
import type { Manifest } from '../../app/manifest.ts'
import { entryModuleId } from './add-classes.ts'

type Chunk = Pick<
  Rolldown.OutputChunk,
  'type' | 'isEntry' | 'facadeModuleId' | 'exports' | 'imports' | 'dynamicImports' | 'fileName'
>

type Bundle<C> = Record<string, C | { type: 'asset' }>

/**
 * The entry of the Worker in a bundle. A framework may add entries of its own, build others first in the
 * Worker's environment, and at last bundle what it has built (RedwoodSDK): that one is known by what it exports.
 */
export function findEntry<C extends Chunk>(
  bundle: Bundle<C>,
  { objects }: Pick<Manifest, 'objects'>,
): C | undefined {
  const entries = chunksOf(bundle).filter(({ isEntry }) => isEntry)
  const hasAll = ({ exports }: C) => objects.every(({ className }) => exports.includes(className))
  return (
    entries.find(({ facadeModuleId }) => facadeModuleId === entryModuleId) ??
    (objects.length > 0 ? entries.find(hasAll) : undefined)
  )
}

/** Whether a bundle can run as it is: a framework may link a file of code to it afterwards. */
export function isComplete<C extends Chunk>(bundle: Bundle<C>): boolean {
  return chunksOf(bundle).every(({ imports, dynamicImports }) =>
    // Other files, such as WebAssembly, are put beside it by Cloudflare's plugin later on.
    [...imports, ...dynamicImports].every(
      (name) => name in bundle || !/[\\/].*\.[cm]?js$/.test(name),
    ),
  )
}

function chunksOf<C extends Chunk>(bundle: Bundle<C>): C[] {
  return Object.values(bundle).filter((file): file is C => file.type === 'chunk')
}
