import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AnyValue } from './any-value.ts'

/**
 * What pages see of one key of the state: `true` for all of it, or this. A Map, Set, Date or anything else
 * that is neither a list nor an object takes `true` or `if`.
 */
export interface ViewRule<Viewer> {
  /** Of a list, only its last items, this many. */
  last?: number
  /** Only these fields: of an object, or of each item of a list. */
  pick?: readonly string[]
  /** All fields but these: of an object, or of each item of a list. */
  omit?: readonly string[]
  /** Who sees the key; others see nothing of it. It must depend on the viewer alone. */
  if?: (viewer: Viewer) => boolean
}

/** A call that pages may make. */
export interface LiveCall<Viewer> {
  /** A Standard Schema (Zod, Valibot, ArkType) for each argument. More arguments are refused. */
  args: readonly StandardSchemaV1[]
  /** Who may make the call. */
  if?: (viewer: Viewer) => boolean
}

/** How pages follow an object: the key `live` of a definition. Needs a route that lets them in, see `live()`. */
export interface ObjectLiveOptions<Viewer = AnyValue> {
  /** What pages see of the state, by its keys. Default: nothing. */
  view?: { readonly [key: string]: true | ViewRule<Viewer> }
  /** The methods that pages may call, each with a schema for every argument. Default: none. */
  calls?: { readonly [name: string]: readonly StandardSchemaV1[] | LiveCall<Viewer> }
  /** What others see of a connection, besides what its page sets: plain data of the viewer, up to 1 KB. */
  presence?: (viewer: Viewer) => object
}
